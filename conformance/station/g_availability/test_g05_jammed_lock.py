"""F05, G05: the lock of a socket does not move."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, a_list_with, case, ignoring_case
from ocpp_conformance.conformance.station.states import authorized, ev_connected, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.evidence import Miss

_TOPICS, _LOCK = ("status",), ("jam_lock", "free_lock")
_PROBLEM = {
    "component": {"name": ignoring_case("ConnectorPlugRetentionLock")},
    "variable": {"name": ignoring_case("Problem")},
    "actualValue": ignoring_case("true"),
}


@case("PART2-CS-F05-01", "A lock that does not open", topics=_TOPICS, intents=_LOCK)
async def test_unlocking_fails(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await csms.booted()
    async with _jammed(station_driver):
        reply = await csms.call("UnlockConnector", {"evseId": 1, "connectorId": 1})
        reply.meets("F05.FR.05", status="UnlockFailed")


@case("PART2-CS-G05-01", "A lock that does not close", topics=_TOPICS, intents=(*PEOPLE, *_LOCK))
async def test_nobody_charges_unlocked(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with visiting(csms, station_driver) as visit, _jammed(station_driver):
        await ev_connected(visit)
        await authorized(visit)
        await csms.must_send(
            "G05.FR.02", "NotifyEvent", since=visit.plugged or 0, where={"eventData": a_list_with(_PROBLEM)}
        )
        await csms.listen(csms.patience.silence(5))
        found = [e for e in visit.events() if e["transactionInfo"].get("chargingState") == "Charging"]
        misses = (Miss("chargingState", "no Charging", "Charging"),) if found else ()
        csms.checklist.book("G05.FR.01", misses, frame=found[0].frame if found else None)


@asynccontextmanager
async def _jammed(driver: CaseDriver) -> AsyncIterator[None]:
    """The lock of connector 1 of EVSE 1 doesn't move in the block."""
    await driver.intend("jam_lock", evse=1, connector=1)
    try:
        yield
    finally:
        await driver.intend("free_lock", evse=1, connector=1)
