"""A station does not heed its Local Authorization List, or what an answer says beside the status (C01, C13, C14)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import about, of_station

_LIST = "SendLocalList"
_STRANGERS = ("AuthCtrlr", "OfflineTxForUnknownIdEnabled")


def _cache_alone(original: Any, token: Any) -> Any:
    return system_of(original).auth_cache.find(token)


def _cache_first(original: Any, token: Any) -> Any:
    return system_of(original).auth_cache.find(token) or original(token)


def _all_accepted(original: Any, token: Any) -> Any:
    known = original(token)
    return known if known is None or known.by != "LocalAuthListCtrlr" else replace(known, status="Accepted")


def _lets_in_strangers(original: Any, token: Any, known: Any) -> Any:
    model = system_of(original).model
    before = model.text(*_STRANGERS)
    model.write(*_STRANGERS, "true")
    try:
        return original(token, known)
    finally:
        model.write(*_STRANGERS, before)


def _notes_refusals(original: Any, token: Any, info: Any, action: str) -> Any:
    if info["status"] != "Accepted":
        memory_of(system_of(original)).setdefault("refused", set()).add(token.key)
    return original(token, info, action)


def _without_refused(original: Any, token: Any) -> Any:
    return None if token.key in memory_of(system_of(original)).get("refused", ()) else original(token)


def _caches_strangers(original: Any, token: Any, known: Any) -> Any:
    decision = original(token, known)
    if known is None and decision is not None:
        system_of(original).auth_cache.store(token, {"status": "Accepted"})
    return decision


async def _knows_local_tokens(original: Any, action: str, payload: Any, **more: Any) -> Any:
    if payload["idToken"]["type"] == "Local":
        return {"idTokenInfo": {"status": "Accepted"}}
    return await original(action, payload, **more)


async def _lets_local_tokens_in(original: Any, action: str, payload: Any, **more: Any) -> Any:
    answer = await original(action, payload, **more)
    return {"idTokenInfo": {"status": "Accepted"}} if payload["idToken"]["type"] == "Local" else answer


async def _any_evse(original: Any, action: str, payload: Any, **more: Any) -> Any:
    answer = await original(action, payload, **more)
    return {"idTokenInfo": {name: value for name, value in answer["idTokenInfo"].items() if name != "evseId"}}


async def _asks_for_cables(original: Any, action: str, payload: Any, **more: Any) -> Any:
    if payload["connectorStatus"] == "Occupied":
        await original("Authorize", {"idToken": {"idToken": "", "type": "NoAuthorization"}})
    return await original(action, payload, **more)


def _token_untold(original: Any, payload: Any) -> Any:
    if payload["triggerReason"] != "RemoteStart":
        return original(payload)
    return original({name: value for name, value in payload.items() if name != "idToken"})


FAULTS = (
    of_station("list-unheeded", "does not look into its list", "C14.FR.02", known_token=about(_cache_alone, _LIST)),
    of_station(
        "cache-before-list", "looks into its cache before its list", "C14.FR.01", known_token=about(_cache_first, _LIST)
    ),
    of_station(
        "listed-are-accepted",
        "takes whatever is on its list for Accepted",
        "C14.FR.03",
        known_token=about(_all_accepted, _LIST),
    ),
    of_station(
        "offline-strangers-let-in",
        "lets in anybody while offline",
        "C13.FR.02",
        decide_offline=about(_lets_in_strangers, "TransactionEvent"),
    ),
    of_station(
        "strangers-cached",
        "caches whom it lets in unknown",
        "C15.FR.01",
        decide_offline=about(_caches_strangers, "TransactionEvent"),
    ),
    of_station(
        "local-token-unasked",
        "asks about no id token of type Local",
        "C06.FR.02",
        call=sent(_knows_local_tokens, "Authorize"),
    ),
    of_station(
        "local-token-let-in",
        "accepts every id token of type Local, whatever the CSMS says",
        "C06.FR.01",
        call=sent(_lets_local_tokens_in, "Authorize"),
    ),
    of_station(
        "list-learns",
        "takes a card off its list that the CSMS refuses",
        "D01.FR.09",
        learn=about(_notes_refusals, _LIST),
        known_token=about(_without_refused, _LIST),
    ),
    of_station(
        "evses-of-card-unheeded",
        "lets a card charge at EVSEs that the CSMS leaves out",
        "C01.FR.21",
        call=sent(_any_evse, "Authorize"),
    ),
    of_station(
        "asks-without-a-card",
        "asks about an id token of its own when a cable comes",
        "C01.FR.04",
        call=sent(_asks_for_cables, "StatusNotification"),
    ),
    of_station(
        "transaction-taken-over",
        "lets another card go on with a transaction",
        "C01.FR.23",
        is_for_bearer=about(always(True), "TransactionEvent"),
    ),
    of_station(
        "remote-start-token-untold",
        "does not tell the id token of a remote start",
        "C05.FR.05",
        transaction_event=_token_untold,
    ),
)
