"""M03: the CSMS asks which certificates the station holds."""

from ocpp_conformance.conformance.case import NOTHING, CaseDriver, StationProbe, case, one_of, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.m_certificates.certificates import (
    CSMS_ROOT,
    MANUFACTURER_ROOT,
    MO_ROOT,
    V2G_CHAIN,
    V2G_ROOT,
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


@case("TC_M_12_CSMS", intents=("list_certificates",))
async def test_roots_of_the_csms_are_listed_with_each_hash(station: StationProbe, csms_driver: CaseDriver) -> None:
    holds(station, CSMS_ROOT)
    await station.booted()
    for number, algorithm in enumerate(("SHA256", "SHA384", "SHA512"), start=1):
        kinds, held = [CSMS_ROOT], (CSMS_ROOT,)
        await certificates_listed(station, csms_driver, step(number), kinds, CSMS_ROOT, held=held, algorithm=algorithm)
    await goes_on(station, step(3))


@case("TC_M_14_CSMS", intents=("list_certificates",))
async def test_v2g_roots_are_listed(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _listed(station, csms_driver, V2G_ROOT)


@case("TC_M_15_CSMS", intents=("list_certificates",))
async def test_v2g_chains_are_listed(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _listed(station, csms_driver, V2G_CHAIN)


@case("TC_M_16_CSMS", intents=("list_certificates",))
async def test_roots_of_mobility_operators_are_listed(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _listed(station, csms_driver, MO_ROOT)


@case("TC_M_17_CSMS", intents=("list_certificates",))
async def test_certificates_of_two_uses_are_listed(station: StationProbe, csms_driver: CaseDriver) -> None:
    both = (CSMS_ROOT, MANUFACTURER_ROOT)
    holds(station, *both)
    await station.booted()
    in_any_order = one_of([*both], [*reversed(both)])
    await certificates_listed(station, csms_driver, step(1), in_any_order, *both, held=both)
    await goes_on(station, step(1))


async def _listed(station: StationProbe, csms_driver: CaseDriver, kind: str) -> None:
    """The CSMS asks for the certificates of this use, of which the station has one."""
    holds(station, kind)
    await station.booted()
    await certificates_listed(station, csms_driver, step(1), [kind], kind, held=(kind,))
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
