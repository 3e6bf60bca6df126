"""F02: the CSMS starts a transaction, then the cable is plugged in, or never."""

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.asking import ACCEPTED
from ocpp_conformance.conformance.csms.f_remote_control.remote_starts import remote_start_told, start_first
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_F_02_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("remote_start",))
async def test_remote_start_is_authorized_by_the_station(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    request = await start_first(session, csms_driver)

    authorize = await session.station.call("Authorize", {"idToken": session.card})
    authorize.meets(step(4), idTokenInfo=ACCEPTED)

    await remote_start_told(session, request, step(6), "E03.FR.02")
    await energy_transfer_started(session, step(7))


@case("TC_F_03_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("remote_start",))
async def test_remote_start_without_an_authorize(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    request = await start_first(session, csms_driver)
    await remote_start_told(session, request, step(4), "E03.FR.02")
    await energy_transfer_started(session, step(5))


@case("TC_F_04_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("remote_start",))
async def test_cable_is_not_plugged_in_after_a_remote_start(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    request = await start_first(session, csms_driver)
    await remote_start_told(session, request, step(4), "E03.FR.02")

    timed_out = await session.event("EVConnectTimeout")
    timed_out.meets(step(6))
