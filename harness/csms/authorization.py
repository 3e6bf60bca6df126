"""Block C: which idToken may charge."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ocpp_conformance.harness.csms.decisions import Decisions, Handler
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Payload

Tokens = Mapping[tuple[str, str], str]

NOT_LISTED = MappingProxyType(
    {
        "NoAuthorization": "Accepted",  # C02.FR.02
        "Central": "Accepted",  # made by a CSMS, so the user is known to it
        "KeyCode": "Invalid",  # C04.FR.01
    }
)
"""The status of a token that the table doesn't list, by type; Unknown for all others."""


def token_key(id_token: str, kind: str) -> tuple[str, str]:
    """The key of a token in the table; identifierString ignores letter case (Part 2, 2.1)."""
    return id_token.casefold(), kind


def status_of(tokens: Tokens, id_token: Payload) -> str:
    """The AuthorizationStatus of an IdTokenType; `tokens` has keys made by `token_key`."""
    kind = id_token["type"]
    return tokens.get(token_key(id_token["idToken"], kind)) or NOT_LISTED.get(kind, "Unknown")


def authorize(csms: Decisions, _: StationRecord, call: Call) -> Payload:
    if "certificate" in call.payload or "iso15118CertificateHashData" in call.payload:
        # C07.FR.17: this CSMS has no way to verify a contract certificate
        return {"idTokenInfo": {"status": "Invalid"}, "certificateStatus": "CertChainError"}
    return {"idTokenInfo": {"status": csms.token_status(call.payload["idToken"])}}


HANDLERS: Mapping[str, Handler] = {"Authorize": authorize}
