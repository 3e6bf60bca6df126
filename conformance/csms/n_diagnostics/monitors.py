"""What the cases of monitoring share: monitors that a CSMS sets and clears, and the reports of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ocpp_conformance.conformance.case import NOTHING, CaseDriver, StationProbe, at_least
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.configuration import named
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Call, Payload
from ocpp_conformance.harness.times import now

Place = Mapping[str, Any]
"""A variable as the goals name it: `component`, `variable`, and perhaps `evse`."""

POWER: Place = {"component": "ChargingStation", "variable": "Power"}
STATION_STATE: Place = {"component": "ChargingStation", "variable": "AvailabilityState"}
EVSE_POWER: Place = {"component": "EVSE", "evse": 1, "variable": "Power"}
EVSE_STATE: Place = {"component": "EVSE", "evse": 1, "variable": "AvailabilityState"}


async def report_asked(
    station: StationProbe,
    csms_driver: CaseDriver,
    source: Source,
    *places: Place,
    criterion: str | None = None,
    answer: str = "Accepted",
) -> ReceivedCall:
    """The CSMS asks for the monitors of exactly these variables, by exactly this criterion; the station answers."""
    wish: dict[str, Any] = {"variables": [dict(place) for place in places], "criteria": criterion and [criterion]}
    given = {name: value for name, value in wish.items() if value}
    wanted: dict[str, object] = {
        "monitoringCriteria": [criterion] if criterion else NOTHING,
        "componentVariable": [_about(place) for place in places] if places else NOTHING,
    }
    request = await asked(station, csms_driver, source, "monitoring_report", {"status": answer}, **given)
    request.meets(source, requestId=at_least(0), **wanted)
    return request


async def report_told(
    station: StationProbe, request: ReceivedCall, source: Source, *places: Place, kind: str = "Delta"
) -> None:
    """The station reports a monitor of this kind for each of these variables, one by one; the CSMS takes them all."""
    for seq_no, place in enumerate(places):
        monitor = {"id": seq_no + 1, "transaction": False, "value": 1, "type": kind, "severity": 8}
        more = {} if place is places[-1] else {"tbc": True}
        payload = {
            "requestId": request["requestId"],
            "seqNo": seq_no,
            "generatedAt": now(),
            "monitor": [{**_on_wire(place), "variableMonitoring": [monitor]}],
            **more,
        }
        reply = await station.call("NotifyMonitoringReport", payload)
        reply.meets(source)


async def monitors_asked(
    station: StationProbe, csms_driver: CaseDriver, source: Source, *places: Place
) -> ReceivedCall:
    """The CSMS sets a Delta monitor of severity 8 on each of these variables, in one message; all are accepted."""
    monitors = [{**place, "type": "Delta", "value": 1, "severity": 8} for place in places]
    request = await asked(station, csms_driver, source, "set_monitors", all_set(), monitors=monitors)
    wanted = [{**_about(place), "type": "Delta", "severity": 8} for place in places]
    request.meets(source, setMonitoringData=wanted)
    return request


def all_set() -> Callable[[Call], Payload]:
    """Makes the SetVariableMonitoringResponse: each monitor is accepted and gets an id."""
    echoed = ("type", "severity", "component", "variable")

    def answer(call: Call) -> Payload:
        results = [
            {"id": number, "status": "Accepted", **{name: item[name] for name in echoed}}
            for number, item in enumerate(call.payload["setMonitoringData"], start=1)
        ]
        return {"setMonitoringResult": results}

    return answer


def none_cleared(status: str) -> Callable[[Call], Payload]:
    """Makes the ClearVariableMonitoringResponse: this status for each id."""
    return lambda call: {"clearMonitoringResult": [{"status": status, "id": id} for id in call.payload["id"]]}


def _about(place: Place) -> dict[str, object]:
    return named(place["component"], place["variable"], evse=place.get("evse"))


def _on_wire(place: Place) -> dict[str, Any]:
    evse = {"evse": {"id": place["evse"]}} if "evse" in place else {}
    return {"component": {"name": place["component"], **evse}, "variable": {"name": place["variable"]}}
