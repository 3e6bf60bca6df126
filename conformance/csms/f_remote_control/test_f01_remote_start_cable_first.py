"""F01: the cable is plugged in, then the CSMS starts the transaction."""

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.f_remote_control.remote_starts import remote_start_told, start_at_plugged_in
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started, ev_connected_pre_session
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_F_01_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("remote_start",))
async def test_remote_start_after_the_cable(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await ev_connected_pre_session(session)

    request = await start_at_plugged_in(session, csms_driver)
    await remote_start_told(session, request, step(4), "E03.FR.02")
    await energy_transfer_started(session, step(5))
