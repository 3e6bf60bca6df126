"""How a station tells our CSMS the state of its connectors."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CsmsProbe, a_list_with, ignoring_case
from ocpp_conformance.conformance.station.variables import full_inventory, value_of
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Inconclusive, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall

STATES = ("Available", "Occupied", "Reserved", "Unavailable", "Faulted")
"""ConnectorStatusEnumType."""

Place = tuple[int, int]
"""EVSE and connector."""

_AVAILABILITY = {
    "component": {"name": ignoring_case("Connector")},
    "variable": {"name": ignoring_case("AvailabilityState")},
}


async def connectors_reported(csms: CsmsProbe, boot: ReceivedCall, source: Source) -> None:
    """The end of Booted: after the boot every connector of the inventory is reported. That it is Available is a
    precondition."""
    places = await connectors(csms)
    for place in places or (None,):
        await _reported(csms, source, None, "Available", place, boot.frame)


async def connectors_say(
    csms: CsmsProbe, source: Source, since: int, others: str = "Available", *, but: Mapping[Place, str] | None = None
) -> None:
    """From a bookmark on every connector of the inventory is reported, `but` those in this state, the others in that.

    Where there is no inventory, these are judged, else any one.
    """
    known = but or {}
    for place in await connectors(csms) or tuple(known) or (None,):
        status = others if place is None else known.get(place, others)
        await connector_reported(csms, source, status, place, since=since)


async def connector_reported(
    csms: CsmsProbe, source: Source | None, status: str, place: Place | None = None, *, since: int
) -> ReceivedCall:
    """The next report of a connector (any, if no place is given), as StatusNotification or NotifyEvent, says this.

    EVSE 0 and connector 0 are no connector.
    """
    return await _reported(csms, source, source, status, place, since)


async def _reported(
    csms: CsmsProbe, comes: Source | None, says: Source | None, status: str, place: Place | None, since: int
) -> ReceivedCall:
    """`comes` demands the report, `says` the status in it."""
    deadline = times.monotonic() + csms.patience.reply
    while True:
        left = deadline - times.monotonic()
        report = await awaited(csms, comes, "StatusNotification", "NotifyEvent", since=since, within=left)
        found = _places(report)
        if found and (place is None or place in found):
            break
        since = report.frame + 1
    demand(report, says, **_says(report, place or found[0], status))
    return report


def states_told(csms: CsmsProbe, *, since: int, until: int | None = None) -> list[tuple[Place, str, ReceivedCall]]:
    """What reports between two bookmarks say of connectors, in their order."""
    found: list[tuple[Place, str, ReceivedCall]] = []
    for report in csms.received("StatusNotification", "NotifyEvent", since=since, until=until):
        for place in _places(report):
            found += [
                (place, status, report)
                for status in STATES
                if not mismatches(_says(report, place, status), report.payload)
            ]
    return found


async def connectors(csms: CsmsProbe) -> tuple[Place, ...]:
    """The connectors that the inventory of the station names; none where it gives no inventory."""
    try:
        parts = await full_inventory(csms, 1)
    except Inconclusive:
        return ()
    components = [item["component"] for part in parts if part.judgement is None for item in part["reportData"] or ()]
    evses = [each.get("evse", {}) for each in components if each["name"].lower() == "connector"]
    return tuple(sorted({(evse["id"], evse["connectorId"]) for evse in evses if "connectorId" in evse}))


async def are_free(csms: CsmsProbe, *places: Place) -> None:
    """None of these connectors is told to be anything but Available, as a precondition: an EV may stand there, or it
    was reserved or taken out of service before."""
    for evse, connector in places:
        component = {"name": "Connector", "evse": {"id": evse, "connectorId": connector}}
        state = await value_of(csms, {"component": component, "variable": {"name": "AvailabilityState"}})
        if state not in (None, "Available"):
            raise csms.checklist.give_up(f"precondition not reached: connector {connector} of EVSE {evse} is {state}")


async def has_socket(csms: CsmsProbe, place: Place) -> bool:
    """Whether a connector is a socket, which a cable can be taken out of, by its ConnectorType. Raises `Inconclusive`
    where the station doesn't tell."""
    evse, connector = place
    component = {"name": "Connector", "evse": {"id": evse, "connectorId": connector}}
    kind = await value_of(csms, {"component": component, "variable": {"name": "ConnectorType"}})
    if kind is None:
        raise csms.checklist.give_up(f"the station doesn't tell the ConnectorType of connector {connector}")
    return kind.startswith("s")


def _places(report: ReceivedCall) -> tuple[Place, ...]:
    """The connectors that a StatusNotification or NotifyEvent tells the state of; EVSE 0 and connector 0 are none."""
    if report.judgement is not None:
        return ()
    if report.action == "StatusNotification":
        found = [(report["evseId"], report["connectorId"])]
    else:
        data = [item for item in report["eventData"] or () if not mismatches(_AVAILABILITY, item)]
        evses = [item["component"].get("evse", {}) for item in data]
        found = [(evse.get("id"), evse.get("connectorId")) for evse in evses]
    return tuple((evse, connector) for evse, connector in found if evse and connector)


def _says(report: ReceivedCall, place: Place, status: str) -> dict[str, object]:
    evse, connector = place
    if report.action == "StatusNotification":
        return {"evseId": evse, "connectorId": connector, "connectorStatus": status}
    where = {"name": ignoring_case("Connector"), "evse": {"id": evse, "connectorId": connector}}
    item = {**_AVAILABILITY, "component": where, "trigger": "Delta", "actualValue": status}
    return {"eventData": a_list_with(item)}
