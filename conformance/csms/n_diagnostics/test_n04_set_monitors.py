"""N04: the CSMS sets monitors."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.n_diagnostics.monitors import EVSE_STATE, STATION_STATE, monitors_asked


@case("TC_N_08_CSMS", intents=("set_monitors",))
async def test_one_monitor_is_set(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await monitors_asked(station, csms_driver, step(1), EVSE_STATE)


@case("TC_N_09_CSMS", intents=("set_monitors",))
async def test_two_monitors_are_set_at_once(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await monitors_asked(station, csms_driver, step(1), EVSE_STATE, STATION_STATE)
