"""Rules that no sentence of the specification has, so sources of their own; each is a MUST.

The station's REST API is our own contract. That a system lives on whatever it is sent is taken for granted by all of
Part 4: 4.1.7 wants the next CALL answered, and an answer needs somebody who gives it.
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


def own_rule(id: str, role: Role) -> str | None:
    """What our rule with this id demands of the role; None where there is none."""
    if id == LIVES:
        return _LIVES
    return REST_RULES.get(id) if role is Role.STATION else None
