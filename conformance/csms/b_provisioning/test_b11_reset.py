"""B11: the CSMS resets a station, or one EVSE, on which no transaction runs."""

from ocpp_conformance.conformance.case import CaseDriver, case, step
from ocpp_conformance.conformance.csms.asking import asked, still_served
from ocpp_conformance.conformance.csms.b_provisioning.reboots import WHOLE_STATION, rebooted
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_B_20_CSMS", intents=("reset",))
async def test_idle_station_is_reset(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    reset = await asked(session.station, csms_driver, step(1), "reset", kind="OnIdle")
    reset.meets(step(1), type="OnIdle", evseId=WHOLE_STATION)
    await rebooted(session, "RemoteReset", "Available", boot=4, status=6)


@case("TC_B_25_CSMS", intents=("reset",))
async def test_idle_evse_is_reset(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    reset = await asked(session.station, csms_driver, step(1), "reset", kind="OnIdle", evse=session.evse)
    reset.meets(step(1), type="OnIdle", evseId=session.evse)
    await still_served(session.station)
