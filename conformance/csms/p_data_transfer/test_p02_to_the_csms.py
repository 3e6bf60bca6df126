"""P02: the station sends data of a vendor."""

from ocpp_conformance.conformance.case import StationProbe, because, case, one_of, step
from ocpp_conformance.harness.probes import mismatches

OF_NOBODY = {"vendorId": "org.example.conformance.nobody", "messageId": "nothing-known", "data": "of no concern"}


@case("TC_P_02_CSMS")
async def test_data_of_an_unknown_vendor_is_refused(station: StationProbe) -> None:
    await station.booted()
    transfer = await station.call("DataTransfer", OF_NOBODY)
    transfer.meets(step(2), status=because("no such vendor", one_of("UnknownVendorId", "UnknownMessageId", "Rejected")))
    # Part 2 knows but one answer, Part 6 tolerates all three on purpose: the others are an advisory
    misses = mismatches({"status": because("no such vendor", "UnknownVendorId")}, transfer.payload)
    transfer.checklist.book("P02.FR.06", misses, frame=transfer.frame, mild=True)
