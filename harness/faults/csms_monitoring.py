"""Block N: how a CSMS sets monitors and asks for them, and what it makes of their events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import asked, refuses, system_of
from ocpp_conformance.harness.faults.fault import About, of_csms
from ocpp_conformance.harness.faults.kinds import Hearing
from ocpp_conformance.harness.faults.own_calls import asks, having, never_asks, without
from ocpp_conformance.harness.rpc import CallResult, Payload

REPORT, SET, CLEAR = "GetMonitoringReport", "SetVariableMonitoring", "ClearVariableMonitoring"
_EVERY_ID = [1, 2, 3]


def _severe(payload: Payload) -> Payload:
    return {"setMonitoringData": [{**item, "severity": 0} for item in payload["setMonitoringData"]]}


def _first(payload: Payload) -> Payload:
    return {"setMonitoringData": payload["setMonitoringData"][:1]}


def _events(when: Callable[[Payload], bool]) -> About[Hearing]:
    return refuses("NotifyEvent", lambda _, call: any(map(when, call.payload["eventData"])))


async def _all_at_once(original: Any, identity: str, action: str, payload: Payload) -> Any:
    return await original(identity, action, {"id": _EVERY_ID})


async def _fatal(original: Any, identity: str, action: str, payload: Payload) -> Any:
    reply = await original(identity, action, payload)
    results = reply.payload.get("clearMonitoringResult", ()) if isinstance(reply, CallResult) else ()
    if any(result["status"] == "Rejected" for result in results):
        await system_of(original).stations[identity].peer.socket.close(1011, "an exception that nobody caught")
    return reply


FAULTS = (
    of_csms(
        "monitors-of-any-kind", "leaves the criteria out", "N02.FR.05", call=asks(REPORT, without("monitoringCriteria"))
    ),
    of_csms(
        "monitors-of-any-variable",
        "leaves the variables out",
        "N02.FR.05",
        call=asks(REPORT, without("componentVariable")),
    ),
    of_csms(
        "monitors-of-one-kind",
        "asks for Delta monitors where all are wanted",
        "N02.FR.05",
        call=asks(REPORT, lambda payload: {"monitoringCriteria": ["DeltaMonitoring"], **payload}),
    ),
    of_csms(
        "monitoring-report-refused",
        "refuses to hear which monitors there are",
        "J-4.1.7-01",
        handle=refuses("NotifyMonitoringReport"),
    ),
    of_csms(
        "monitoring-base-all",
        "sets the monitoring base All, whichever is wanted",
        "N03.FR.03",
        call=asks("SetMonitoringBase", having(monitoringBase="All")),
    ),
    of_csms("monitors-severe", "sets monitors of severity 0", "N04.FR.01", call=asks(SET, _severe)),
    of_csms("monitors-one-alone", "sets the first of several monitors", "N04.FR.01", call=asks(SET, _first)),
    of_csms(
        "monitoring-level-9", "has everything told", "N05.FR.01", call=asks("SetMonitoringLevel", having(severity=9))
    ),
    of_csms(
        "monitors-cleared-at-once",
        "clears more monitors at once than the station takes",
        "N06.FR.04",
        call=asked(_all_at_once, CLEAR),
    ),
    of_csms("monitors-never-cleared", "clears no monitors", "N06.FR.01", call=never_asks(CLEAR, lambda _: True)),
    of_csms(
        "monitor-refusal-fatal",
        "closes the connection when a monitor can't be cleared",
        "N06.FR.01",
        call=asked(_fatal, CLEAR),
    ),
    of_csms(
        "periodic-monitor-event-refused",
        "refuses periodic events",
        "N08.FR.02",
        handle=_events(lambda event: event["trigger"] == "Periodic"),
    ),
    of_csms(
        "event-without-value-refused",
        "refuses events without a value",
        "N07.FR.03",
        handle=_events(lambda event: not event["actualValue"]),
    ),
    of_csms(
        "event-over-refused",
        "refuses to hear that an event is over",
        "N07.FR.03",
        handle=_events(lambda event: event.get("cleared", False)),
    ),
)
