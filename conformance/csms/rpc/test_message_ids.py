"""Part 4, 4.1.4 and 4.2.3: message ids."""

import uuid

from ocpp_conformance.conformance.case import PRESENT, StationProbe, Wrong, case
from ocpp_conformance.conformance.csms.rpc.proper_calls import proper_call
from ocpp_conformance.conformance.frames import array, call_text, fresh_id
from ocpp_conformance.harness.rpc import MESSAGE_ID_LENGTH


@case("RPC-CSMS-ID-01", "An id of digits comes back as it was", topics=("rpc", "framing"))
async def test_id_of_digits_is_repeated(station: StationProbe) -> None:
    await station.booted()
    outcome = await proper_call(station, call_text("Heartbeat", {}, message_id=f"00{uuid.uuid4().int % 10**20}"))
    outcome.is_served("J-4.1.4-02", currentTime=PRESENT)


@case("RPC-CSMS-ID-02", "An id of any letter case comes back as it was", topics=("rpc", "framing"))
async def test_id_of_36_characters_is_repeated(station: StationProbe) -> None:
    await station.booted()
    mixed = f"{fresh_id()[:18].upper()}{fresh_id()[18:]}"
    assert len(mixed) == MESSAGE_ID_LENGTH
    outcome = await proper_call(station, call_text("Heartbeat", {}, message_id=mixed))
    outcome.is_served("J-4.1.4-03", currentTime=PRESENT)


@case("RPC-CSMS-ID-03", "An id with quotes comes back as it was", topics=("rpc", "framing"))
async def test_id_with_quotes_is_repeated(station: StationProbe) -> None:
    await station.booted()
    outcome = await proper_call(station, call_text("Heartbeat", {}, message_id=f'"{fresh_id()[:8]}" \\ /'))
    outcome.is_served("J-4.1.4-02", currentTime=PRESENT)


@case("RPC-CSMS-ID-04", "An id of 37 characters", topics=("rpc", "framing"))
async def test_id_of_37_characters(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Heartbeat", {}, message_id=f"{fresh_id()}x"))
    outcome.either_way("J-4.1.4-03")


@case("RPC-CSMS-ID-05", "An id used a second time", topics=("rpc", "framing"))
async def test_id_used_a_second_time(station: StationProbe) -> None:
    await station.booted()
    used = fresh_id()
    first = await station.call("Heartbeat", {}, message_id=used)
    first.expects()
    outcome = await station.provoke(call_text("Heartbeat", {}, message_id=used))
    outcome.either_way("J-4.2.3-01")


@case("RPC-CSMS-ID-06", "A message id of null", topics=("rpc", "framing"))
async def test_id_of_null(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(array(2, None, "Heartbeat", {}))
    outcome.earns("J-4.2.3-04", Wrong.UNREADABLE_ID)


@case("RPC-CSMS-ID-07", "A number as message id", topics=("rpc", "framing"))
async def test_number_as_id(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Heartbeat", {}, message_id=17))
    outcome.earns("J-4.2.3-04", Wrong.UNREADABLE_ID, told_as="17")  # who can't read an id is left open


@case("RPC-CSMS-ID-08", "A message without id", topics=("rpc", "framing"))
async def test_message_without_id(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(array(2))
    outcome.earns("J-4.2.3-04", Wrong.UNREADABLE_ID)
