"""M03: the CSMS asks which certificates a station has."""

from ocpp_conformance.conformance.case import NOTHING, CsmsProbe, case
from ocpp_conformance.conformance.station.m_certificates.certificates import (
    CSMS_ROOT,
    MANUFACTURER_ROOT,
    MO_ROOT,
    installed,
    listed,
    lists,
)


@case("TC_M_12_CS")
async def test_root_of_the_csms_is_listed(csms: CsmsProbe) -> None:
    await csms.booted()
    async with installed(csms, CSMS_ROOT):
        await lists(csms, CSMS_ROOT)


@case("TC_M_13_CS")
async def test_root_of_the_manufacturer_is_listed(csms: CsmsProbe) -> None:
    await csms.booted()
    async with installed(csms, MANUFACTURER_ROOT):
        await lists(csms, MANUFACTURER_ROOT)


@case("TC_M_17_CS")
async def test_roots_of_two_types_are_listed(csms: CsmsProbe) -> None:
    await csms.booted()
    async with installed(csms, CSMS_ROOT), installed(csms, MANUFACTURER_ROOT):
        await lists(csms, CSMS_ROOT, MANUFACTURER_ROOT)


@case("TC_M_18_CS")
async def test_without_a_type_all_are_listed(csms: CsmsProbe) -> None:
    await csms.booted()
    async with installed(csms, CSMS_ROOT), installed(csms, MANUFACTURER_ROOT):
        await lists(csms, wanted=(CSMS_ROOT, MANUFACTURER_ROOT))


@case("TC_M_19_CS")
async def test_no_certificate_of_a_type_is_not_found(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await listed(csms, MO_ROOT)
    reply.meets("M03.FR.02", status="NotFound", certificateHashDataChain=NOTHING)
