"""M03: the CSMS asks which certificates the station holds."""

from ocpp_conformance.conformance.case import NOTHING, CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.m_certificates.certificates import (
    CSMS_ROOT,
    MANUFACTURER_ROOT,
    certificates_listed,
    holds,
)


@case("TC_M_13_CSMS", intents=("list_certificates",))
async def test_certificates_of_one_use_are_listed(station: StationProbe, csms_driver: CaseDriver) -> None:
    held = (MANUFACTURER_ROOT,)
    holds(station, *held)
    await station.booted()
    await certificates_listed(station, csms_driver, step(1), [MANUFACTURER_ROOT], MANUFACTURER_ROOT, held=held)
    await goes_on(station, step(1))


@case("TC_M_18_CSMS", intents=("list_certificates",))
async def test_certificates_of_all_uses_are_listed(station: StationProbe, csms_driver: CaseDriver) -> None:
    held = (MANUFACTURER_ROOT, CSMS_ROOT)
    holds(station, *held)
    await station.booted()
    await certificates_listed(station, csms_driver, step(1), NOTHING, held=held)
    await goes_on(station, step(2))


@case("TC_M_19_CSMS", intents=("list_certificates",))
async def test_no_certificate_of_the_use_is_found(station: StationProbe, csms_driver: CaseDriver) -> None:
    holds(station)
    await station.booted()
    await certificates_listed(station, csms_driver, step(1), [MANUFACTURER_ROOT], MANUFACTURER_ROOT, held=())
    await goes_on(station, step(2))
