"""The report of monitors that a case of Part 6 asks for, and the results of setting them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ocpp_conformance.conformance.case import PRESENT, absent_or, ignoring_case, one_of
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import about, at_evse, names
from ocpp_conformance.conformance.station.n_diagnostics.monitors import REQUEST, Monitors
from ocpp_conformance.conformance.station.variables import NO_ERROR
from ocpp_conformance.harness.conversation import key_of
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.rpc import Payload

FIRST = REQUEST + 50
"""The requestIds of these reports count on from it."""
NOT_FOUND = absent_or({"reasonCode": "NotFound"})
NOT_SUPPORTED = absent_or({"reasonCode": one_of("UnsupportedParam", "InvalidValue")})


def is_state_of_station(item: Payload) -> bool:
    """Whether a variable is the AvailabilityState of the station."""
    key = key_of(item)
    return key[0] == "chargingstation" and key[4] == "availabilitystate"


def same_place(wanted: Payload) -> Payload:
    """The demand for the component with its EVSE, and the variable."""
    component = {"name": ignoring_case(wanted["component"]["name"])}
    if at_evse(wanted):
        component["evse"] = wanted["component"]["evse"]
    return {**names(wanted), "component": component}


def monitor(item: Payload, type: str, value: float, severity: int, **more: object) -> Payload:
    """What a SetVariableMonitoring asks for."""
    return {"type": type, "value": value, "severity": severity, **about(item), **more}


def result(wanted: Payload, status: str = "Accepted", **more: object) -> Payload:
    """The demand for the result of what was asked for."""
    id = {"id": PRESENT, "statusInfo": NO_ERROR} if status == "Accepted" else {}
    asked = {name: wanted[name] for name in ("type", "severity")}
    return {"status": status, **asked, **same_place(wanted), **id, **more}


async def reported(monitors: Monitors, answered: Source, told: Source, **wanted: object) -> Mapping[int, Payload]:
    """The monitors of a report by their ids, each with its component and variable; the sources demand that it is
    Accepted, and that its parts are numbered from 0."""
    monitors.reports += 1
    csms, mine, since = monitors.csms, {"requestId": FIRST + monitors.reports}, monitors.csms.mark
    reply = await monitors.call("GetMonitoringReport", {**mine, **wanted})
    reply.meets(answered, status="Accepted", statusInfo=NO_ERROR)
    found: dict[int, Payload] = {}
    more, number = True, 0
    while more:
        part = await csms.must_send(told, "NotifyMonitoringReport", since=since, where=mine)
        part.meets(told, generatedAt=PRESENT, seqNo=number)
        for each in part["monitor"] or ():
            found |= {one["id"]: {**about(each), **one} for one in each["variableMonitoring"]}
        since, more, number = part.frame + 1, bool(part["tbc"]), number + 1
    return found


async def reports_none(monitors: Monitors, source: Source, **wanted: object) -> None:
    """A report is answered EmptyResultSet, as the source demands, and does not come."""
    monitors.reports += 1
    csms, mine, since = monitors.csms, {"requestId": FIRST + monitors.reports}, monitors.csms.mark
    reply = await monitors.call("GetMonitoringReport", {**mine, **wanted})
    reply.meets(source, status="EmptyResultSet", statusInfo=NOT_FOUND)
    await csms.settled()
    told = [
        call for call in csms.received("NotifyMonitoringReport", since=since) if call["requestId"] == mine["requestId"]
    ]
    misses = (Miss("", "no NotifyMonitoringReport", f"{dict(told[0].payload)!r}"),) if told else ()
    csms.checklist.book(source, misses, frame=told[0].frame if told else None)


def has(monitors: Monitors, source: Source, found: Mapping[int, Payload], id: int, **fields: object) -> None:
    """A report has this monitor, with these fields."""
    misses = mismatches(fields, found[id]) if id in found else (Miss("", f"monitor {id} in the report", "none"),)
    monitors.csms.checklist.book(source, misses, seen=f"{len(found)} monitors")


def are_of(monitors: Monitors, source: Source, found: Collection[Payload], *types: str) -> None:
    """All these monitors are of these types."""
    others = sorted({each["type"] for each in found} - set(types))
    misses = (Miss("/monitor/variableMonitoring/type", " or ".join(types), ", ".join(others)),) if others else ()
    monitors.csms.checklist.book(source, misses)
