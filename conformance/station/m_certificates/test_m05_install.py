"""M05: the CSMS has a root certificate installed."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, a_list_with, case, step
from ocpp_conformance.conformance.station.iso15118 import expects_iso15118
from ocpp_conformance.conformance.station.m_certificates.certificates import (
    CSMS_ROOT,
    MANUFACTURER_ROOT,
    MO_ROOT,
    V2G_ROOT,
    expects_root_check,
    installed,
    installing,
    listed,
    lists,
    not_in_list,
)
from ocpp_conformance.harness.transport.certificates import new_root


@case("TC_M_01_CS")
async def test_root_of_the_csms_is_installed(csms: CsmsProbe) -> None:
    await csms.booted()
    async with installed(csms, CSMS_ROOT, "M05.FR.02"):
        await lists(csms, CSMS_ROOT)


@case("TC_M_02_CS")
async def test_root_of_the_manufacturer_is_installed(csms: CsmsProbe) -> None:
    await csms.booted()
    async with installed(csms, MANUFACTURER_ROOT, "M05.FR.02"):
        await lists(csms, MANUFACTURER_ROOT)


@case("TC_M_07_CS")
async def test_expired_root_is_not_installed(csms: CsmsProbe) -> None:
    expired = new_root("OCPP conformance, expired", expired=True).pem
    await csms.booted()
    async with installed(csms, CSMS_ROOT), installing(csms, CSMS_ROOT, expired) as reply:
        after = await listed(csms, CSMS_ROOT)

    reply.meets("M05.FR.07", status="Rejected")
    after.meets("M03.FR.03", status="Accepted")
    not_in_list(after, step(4), CSMS_ROOT, expired)


@case("TC_M_09_CS", needs=(Need.SECURITY_PROFILE_2,))
async def test_root_that_the_old_one_did_not_sign_is_not_installed(csms: CsmsProbe) -> None:
    foreign = new_root("OCPP conformance, on its own").pem
    await csms.booted()
    await expects_root_check(csms)
    before = await listed(csms, CSMS_ROOT)
    before.expects(status="Accepted")
    async with installing(csms, CSMS_ROOT, foreign) as reply:
        after = await listed(csms, CSMS_ROOT)

    reply.meets("M05.FR.11", status="Rejected")
    after.meets("M03.FR.03", status="Accepted")
    not_in_list(after, "M05.FR.11", CSMS_ROOT, foreign)
    for old in before["certificateHashDataChain"]:
        after.meets(step(4), certificateHashDataChain=a_list_with(old))


@case("TC_M_03_CS")
async def test_root_of_evs_is_installed(csms: CsmsProbe) -> None:
    await csms.booted()
    await expects_iso15118(csms)
    await expects_root_check(csms, False)
    async with installed(csms, V2G_ROOT, "M05.FR.02"):
        await lists(csms, V2G_ROOT)


@case("TC_M_04_CS")
async def test_root_of_contracts_is_installed(csms: CsmsProbe) -> None:
    await csms.booted()
    await expects_iso15118(csms)
    await expects_root_check(csms, False)
    async with installed(csms, MO_ROOT, "M05.FR.02"):
        await lists(csms, MO_ROOT)
