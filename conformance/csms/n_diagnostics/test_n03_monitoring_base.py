"""N03: the CSMS chooses the monitors that a station has to begin with."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import asked


@case("TC_N_05_CSMS", intents=("monitoring_base",))
async def test_monitoring_base_is_set(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    for number, kind in ((1, "All"), (3, "FactoryDefault"), (5, "HardWiredOnly")):
        request = await asked(station, csms_driver, step(number), "monitoring_base", kind=kind)
        request.meets(step(number), monitoringBase=kind)
