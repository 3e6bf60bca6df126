"""M03: the CSMS asks which certificates a station has."""

from ocpp_conformance.conformance.case import NOT_EMPTY, NOTHING, CsmsProbe, Need, a_list_with, case
from ocpp_conformance.conformance.station.iso15118 import expects_iso15118
from ocpp_conformance.conformance.station.m_certificates.certificates import (
    CSMS_ROOT,
    MANUFACTURER_ROOT,
    MO_ROOT,
    V2G_ROOT,
    installed,
    listed,
    lists,
)
from ocpp_conformance.conformance.station.m_certificates.v2g import V2G_CHAIN, provisioned


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


@case("TC_M_14_CS")
async def test_root_of_evs_is_listed(csms: CsmsProbe) -> None:
    await csms.booted()
    await expects_iso15118(csms)
    async with installed(csms, V2G_ROOT):
        await lists(csms, V2G_ROOT)


@case("TC_M_15_CS", needs=(Need.ALLOW_CERTIFICATES,))
async def test_chain_of_the_station_is_listed(csms: CsmsProbe) -> None:
    await csms.booted()
    await expects_iso15118(csms)
    async with provisioned(csms):
        reply = await listed(csms, V2G_CHAIN)
        chain = {"certificateType": V2G_CHAIN, "childCertificateHashData": NOT_EMPTY}
        reply.meets("M03.FR.03", status="Accepted")
        reply.meets("M03.FR.05", certificateHashDataChain=a_list_with(chain))


@case("TC_M_16_CS")
async def test_root_of_contracts_is_listed(csms: CsmsProbe) -> None:
    await csms.booted()
    await expects_iso15118(csms)
    async with installed(csms, MO_ROOT):
        await lists(csms, MO_ROOT)
