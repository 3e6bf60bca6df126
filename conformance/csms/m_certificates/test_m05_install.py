"""M05: a root certificate is installed in the station."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.m_certificates.certificates import (
    CSMS_ROOT,
    MANUFACTURER_ROOT,
    MO_ROOT,
    V2G_ROOT,
    certificate_installed,
    holds,
)


@case("TC_M_01_CSMS", intents=("install_certificate",))
async def test_root_of_the_csms_is_installed(station: StationProbe, csms_driver: CaseDriver) -> None:
    holds(station)
    await station.booted()
    await certificate_installed(station, csms_driver, CSMS_ROOT, step(1))
    await goes_on(station, step(1))


@case("TC_M_02_CSMS", intents=("install_certificate",))
async def test_root_of_the_manufacturer_is_installed(station: StationProbe, csms_driver: CaseDriver) -> None:
    holds(station)
    await station.booted()
    await certificate_installed(station, csms_driver, MANUFACTURER_ROOT, step(1))
    await goes_on(station, step(1))


@case("TC_M_03_CSMS", intents=("install_certificate",))
async def test_v2g_root_is_installed(station: StationProbe, csms_driver: CaseDriver) -> None:
    holds(station)
    await station.booted()
    await certificate_installed(station, csms_driver, V2G_ROOT, step(1))
    await goes_on(station, step(1))


@case("TC_M_04_CSMS", intents=("install_certificate",))
async def test_root_of_a_mobility_operator_is_installed(station: StationProbe, csms_driver: CaseDriver) -> None:
    holds(station)
    await station.booted()
    await certificate_installed(station, csms_driver, MO_ROOT, step(1))
    await goes_on(station, step(1))


@case("TC_M_05_CSMS", intents=("install_certificate",))
async def test_installation_of_a_certificate_fails(station: StationProbe, csms_driver: CaseDriver) -> None:
    holds(station)
    await station.booted()
    await certificate_installed(station, csms_driver, CSMS_ROOT, step(1), "Failed")
    await goes_on(station, step(2))
