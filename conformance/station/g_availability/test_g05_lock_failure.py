"""G05: a socket can't lock a plug that is not all the way in; an event that is wired into the station (N07)."""

from ocpp_conformance.conformance.case import PRESENT, CaseDriver, CsmsProbe, a_list_with, case, ignoring_case, step
from ocpp_conformance.conformance.station.h_reservation.use import none_charges
from ocpp_conformance.conformance.station.states import authorized, visiting
from ocpp_conformance.conformance.station.variables import full_inventory
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit

_LOOSELY = ("plug_in_loosely", *PEOPLE)
_LOCK = "ConnectorPlugRetentionLock"
_FAILED = {
    "component": {"name": ignoring_case(_LOCK)},
    "variable": {"name": ignoring_case("Problem")},
    "actualValue": ignoring_case("true"),
}


@case("TC_G_20_CS", intents=_LOOSELY)
async def test_plug_that_is_not_locked_gets_no_energy(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with visiting(csms, station_driver) as visit:
        await _plugged_in_loosely(visit)
        since = csms.mark
        await authorized(visit, step(1), step(1))
        where = {"eventData": a_list_with(_FAILED)}
        await csms.must_send("G05.FR.02", "NotifyEvent", since=since, where=where)
        await csms.must_send(step(2), "NotifyEvent", since=since, where=where)
        await csms.settled()
        none_charges(visit, "G05.FR.01", since=since)


@case("TC_N_21_CS", intents=_LOOSELY)
async def test_event_that_is_wired_in_is_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    """Which event it is, Part 6 leaves to the tester: here a lock that fails."""
    async with visiting(csms, station_driver) as visit:
        await _plugged_in_loosely(visit)
        since = csms.mark
        await authorized(visit)
        wired = {"eventNotificationType": "HardWiredNotification"}
        call = await csms.must_send(step(1), "NotifyEvent", since=since, where={"eventData": a_list_with(wired)})
        call.meets(step(1), generatedAt=PRESENT, seqNo=0)


async def _plugged_in_loosely(visit: Visit) -> None:
    """A cable is in the socket, not all the way. Raises `Inconclusive` where the station tells of no lock."""
    parts = await full_inventory(visit.csms, 1)
    names = {item["component"]["name"].lower() for part in parts for item in part["reportData"] or ()}
    if _LOCK.lower() not in names:
        raise visit.csms.checklist.give_up(f"the station has no {_LOCK}")
    await visit.plug_in_loosely()
    await visit.csms.settled()
