"""P01: the CSMS sends data of a vendor."""

from ocpp_conformance.conformance.case import CsmsProbe, because, case, one_of, step
from ocpp_conformance.harness.probes import mismatches

OF_NOBODY = {"vendorId": "org.example.conformance.nobody", "messageId": "nothing-known"}


@case("TC_P_01_CS")
async def test_data_of_an_unknown_vendor_is_refused(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await csms.call("DataTransfer", OF_NOBODY)
    reply.meets(step(2), status=because("no such vendor", one_of("UnknownVendorId", "UnknownMessageId", "Rejected")))
    # Part 2 knows but one answer, Part 6 tolerates all three on purpose: the others are an advisory
    misses = mismatches({"status": because("no such vendor", "UnknownVendorId")}, reply.payload)
    csms.checklist.book("P01.FR.05", misses, frame=reply.frame, mild=True)
