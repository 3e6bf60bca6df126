"""J01: meter values that are read by the clock."""

from ocpp_conformance.conformance.case import Need, StationProbe, case, step
from ocpp_conformance.conformance.csms.j_metering.readings import (
    busy_meters,
    charging_for_a_while,
    idle_meters,
    readings,
)
from ocpp_conformance.conformance.csms.states import ev_disconnected
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.sut.description import Description


@case("TC_J_01_CSMS")
async def test_idle_station_tells_its_meters(station: StationProbe, sut: Description) -> None:
    await station.booted()
    await idle_meters(station, step(2), range(len(sut.evses) + 1))


@case("TC_J_02_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_meters_are_told_beside_a_transaction(session: ChargingSession, sut: Description) -> None:
    await charging_for_a_while(session)
    idle = (0, *range(session.evse + 1, len(sut.evses) + 1))
    await busy_meters(session, step(2), step(4), idle)


@case("TC_J_03_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_end_tells_what_was_read_by_the_clock(session: ChargingSession) -> None:
    await charging_for_a_while(session)
    await ev_disconnected(session, step(1), meterValue=readings("Sample.Clock"))


@case("TC_J_04_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_end_tells_signed_what_was_read_by_the_clock(session: ChargingSession) -> None:
    await charging_for_a_while(session)
    await ev_disconnected(session, step(1), meterValue=readings("Sample.Clock", signed=True))
