"""Part 4, 4.2.1, 4.3 and 7.2: actions that a CSMS doesn't know or doesn't offer."""

from ocpp_conformance.conformance.case import StationProbe, Wrong, case
from ocpp_conformance.conformance.csms.rpc.frames import call_text

SIGNED = {"payload": "e30", "protected": "eyJhbGciOiJFUzI1NiJ9", "signature": "AA"}
"""A flattened JWS of the payload {}."""


@case("RPC-CSMS-ACTION-01", "An action that does not exist", topics=("rpc", "framing"))
async def test_action_that_does_not_exist(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("MakeCoffee", {}))
    outcome.earns("J-4.3-05", Wrong.UNKNOWN_ACTION)


@case("RPC-CSMS-ACTION-02", "An action of the other direction", topics=("rpc", "framing"))
async def test_action_of_the_other_direction(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Reset", {"type": "OnIdle"}))
    outcome.earns("J-4.3-06", Wrong.UNSUPPORTED_ACTION)


@case("RPC-CSMS-ACTION-03", "An action in another letter case is not carried out", topics=("rpc", "framing"))
async def test_action_in_another_letter_case(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("heartbeat", {}))
    outcome.refused("J-4.2.1-02")


@case("RPC-CSMS-ACTION-04", "A signed message is answered", topics=("rpc", "security"))
async def test_signed_message_is_answered(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Heartbeat-Signed", SIGNED))
    outcome.either_way("J-7.2-01", silence=False)
