"""EVs that ask for the contract certificate by which they are to charge (M01, M02)."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, step
from ocpp_conformance.conformance.station.c_authorization.contracts import plugging_in
from ocpp_conformance.conformance.station.iso15118 import expects_iso15118, setting
from ocpp_conformance.conformance.station.k_smart_charging.ev_talks import NEEDS
from ocpp_conformance.conformance.station.m_certificates.certificates import MO_ROOT, V2G_ROOT, installed
from ocpp_conformance.conformance.station.states import ev_connected, sends_none
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.sut.description import Description

WISH = "Get15118EVCertificate"
_STAND_IN = base64.b64encode(b"in place of a CertificateInstallationRes").decode()
"""What a simulated EV takes for the answer."""


def given(sut: Description) -> str:
    """What our CSMS gives to the EV: what the user has for it, else what a simulated one takes."""
    return (sut.iso15118 and sut.iso15118.exi_response) or _STAND_IN


@asynccontextmanager
async def wishing(
    csms: CsmsProbe, driver: CaseDriver, action: str, answer: str | None
) -> AsyncIterator[tuple[Visit, ReceivedCall]]:
    """EVConnectedPreSession with an EV that is to plug and charge and asks for a contract certificate, Install, or for
    another one, Update; it gets this answer (EXI, base64), or none. The block gets what the station passes on, which is
    step 1. The schema wants an exiResponse in any answer: Failed has an empty one."""
    await csms.booted()
    await expects_iso15118(csms)
    failed = {"status": "Failed", "exiResponse": ""}
    csms.answers(WISH, failed if answer is None else {"status": "Accepted", "exiResponse": answer})
    csms.answers(NEEDS, {"status": "Rejected"})
    allowed = configured(csms, setting("ContractCertificateInstallationEnabled", True), if_implemented=True)
    roots = installed(csms, V2G_ROOT), installed(csms, MO_ROOT)
    async with allowed, roots[0], roots[1], plugging_in(csms, driver, asks=action) as visit:
        await ev_connected(visit)
        yield visit, await csms.must_send(step(1), WISH, since=visit.plugged or 0, within=csms.patience.boot)


async def unauthorized(visit: Visit, source: Source, asked: ReceivedCall) -> None:
    """The source wants that nobody is authorized after this."""
    await visit.csms.listen(visit.csms.patience.silence(5))
    await visit.csms.settled()
    sends_none(visit.csms, source, "Authorize", since=asked.frame)
