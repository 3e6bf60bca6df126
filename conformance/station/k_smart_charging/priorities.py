"""The chargingPriority that our CSMS gives to transactions and to their id tokens (K03)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.conformance.case import CsmsProbe
from ocpp_conformance.conformance.station.k_smart_charging.profiles import DAY, STATION_MAX, Profiles
from ocpp_conformance.conformance.station.k_smart_charging.schedules import unlimited
from ocpp_conformance.harness.rpc import Call, Payload


def ranked(csms: CsmsProbe, priorities: Mapping[int, int], *, of_tokens: Mapping[int, int] | None = None) -> None:
    """Our CSMS says the priority of the transaction at an EVSE, and in idTokenInfo that of its id token, in the answers
    to its events."""
    places: dict[str, int] = {}

    def answer(call: Call) -> Payload:
        id = call.payload["transactionInfo"]["transactionId"]
        places[id] = call.payload.get("evse", {}).get("id", places.get(id, 0))
        told: dict[str, Any] = {}
        if places[id] in priorities:
            told["chargingPriority"] = priorities[places[id]]
        if "idToken" in call.payload:
            told["idTokenInfo"] = {"status": "Accepted"}
            if of_tokens is not None and places[id] in of_tokens:
                told["idTokenInfo"]["chargingPriority"] = of_tokens[places[id]]
        return told

    csms.answers("TransactionEvent", answer)


async def enough_for_one(profiles: Profiles, evse: int) -> None:
    """The station may take no more than one EVSE, as a precondition."""
    now, limit = await unlimited(profiles, evse, share=1.0)
    await profiles.set(0, profiles.profile(limit, now - DAY, chargingProfilePurpose=STATION_MAX))
