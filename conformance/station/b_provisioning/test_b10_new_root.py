"""B10 and M05: a station moves to a CSMS whose certificate another root has issued, or doesn't."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.b_provisioning.migration import migrating
from ocpp_conformance.conformance.station.m_certificates.certificates import (
    CSMS_ROOT,
    expects_root_check,
    in_list,
    installed,
    installing,
    listed,
    root,
)
from ocpp_conformance.conformance.station.rpc.line import variables
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport.certificates import new_root


@case("TC_B_50_CS", needs=(Need.RESET, Need.SECURITY_PROFILE_2, Need.ALLOW_NETWORK_PROFILE))
async def test_station_moves_to_a_csms_of_another_root(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    shown = certificates.server_of(root(CSMS_ROOT), csms.known_as)
    async with installed(csms, CSMS_ROOT), csms.also_showing(shown) as there, migrating(csms, there) as move:
        await move.sent(step(6))

        tries = await move.let_in(step(7), csms.patience.boot)
        move.went(step(7), [there.path], tries[:1])
        await move.boots(step(9))


@case(
    "TC_B_47_CS",
    needs=(Need.RESET, Need.BOOT_SCALE, Need.SECURITY_PROFILE_2, Need.OUR_CERTIFICATES, Need.ALLOW_NETWORK_PROFILE),
)
async def test_station_goes_back_by_the_old_root(csms: CsmsProbe, certificates: Certificates) -> None:
    old = certificates.pki.authority()
    new = new_root("OCPP conformance, the next", signer=old)
    await csms.booted()
    await expects_root_check(csms)
    async with (
        variables(csms, NetworkProfileConnectionAttempts=1),
        installing(csms, CSMS_ROOT, new.pem, old.pem) as reply,
        csms.trap_elsewhere(certificates.server()) as (there, trap),
        migrating(csms, there) as move,
    ):
        reply.expects(status="Accepted")
        await move.sent(step(6))

        end = await csms.caught(trap, "a certificate of the old root", csms.patience.boot)
        end.by_system("M05.FR.15")
        await move.let_in("M05.FR.16", csms.patience.too_late(60))
        await move.boots(step(10))
        after = await listed(csms, CSMS_ROOT)
        after.meets(step(12), status="Accepted")
        in_list(after, step(12), CSMS_ROOT, old.pem)
