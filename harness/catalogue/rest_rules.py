"""The rules of the station's REST API: our own contract, so its own sources. Each binds a station as a MUST."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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
"""Rule by id."""
