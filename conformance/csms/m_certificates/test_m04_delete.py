"""M04: a certificate is deleted from the station, by the hash that the station told of it."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.m_certificates.certificates import (
    CSMS_ROOT,
    certificate_deleted,
    certificate_installed,
    holds,
)

INTENTS = ("install_certificate", "list_certificates", "delete_certificate")


@case("TC_M_20_CSMS", intents=INTENTS)
async def test_certificate_is_deleted_by_each_hash_algorithm(station: StationProbe, csms_driver: CaseDriver) -> None:
    holds(station)
    await station.booted()
    await certificate_installed(station, csms_driver, CSMS_ROOT, step(1), algorithm="SHA256")
    await certificate_deleted(station, csms_driver, step(2), step(4), "SHA256", "Accepted")
    await goes_on(station, step(5))

    await certificate_installed(station, csms_driver, CSMS_ROOT, step(1), algorithm="SHA384")
    await certificate_deleted(station, csms_driver, step(2), step(4), "SHA384", "Accepted")
    await goes_on(station, step(5))

    await certificate_installed(station, csms_driver, CSMS_ROOT, step(1), algorithm="SHA512")
    await certificate_deleted(station, csms_driver, step(2), step(4), "SHA512", "Accepted")
    await goes_on(station, step(5))


@case("TC_M_21_CSMS", intents=INTENTS)
async def test_deletion_of_a_certificate_fails(station: StationProbe, csms_driver: CaseDriver) -> None:
    holds(station)
    await station.booted()
    await certificate_installed(station, csms_driver, CSMS_ROOT, None)
    await certificate_deleted(station, csms_driver, step(1), step(3), "SHA256", "Failed")
    await goes_on(station, step(4))
