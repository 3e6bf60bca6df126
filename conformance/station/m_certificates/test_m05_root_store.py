"""M05: how a station keeps the roots that it is given: one that follows another, one that it has, one too many."""

from __future__ import annotations

from contextlib import AsyncExitStack

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, variable
from ocpp_conformance.conformance.station.b_provisioning.inventory import inventory
from ocpp_conformance.conformance.station.m_certificates.certificates import (
    CSMS_ROOT,
    MANUFACTURER_ROOT,
    expects_root_check,
    in_list,
    installing,
    listed,
    times_in,
)
from ocpp_conformance.conformance.station.variables import integer
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport.certificates import new_root

_TOPICS = ("security",)
_ENTRIES = variable("SecurityCtrlr", "CertificateEntries")
_MANY = 50
"""More roots than these are not made to fill a station."""


@case(
    "PART2-CS-M05-01",
    "A root that the old one has signed follows it, and the old one is kept for now",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_2, Need.OUR_CERTIFICATES, Need.ALLOW_CERTIFICATES),
)
async def test_root_signed_by_the_old_one_follows_it(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    await expects_root_check(csms)
    old = certificates.pki.authority()
    new = new_root("OCPP conformance, the following root", signer=old)
    async with installing(csms, CSMS_ROOT, new.pem, old.pem) as reply:
        after = await listed(csms, CSMS_ROOT)

    reply.meets("M05.FR.12", status="Accepted")
    in_list(after, "M05.FR.10", CSMS_ROOT, new.pem, old.pem)
    in_list(after, "M05.FR.12", CSMS_ROOT, old.pem)


@case("PART2-CS-M05-02", "A root that is there already is taken, and listed once", topics=_TOPICS)
async def test_root_that_is_there_is_taken_again(csms: CsmsProbe) -> None:
    again = new_root("OCPP conformance, given twice").pem
    await csms.booted()
    async with installing(csms, MANUFACTURER_ROOT, again) as first:
        first.meets("M05.FR.01")
        first.expects(status="Accepted")
        async with installing(csms, MANUFACTURER_ROOT, again) as second:
            after = await listed(csms, MANUFACTURER_ROOT)

    second.meets("M05.FR.17", status="Accepted")
    times = times_in(after, MANUFACTURER_ROOT, again)
    csms.checklist.book("M05.FR.17", mismatches(1, times, "how often it is listed"), frame=after.frame)


@case("PART2-CS-M05-03", "One root more than there is room for is rejected", topics=_TOPICS)
async def test_root_too_many_is_rejected(csms: CsmsProbe) -> None:
    await csms.booted()
    free = await _most(csms) - await integer(csms, _ENTRIES)
    if not 0 <= free <= _MANY:
        raise csms.checklist.give_up(f"the station has room for {free} more certificates")
    async with AsyncExitStack() as stack:
        for number in range(free):
            filling = new_root(f"OCPP conformance, root {number}").pem
            (await stack.enter_async_context(installing(csms, MANUFACTURER_ROOT, filling))).expects(status="Accepted")
        if await integer(csms, _ENTRIES) != await _most(csms):
            raise csms.checklist.give_up("what was installed doesn't fill CertificateEntries")
        last = new_root("OCPP conformance, one too many").pem
        reply = await stack.enter_async_context(installing(csms, MANUFACTURER_ROOT, last))

    reply.meets("M05.FR.06", status="Rejected")


async def _most(csms: CsmsProbe) -> int:
    """The maxLimit of CertificateEntries. Raises `Inconclusive` where the station tells none."""
    items = await inventory(csms)
    told = [item for key, item in items.items() if key[0] == "securityctrlr" and key[4] == "certificateentries"]
    most = told[0].get("variableCharacteristics", {}).get("maxLimit") if told else None
    if most is None:
        raise csms.checklist.give_up("the station tells no maxLimit of CertificateEntries")
    return int(most)
