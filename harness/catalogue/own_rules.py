"""Rules that no sentence of the specification has, so sources of their own; each is a MUST.

The station's REST API is our own contract. That a system lives on whatever it is sent is taken for granted by all of
Part 4: 4.1.7 wants the next CALL answered, and an answer needs somebody who gives it. What OCPP 1.6 and 2.1 say of
frames, ids and order is in no catalogue of ours, and Part 4 of 2.0.1 is not their text: theirs are rules of our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ocpp_conformance.harness.rpc import Role

REST_RULES: Mapping[str, str] = MappingProxyType(
    {
        "REST-200": "a compliant token that the CSMS accepts: 200 with status, idToken, type, idTokenInfo",
        "REST-400": "a body that is not JSON, not the schema, or whose token is not compliant: 400, says which rule",
        "REST-403": "a compliant token that the CSMS does not accept: 403, authorizationStatus is the CSMS's answer",
        "REST-404": "an unknown path: 404",
        "REST-405": "a known path with another method: 405, Allow names the right ones",
        "REST-409": "the CSMS has not accepted the station yet: 409, and nothing is asked",
        "REST-413": "a body above 64 KiB: 413; one of exactly 64 KiB is read",
        "REST-415": "a body that is not application/json in UTF-8 without Content-Encoding: 415",
        "REST-421": "a Host header that names somebody else: 421, so that no rebound name reaches the API",
        "REST-502": "the CSMS answers with a CALLERROR or with a payload against the schema: 502",
        "REST-503": "there is no connection to the CSMS, or it is lost before the answer: 503",
        "REST-504": "the CSMS does not answer in time: 504",
        "REST-HEALTHZ": "GET /healthz: 200 whatever the state of the station",
        "REST-PROBLEM": "every answer from 400 up is a problem of RFC 9457 with type, title, status, detail",
        "REST-STATUS": "GET /status: identity, bootStatus, connected, connectors, transactions",
        "REST-WARNING": "a 4-byte token whose first byte is the cascade tag 88 is compliant; the answer has a warning",
        "REST-WIRE": "the CSMS is asked about a compliant token as it was given, and about no other",
    }
)
"""Rule of the REST API by id; they bind a station."""

LIVES = "LIVES-ON"
"""The source of what a message must never do to the system that gets it."""
_LIVES = (
    "whatever it is sent, a system goes on: no exception of its own ends the connection (1011, or no close frame), and "
    "the next valid CALL is answered"
)


WIRE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "WIRE-ACTION": "a CALL, or a SEND of 2.1, has an action of the version that its sender may send",
        "WIRE-ANSWERED": "a CALL is answered once, by a CALLRESULT or a CALLERROR (OCPP-J 1.6, 4.2)",
        "WIRE-CODE": "an error code is one of the table of the version (OCPP-J 1.6, 4.2.3)",
        "WIRE-EMPTY": "an empty payload is written as {} (OCPP-J 1.6, 4.2): an advisory",
        "WIRE-FRAME": "a message is a JSON array in text: a type that the version has, an id, and what belongs to the "
        "type (OCPP-J 1.6, 4.1.2, 4.1.3 and 4.2)",
        "WIRE-ID": "a message id is a string of at most 36 characters (OCPP-J 1.6, 4.2)",
        "WIRE-MATCH": "a reply has the id of the CALL that it answers (OCPP-J 1.6, 4.1.4)",
        "WIRE-NEW-ID": "the id of a CALL is none that its sender has used on the connection (OCPP-J 1.6, 4.1.4)",
        "WIRE-ONE-CALL": "a side sends no CALL while another one of it is open (OCPP-J 1.6, 4.1.1): an advisory in 1.6",
        "WIRE-SCHEMA": "a payload is valid against the schema that the version has for the message",
    }
)
"""What is judged of conversations of OCPP 1.6 and 2.1, by id; both roles are bound."""


def own_rule(id: str, role: Role) -> str | None:
    """What our rule with this id demands of the role; None where there is none."""
    if id == LIVES:
        return _LIVES
    if id in WIRE_RULES:
        return WIRE_RULES[id]
    return REST_RULES.get(id) if role is Role.STATION else None
