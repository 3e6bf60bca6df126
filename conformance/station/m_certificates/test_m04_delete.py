"""M04: the CSMS has a certificate deleted."""

from ocpp_conformance.conformance.case import CsmsProbe, case, step
from ocpp_conformance.conformance.station.m_certificates.certificates import (
    CSMS_ROOT,
    ask,
    hash_data_of,
    installed,
    listed,
    not_in_list,
    root,
)
from ocpp_conformance.harness.transport.certificates import hash_data, new_root


@case("TC_M_20_CS")
async def test_deleted_certificate_is_gone(csms: CsmsProbe) -> None:
    await csms.booted()
    async with installed(csms, CSMS_ROOT):
        told = hash_data_of(await listed(csms, CSMS_ROOT), step(1), CSMS_ROOT)
        reply = await ask(csms, "DeleteCertificate", {"certificateHashData": told})
        after = await listed(csms, CSMS_ROOT)

    reply.meets("M04.FR.02", status="Accepted")
    not_in_list(after, step(4), CSMS_ROOT, root(CSMS_ROOT).pem)


@case("TC_M_22_CS")
async def test_unknown_certificate_is_not_deleted(csms: CsmsProbe) -> None:
    unknown = new_root("OCPP conformance, never installed").pem
    await csms.booted()
    async with installed(csms, CSMS_ROOT):
        told = hash_data_of(await listed(csms, CSMS_ROOT), step(1), CSMS_ROOT)
        other = hash_data(unknown, unknown, told["hashAlgorithm"])
        reply = await ask(csms, "DeleteCertificate", {"certificateHashData": other})
    reply.meets("M04.FR.04", status="NotFound")
