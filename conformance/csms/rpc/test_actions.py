"""Part 4, 4.2.1, 4.3 and 7.2: actions that a CSMS doesn't know or doesn't offer."""

import base64
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from ocpp_conformance.conformance.case import StationProbe, Wrong, case
from ocpp_conformance.conformance.csms.rpc.proper_calls import proper_call
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.harness.rpc import Payload

HEADER = {"alg": "ES256", "OCPPAction": "Heartbeat", "OCPPMessageTypedId": 2}
"""The JWS Protected Header of a CALL of ours (7.1); it is OCPPMessageTypedId that 7.1 writes."""


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
    outcome.earns("J-4.2.1-02", Wrong.UNKNOWN_ACTION)


@case("RPC-CSMS-ACTION-04", "A signed message is answered", topics=("rpc", "security"))
async def test_signed_message_is_answered(station: StationProbe) -> None:
    await station.booted()
    outcome = await proper_call(station, call_text("Heartbeat-Signed", _signed({})))
    outcome.either_way("J-7.2-01", silence=False)


def _signed(payload: Payload) -> Payload:
    """The flattened JWS of a payload (RFC 7515, 7.2.2), signed with ES256 (RFC 7518, 3.4)."""
    text = {"protected": _encoded(json.dumps(HEADER).encode()), "payload": _encoded(json.dumps(payload).encode())}
    key = ec.generate_private_key(ec.SECP256R1())
    made = key.sign(f"{text['protected']}.{text['payload']}".encode(), ec.ECDSA(hashes.SHA256()))
    return {**text, "signature": _encoded(b"".join(part.to_bytes(32) for part in decode_dss_signature(made)))}


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
