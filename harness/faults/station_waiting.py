"""A station waits: for a cable, for a car that is not ready, for what the CSMS says of a card."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import of_station
from ocpp_conformance.harness.faults.station_transactions import drops, instead_of
from ocpp_conformance.harness.faults.station_tx_points import reasons
from ocpp_conformance.harness.rpc import Payload


async def _refuses(_original: Any, *_arguments: Any) -> Payload:
    return {"idTokenInfo": {"status": "Blocked"}}


async def _never_refused(_original: Any, *_arguments: Any, **_more: Any) -> Payload:
    return {"idTokenInfo": {"status": "Accepted"}}


def _bars_the_card(original: Any, action: str, payload: Payload, **more: Any) -> Awaitable[Payload]:
    memory = memory_of(system_of(original))
    barred = memory.get("barred", False)
    memory["barred"] = barred or payload.get("triggerReason") == "EVConnectTimeout"
    decide = _refuses if barred and action == "Authorize" else original
    answer: Awaitable[Payload] = decide(action, payload, **more)
    return answer


def _blames_itself(original: Any, payload: Any) -> Any:
    info = payload["transactionInfo"]
    if info.get("chargingState") != "SuspendedEV":
        return original(payload)
    return original({**payload, "transactionInfo": {**info, "chargingState": "SuspendedEVSE"}})


FAULTS = (
    of_station(
        "cable-timeout-early",
        "waits for a cable a quarter of the time",
        "E03.FR.05",
        ev_connection_timeout=lambda original: original() / 4,
    ),
    of_station(
        "cable-timeout-untold",
        "doesn't tell that the time for the cable has passed",
        "E03.FR.05",
        transaction_event=drops(lambda p: p["triggerReason"] == "EVConnectTimeout"),
    ),
    of_station(
        "cable-timeout-as-local",
        "gives stoppedReason Local where the time for the cable has passed",
        "E06.FR.08",
        transaction_event=reasons("Timeout", "Local"),
    ),
    of_station(
        "cable-timeout-as-deauthorized",
        "says Deauthorized where the time for the cable has passed",
        "E06.FR.15",
        transaction_event=instead_of("triggerReason", "EVConnectTimeout", "Deauthorized"),
    ),
    of_station(
        "card-barred-after-timeout",
        "accepts no card any more when the time for a cable has passed",
        "E03.FR.05",
        call=sent(_bars_the_card, "TransactionEvent", "Authorize"),
    ),
    of_station(
        "waiting-car-as-evse",
        "says that it suspends energy itself where the car takes none",
        "E01.FR.19",
        transaction_event=_blames_itself,
    ),
    of_station(
        "asks-though-disabled",
        "asks about a card in spite of DisableRemoteAuthorization",
        "C01.FR.02",
        must_ask=always(True),
    ),
    of_station(
        "charges-unasked",
        "accepts every card that it may not ask about",
        "C01.FR.01",
        call=sent(_never_refused, "Authorize"),
        must_ask=always(True),
    ),
    of_station(
        "invalid-card-as-local",
        "gives stoppedReason Local where a card turned out invalid",
        "C15.FR.04",
        transaction_event=reasons("DeAuthorized", "Local"),
    ),
)
