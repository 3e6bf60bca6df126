"""Part 4, 3.3: RFC 7692 compression."""

from ocpp_conformance.conformance.case import NOTHING, PRESENT, StationProbe, booting, case, text_like
from ocpp_conformance.conformance.csms.rpc.proper_calls import proper_call
from ocpp_conformance.conformance.frames import call_text

DEFLATE = text_like(r"(?i)permessage-deflate\b.*", "permessage-deflate")


@case("RPC-CSMS-COMPRESSION-01", "Compressed messages are served", topics=("rpc", "handshake"))
async def test_compressed_messages_are_served(station: StationProbe) -> None:
    opened = await station.connect("J-3.3-01", compression=True)
    opened.meets("J-3.3-01", extensions=DEFLATE)
    boot = await proper_call(station, call_text("BootNotification", booting()))
    boot.is_served("J-3.3-01", status=PRESENT)


@case("RPC-CSMS-COMPRESSION-02", "No compression that was not offered", topics=("rpc", "handshake"))
async def test_no_compression_that_was_not_offered(station: StationProbe) -> None:
    opened = await station.connect("J-3.3-05")
    opened.meets("J-3.3-05", extensions=NOTHING)
    boot = await proper_call(station, call_text("BootNotification", booting()))
    boot.is_served("J-3.3-05", status=PRESENT)
