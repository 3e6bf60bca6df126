"""M04: the CSMS has a certificate deleted."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, one_of, step
from ocpp_conformance.conformance.station.a_security.renewal import renewed
from ocpp_conformance.conformance.station.m_certificates.certificates import (
    CSMS_ROOT,
    ask,
    expects_root_check,
    hash_data_of,
    installed,
    is_in,
    listed,
    not_in_list,
    root,
)
from ocpp_conformance.harness import times
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.sut.certificates import Certificates
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


@case("TC_M_23_CS", needs=(Need.SECURITY_PROFILE_3, Need.STATION_CA, Need.ALLOW_CERTIFICATES))
async def test_station_keeps_its_own_certificate(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    begun = times.monotonic()
    own, issuer = await renewed(csms, certificates), certificates.root_of_stations
    await csms.wait_connected(csms.patience.too_late(60), after=begun)
    found = await listed(csms)
    found.meets("M03.FR.03", status="Accepted")
    algorithm = found["certificateHashDataChain"][0]["certificateHashData"]["hashAlgorithm"]
    reply = await ask(csms, "DeleteCertificate", {"certificateHashData": hash_data(own, issuer, algorithm)})

    reply.meets(step(3), status=one_of("NotFound", "Failed"))
    # Part 6 allows NotFound, which M04.FR.06 does not
    reply.checklist.book("M04.FR.06", mismatches({"status": "Failed"}, reply.payload), frame=reply.frame, mild=True)


@case(
    "PART2-CS-M04-01",
    "The root of its CSMS is deleted, or that it isn't is told",
    topics=("security",),
    needs=(Need.SECURITY_PROFILE_2, Need.OUR_CERTIFICATES, Need.ALLOW_CERTIFICATES),
)
async def test_deletion_that_does_not_take_place_has_failed(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    await expects_root_check(csms, False)
    own = certificates.pki.authority().pem
    told = await listed(csms, CSMS_ROOT)
    told.expects(status="Accepted")
    algorithm = told["certificateHashDataChain"][0]["certificateHashData"]["hashAlgorithm"]
    reply = await ask(csms, "DeleteCertificate", {"certificateHashData": hash_data(own, own, algorithm)})
    if not is_in(await listed(csms, CSMS_ROOT), CSMS_ROOT, own):
        again = {"certificateType": CSMS_ROOT, "certificate": own}
        await csms.tidy("a station without the root of its CSMS", "InstallCertificate", again)
        raise csms.checklist.give_up("the station deletes the root of its CSMS")

    reply.meets("M04.FR.03", status="Failed")
