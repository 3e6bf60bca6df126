"""E03, F02: a car is in its bay, somebody is authorized, and no cable comes."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.car import BAY
from ocpp_conformance.conformance.station.car_states import parking_bay_occupied
from ocpp_conformance.conformance.station.e_transactions.timeouts import TIMEOUT, patient
from ocpp_conformance.conformance.station.remote_states import remotely_authorized
from ocpp_conformance.conformance.station.states import authorized, visiting
from ocpp_conformance.conformance.station.tx_points import starting_at, stopping_at
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _NEEDS, _PEOPLE = ("transactions",), (Need.BOOT_SCALE,), (*PEOPLE, *BAY)
_ENDING = ("EVConnected", "Authorized", "PowerPathClosed", "EnergyTransfer", "DataSigned")


@case("PART2-CS-E03-02", "A parked car without a cable", topics=_TOPICS, needs=_NEEDS, intents=_PEOPLE)
async def test_parked_car_without_a_cable(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _parked(csms, station_driver, tokens.get("accepted")) as visit:
        await authorized(visit)
        await _goes_on(visit, "E03.FR.15")


@case("PART2-CS-F02-05", "A remote start for a parked car", topics=_TOPICS, needs=_NEEDS, intents=_PEOPLE)
async def test_remote_start_for_a_parked_car(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _parked(csms, station_driver, tokens.get("accepted")) as visit:
        await remotely_authorized(visit)
        await _goes_on(visit, "F02.FR.08")


@asynccontextmanager
async def _parked(csms: CsmsProbe, driver: CaseDriver, card: Payload | None) -> AsyncIterator[Visit]:
    """A car is in the bay, where its transaction has begun, and will end."""
    begins, ends = starting_at(csms, "ParkingBayOccupancy"), stopping_at(csms, "ParkingBayOccupancy", without=_ENDING)
    async with begins, ends, patient(csms), visiting(csms, driver, card) as visit:
        await parking_bay_occupied(visit)
        yield visit


async def _goes_on(visit: Visit, source: Source) -> None:
    """The time for the cable passes, which is told, and the transaction goes on."""
    csms, wanted = visit.csms, {"triggerReason": "EVConnectTimeout"}
    late = csms.patience.too_late(TIMEOUT)
    event = await csms.must_send(source, "TransactionEvent", since=visit.since, within=late, where=wanted)
    event.meets(source, eventType="Updated")
    visit.deauthorized()
