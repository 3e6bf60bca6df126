"""M03: the CSMS asks which certificates the station holds."""

from ocpp_conformance.conformance.case import NOTHING, DriverHand, StationProbe, case, step
from ocpp_conformance.conformance.csms.m_certificates.verbs import (
    CSMS_ROOT,
    MANUFACTURER_ROOT,
    certificates_listed,
    holding,
)
from ocpp_conformance.conformance.csms.verbs import goes_on


@case("TC_M_13_CSMS", intents=("list_certificates",))
async def test_certificates_of_one_use_are_listed(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    held = holding(MANUFACTURER_ROOT, "SHA256")
    await certificates_listed(station, csms_driver, step(1), [MANUFACTURER_ROOT], MANUFACTURER_ROOT, listed=held)


@case("TC_M_18_CSMS", intents=("list_certificates",))
async def test_certificates_of_all_uses_are_listed(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    held = holding(MANUFACTURER_ROOT, "SHA256", CSMS_ROOT, "SHA256")
    await certificates_listed(station, csms_driver, step(1), NOTHING, listed=held)


@case("TC_M_19_CSMS", intents=("list_certificates",))
async def test_no_certificate_of_the_use_is_found(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    none = {"status": "NotFound"}
    await certificates_listed(station, csms_driver, step(1), [MANUFACTURER_ROOT], MANUFACTURER_ROOT, listed=none)
    await goes_on(station, step(2))
