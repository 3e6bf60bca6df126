"""Part 4, 7: signed messages."""

import json
from base64 import urlsafe_b64encode

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.conformance.station.rpc.line import shows
from ocpp_conformance.harness.rpc import Payload


@case("RPC-CS-SIGNED-01", "A signed CALL is answered, whether signing is supported or not", topics=("rpc", "framing"))
async def test_signed_call_is_answered(csms: CsmsProbe) -> None:
    await csms.accepted()
    action, payload = csms.fence
    outcome = await csms.provoke(call_text(f"{action}-Signed", _signed(action, payload)))
    outcome.either_way("J-7.2-01")
    # without signing it is an unknown action, for which silence is an advisory
    shows(csms, "J-7.2-01", {"an answer": True}, {"an answer": outcome.answer is not None}, mild=True)


def _signed(action: str, payload: Payload) -> Payload:
    """A JWS in the form of 7.1; nobody has the key, and to check the signature is optional (7.2)."""
    header = {"alg": "ES256", "x5t#S256": _base64(bytes(32)), "OCPPAction": action, "OCPPMessageTypedId": 2}
    protected, content = (_base64(json.dumps(part).encode()) for part in (header, payload))
    return {"payload": content, "protected": protected, "signature": _base64(bytes(64))}


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
