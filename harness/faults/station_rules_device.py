"""What the rules about stations see wherever it happens: boots, variables, reports, triggers, availability."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ocpp_conformance.harness.faults.departures import always, answers_to, errs_at, heard, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import About, about, of_station
from ocpp_conformance.harness.faults.kinds import Hearing
from ocpp_conformance.harness.faults.station_order import responds, rewrites, swallows
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.rpc import CallResult, ErrorCode
from ocpp_conformance.harness.times import now


async def _free_first(original: Any, action: str, payload: Any, **more: Any) -> Any:
    if payload["connectorStatus"] == "Unavailable":
        await original(action, {**payload, "connectorStatus": "Available"})
    return await original(action, payload, **more)


def _twice(name: str) -> Callable[[list[Any]], list[Any]]:
    """A CALLRESULT whose list has each result twice."""
    return lambda frame: [*frame[:2], {**frame[2], name: frame[2][name] * 2}]


def _and_yet(action: str, status: str) -> About[Hearing]:
    """For `handle`: this is answered, and what was asked for is done."""

    def handle(original: Any, call: Any) -> Any:
        original(call)
        return {"status": status}

    return heard(handle, action)


def _as_full(original: Any, call: Any) -> Any:
    payload = {name: value for name, value in call.payload.items() if name == "requestId"}
    return original(type(call)(call.message_id, call.action, payload))


def _refuses_pending(original: Any, call: Any) -> Any:
    if system_of(original).boot_status == "Pending":
        raise Refusal(ErrorCode.INTERNAL_ERROR, "broken on purpose")
    return original(call)


def _remembers(original: Any, call: Any) -> Any:
    memory_of(system_of(original))[call.message_id] = True
    return original(call)


def _answers_late(original: Any, reply: Any) -> str | None:
    """An Accepted leaves once the station has sent its next CALL."""
    station = system_of(original)
    text: str | None = original(reply)
    known = memory_of(station).pop(reply.message_id, None)
    if known is None or not isinstance(reply, CallResult) or reply.payload.get("status") != "Accepted":
        return text
    sent = asyncio.Event()
    station.connection.called.append(sent.set)

    async def answer() -> None:
        await sent.wait()
        await station.connection.link.send(text)

    station.tasks.start(answer(), "a late answer")
    return None


def _valued(original: Any, item: Any) -> Any:
    result = original(item)
    return result if result["attributeStatus"] == "Accepted" else {**result, "attributeValue": "0"}


def _without(component: str, name: str) -> About[Any]:
    async def call(original: Any, action: str, payload: Any, **more: Any) -> Any:
        if action != "NotifyReport":
            return await original(action, payload, **more)
        wanted = component, name
        kept = [e for e in payload["reportData"] if (e["component"]["name"], e["variable"]["name"]) != wanted]
        return await original(action, {**payload, "reportData": kept}, **more)

    return about(call, "NotifyReport")


FAULTS = (
    of_station(
        "available-on-the-way",
        "reports a connector Available before it reports it Unavailable",
        "G03.FR.06",
        call=sent(_free_first, "StatusNotification"),
    ),
    of_station("boots-never", "never sends a BootNotification", "B01.FR.01", boots_on_reconnect=always(False)),
    of_station(
        "pending-refuses-variables",
        "answers a CALLERROR when asked for variables while Pending",
        "B02.FR.01",
        handle=heard(_refuses_pending, "GetVariables", "SetVariables"),
    ),
    of_station(
        "get-result-twice",
        "gives each GetVariableResult twice",
        "B06.FR.01",
        answers_to("GetVariables", _twice("getVariableResult")),
    ),
    of_station(
        "unknown-with-value",
        "gives a value for what it calls unknown",
        "B06.FR.06",
        get_variable=_valued,
    ),
    of_station(
        "set-result-twice",
        "gives each SetVariableResult twice",
        "B05.FR.01",
        answers_to("SetVariables", _twice("setVariableResult")),
    ),
    of_station(
        "report-though-not-supported",
        "says NotSupported of a base report and sends it",
        "B07.FR.05",
        handle=_and_yet("GetBaseReport", "NotSupported"),
    ),
    of_station(
        "report-though-empty",
        "says EmptyResultSet of a report and sends it",
        "B08.FR.15",
        handle=_and_yet("GetReport", "EmptyResultSet"),
    ),
    of_station(
        "report-always-empty",
        "says EmptyResultSet of every report",
        "B08.FR.01",
        handle=responds("GetReport", {"status": "EmptyResultSet"}),
    ),
    of_station(
        "report-of-everything",
        "reports all variables whatever is wanted",
        "B08.FR.05",
        handle=heard(_as_full, "GetReport"),
    ),
    of_station(
        "inventory-lacks-what-it-reads",
        "leaves a variable out of its reports that it can read",
        "B07.FR.08",
        call=_without("OCPPCommCtrlr", "OfflineThreshold"),
    ),
    of_station(
        "trigger-before-answer",
        "does what a TriggerMessage asks for before it answers",
        "F06.FR.04",
        reply=heard(_remembers, "TriggerMessage"),
        encode=about(_answers_late, "TriggerMessage"),
    ),
    of_station(
        "states-dated-ahead",
        "dates the states of connectors an hour ahead",
        "G02.FR.06",
        call=rewrites("StatusNotification", lambda payload: {**payload, "timestamp": now(timedelta(hours=1))}),
    ),
    of_station(
        "occupied-not-sent",
        "never sends a StatusNotification Occupied",
        "G01.FR.03",
        call=swallows("StatusNotification", lambda payload: payload["connectorStatus"] == "Occupied"),
    ),
    of_station(
        "availability-as-error",
        "answers ChangeAvailability with a CALLERROR",
        "G04.FR.02",
        reply=errs_at("ChangeAvailability"),
    ),
    of_station(
        "availability-rejected",
        "rejects every ChangeAvailability",
        "G04.FR.04",
        handle=responds("ChangeAvailability", {"status": "Rejected"}),
    ),
)
