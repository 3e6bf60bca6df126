"""A station keeps an Authorization Cache badly, uses it at the wrong time, or clears it wrongly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station
from ocpp_conformance.harness.faults.station_order import responds


def _deaf(when: Callable[[str, str], bool]) -> Departure:
    """For `learn`: nothing is learned from such answers; they are told by the status in them, and the action."""

    def learn(original: Any, token: Any, info: Any, action: str) -> None:
        if not when(info["status"], action):
            original(token, info, action)

    return learn


def _never_asks_about(original: Any, known: Any) -> Any:
    return False if known is not None and not known.accepted else original(known)


def _asks_about_refused(original: Any, known: Any) -> Any:
    return True if known is not None and not known.accepted else original(known)


def _never_asks_again(original: Any, known: Any) -> Any:
    return False if known is not None else original(known)


async def _forgets(original: Any) -> None:
    system_of(original).auth_cache.clear()
    await original()


def _clears_what_is_off(original: Any, call: Any) -> Any:
    answer = original(call)
    return answer if system_of(original).auth_cache.enabled else {"status": "Accepted"}


FAULTS = (
    of_station(
        "cache-never-off",
        "clears a cache that is off",
        "C10.FR.11",
        handle=heard(_clears_what_is_off, "ClearCache"),
    ),
    of_station("cache-never-filled", "caches no id token", "C10.FR.01", learn=_deaf(lambda _status, _action: True)),
    of_station(
        "cache-of-accepted-alone",
        "caches no id token that was not Accepted",
        "C10.FR.01",
        learn=_deaf(lambda status, _action: status != "Accepted"),
    ),
    of_station(
        "cache-deaf-to-authorize",
        "doesn't cache what the answer to Authorize says",
        "C10.FR.04",
        learn=_deaf(lambda _status, action: action == "Authorize"),
    ),
    of_station(
        "cache-deaf-to-event",
        "doesn't cache what the answer to TransactionEvent says",
        "C10.FR.05",
        learn=_deaf(lambda _status, action: action == "TransactionEvent"),
    ),
    of_station(
        "cache-without-end", "never lets a cached id token expire", "C10.FR.10", cache_entry_is_over=always(False)
    ),
    of_station("cache-lost-at-boot", "forgets its cache when it is switched off", "C10.FR.02", power_on=_forgets),
    of_station(
        "cached-refusal-final",
        "doesn't ask about an id token that was refused once",
        "C12.FR.05",
        must_ask=_never_asks_about,
    ),
    of_station(
        "cached-refusal-asked-about",
        "asks about a refused id token in spite of DisablePostAuthorize",
        "C10.FR.03",
        must_ask=_asks_about_refused,
    ),
    of_station(
        "cache-always-first",
        "goes by its cache in spite of LocalPreAuthorize false",
        "C10.FR.11",
        must_ask=_never_asks_again,
    ),
    of_station(
        "clear-cache-unheard", "says that it cleared its cache, and keeps all", "C11.FR.01", empties_cache=always(True)
    ),
    of_station(
        "clear-cache-refused",
        "never clears its cache",
        "C11.FR.03",
        handle=responds("ClearCache", {"status": "Rejected"}),
    ),
    of_station(
        "clear-cache-while-off",
        "says that it cleared a cache that is off",
        "C11.FR.04",
        handle=responds("ClearCache", {"status": "Accepted"}),
    ),
)
