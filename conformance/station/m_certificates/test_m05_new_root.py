"""M05: a new root of the CSMS takes the place of the old one, which has signed it (AdditionalRootCertificateCheck)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.b_provisioning.resets import reset
from ocpp_conformance.conformance.station.m_certificates.certificates import (
    CSMS_ROOT,
    expects_root_check,
    in_list,
    installing,
    listed,
    not_in_list,
)
from ocpp_conformance.conformance.station.starts import start_told
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport.certificates import Root, new_root

_NEEDS = (Need.SECURITY_PROFILE_2, Need.OUR_CERTIFICATES, Need.ALLOW_CERTIFICATES)
_ON_IDLE = {"type": "OnIdle"}


@case("TC_M_30_CS", needs=_NEEDS)
async def test_old_root_goes_once_the_new_one_works(csms: CsmsProbe, certificates: Certificates) -> None:
    async with replaced_root(csms, certificates) as (old, new):
        since = await reset(csms, _ON_IDLE, step(2), "Accepted")
        await csms.speaks(certificates.pki.server_of(new))
        boot = await csms.must_send(step(4), "BootNotification", since=since, within=csms.patience.boot)
        await start_told(csms, boot)
        after = await listed(csms, CSMS_ROOT)

        after.meets("M03.FR.03", status="Accepted")
        not_in_list(after, "M05.FR.13", CSMS_ROOT, old.pem)


@case("TC_M_31_CS", needs=_NEEDS)
async def test_old_root_serves_where_the_new_one_does_not(csms: CsmsProbe, certificates: Certificates) -> None:
    async with replaced_root(csms, certificates) as (old, _):
        since = await reset(csms, _ON_IDLE, step(2), "Accepted")
        boot = await csms.must_send("M05.FR.14", "BootNotification", since=since, within=csms.patience.boot)
        await start_told(csms, boot)
        after = await listed(csms, CSMS_ROOT)

        after.meets("M03.FR.03", status="Accepted")
        in_list(after, step(8), CSMS_ROOT, old.pem)


@asynccontextmanager
async def replaced_root(csms: CsmsProbe, certificates: Certificates) -> AsyncIterator[tuple[Root, Root]]:
    """CertificateInstalled, for the block, with a new root of the CSMS that the old one has signed; gives both."""
    await csms.booted()
    await expects_root_check(csms)
    old = certificates.pki.authority()
    new = new_root("OCPP conformance, the new root", signer=old)
    async with installing(csms, CSMS_ROOT, new.pem, old.pem) as reply:
        reply.expects(status="Accepted")
        yield old, new
