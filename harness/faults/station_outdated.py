"""A station trusts id tokens without the CSMS: which ones while it is offline, and what it does when it hears more."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always
from ocpp_conformance.harness.faults.fault import of_station

_ENDLESS = 1e9
"""Wh."""


def _refuses_unknown(original: Any, token: Any, known: Any) -> Any:
    return None if known is None else original(token, known)


def _refuses_known(original: Any, token: Any, known: Any) -> Any:
    return original(token, known) if known is None else None


def _silent_on_refusal(original: Any, payload: Any) -> Any:
    return None if payload["triggerReason"] == "Deauthorized" else original(payload)


def _charges_on(original: Any, payload: Any) -> Any:
    if payload["triggerReason"] != "Deauthorized":
        return original(payload)
    info = {**payload["transactionInfo"], "chargingState": "Charging"}
    info.pop("stoppedReason", None)
    return original({**payload, "eventType": "Updated", "transactionInfo": info})


FAULTS = (
    of_station(
        "unknown-token-refused-offline",
        "refuses an unknown id token while it is offline",
        "C15.FR.08",
        decide_offline=_refuses_unknown,
    ),
    of_station(
        "known-token-refused-offline",
        "refuses the id tokens that it knows while it is offline",
        "C13.FR.02",
        decide_offline=_refuses_known,
    ),
    of_station(
        "invalid-token-charges-on",
        "lets energy flow without a limit for an id token that turned out invalid",
        "C15.FR.06",
        energy_on_invalid_id=always(_ENDLESS),
    ),
    of_station(
        "invalid-token-without-energy",
        "gives no energy for an id token that turned out invalid, in spite of MaxEnergyOnInvalidId",
        "C15.FR.07",
        energy_on_invalid_id=always(0),
    ),
    of_station(
        "deauthorized-charges-on",
        "tells that a transaction is deauthorized, and that energy flows on",
        "C15.FR.03",
        transaction_event=_charges_on,
    ),
    of_station(
        "deauthorization-untold",
        "doesn't tell that a transaction is deauthorized",
        "C15.FR.03",
        transaction_event=_silent_on_refusal,
    ),
)
