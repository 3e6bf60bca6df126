"""J02: meter values of a transaction."""

from ocpp_conformance.conformance.case import Need, case, meter_value, step
from ocpp_conformance.conformance.csms.j_metering.readings import charging_for_a_while, readings, samples
from ocpp_conformance.conformance.csms.states import (
    authorized,
    booted,
    energy_transfer_started,
    ev_connected_pre_session,
    ev_disconnected,
)
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_J_07_CSMS", topics=("transactions",))
async def test_start_tells_the_meter(session: ChargingSession) -> None:
    await booted(session)
    await ev_connected_pre_session(session, step(1), meterValue=[meter_value(0.0, "Transaction.Begin")])


@case("TC_J_08_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_meter_is_told_once_the_evse_is_known(session: ChargingSession) -> None:
    await booted(session)
    await authorized(session, step(1), "E03.FR.02", evse=None)
    await ev_connected_pre_session(session, step(2), meterValue=[meter_value(0.0, "Transaction.Begin")])
    await energy_transfer_started(session, step(3))


@case("TC_J_09_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_transaction_tells_its_meter_at_intervals(session: ChargingSession) -> None:
    await charging_for_a_while(session)
    await samples(session, step(2))


@case("TC_J_10_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_end_tells_what_was_sampled(session: ChargingSession) -> None:
    await charging_for_a_while(session)
    await ev_disconnected(session, step(1), meterValue=readings("Sample.Periodic"))


@case("TC_J_11_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_end_tells_signed_what_was_sampled(session: ChargingSession) -> None:
    await charging_for_a_while(session)
    await ev_disconnected(session, step(1), meterValue=readings("Sample.Periodic", signed=True))
