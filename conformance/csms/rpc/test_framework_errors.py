"""Part 4, 4.2.3 and 4.3: what a CSMS does with text that is no frame."""

from ocpp_conformance.conformance.case import StationProbe, Wrong, case


@case("RPC-CSMS-FRAME-01", "Text that is not JSON", topics=("rpc", "framing"))
async def test_text_that_is_not_json(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke("this is no JSON")
    outcome.earns("J-4.3-10", Wrong.NOT_JSON)


@case("RPC-CSMS-FRAME-02", "A message that is no array", topics=("rpc", "framing"))
async def test_message_that_is_no_array(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke('{"messageTypeId": 2}')
    outcome.earns("J-4.2.3-04", Wrong.NOT_ARRAY)
