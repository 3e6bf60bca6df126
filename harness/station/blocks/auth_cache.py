"""Functional block C: the Authorization Cache (C10, C11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.id_tokens import Authorization, IdToken
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RO, RW, Variable
from ocpp_conformance.harness.times import epoch

COMPONENT = "AuthCacheCtrlr"
SIZE = 100
"""Entries that the cache holds."""


@dataclass
class _Entry:
    """What the CSMS last said of a token, and when (OCPP seconds) the token was last used."""

    info: Mapping[str, Any]
    used: float


class AuthCache:
    """The tokens that the CSMS answered about, whatever it said (C10.FR.01); they survive a reboot (C10.FR.02).

    Tokens are kept as digests (C10.FR.12). Those of `strangers` were let in unknown while offline: they are kept out
    until the CSMS is asked about them (C15.FR.01).
    """

    def __init__(self, station: Core) -> None:
        self._station = station
        self._entries: dict[str, _Entry] = {}
        self.strangers: set[str] = set()

    @property
    def enabled(self) -> bool:
        """Whether the cache is in use (C10.FR.11)."""
        return self._station.model.boolean(COMPONENT, "Enabled")

    def find(self, token: IdToken) -> Authorization | None:
        """What is known of a token that is used now; None where nothing is, or no longer."""
        entry = self._entries.get(_digest(token)) if self.enabled else None
        if entry is None:
            return None
        if self._station.decide(cache_entry_is_over, entry.info, self._station.clock.now() - entry.used):
            del self._entries[_digest(token)]  # C10.FR.10
            return None
        entry.used = self._station.clock.now()
        return Authorization(entry.info["status"], entry.info, COMPONENT)

    def store(self, token: IdToken, info: Mapping[str, Any]) -> None:
        """Keep what the CSMS said of a token; makes room where there is none (C10.FR.07)."""
        if not self.enabled:
            return
        self._entries.pop(_digest(token), None)
        if len(self._entries) >= SIZE:
            del self._entries[min(self._entries, key=self._worth)]
        self._entries[_digest(token)] = _Entry(info, self._station.clock.now())

    def holds(self, token: IdToken) -> Mapping[str, Any] | None:
        """What the CSMS last said of a token, whether or not it still counts; this is no use of it."""
        entry = self._entries.get(_digest(token))
        return None if entry is None else entry.info

    def drop(self, token: IdToken) -> None:
        """Forget a token."""
        self._entries.pop(_digest(token), None)

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()

    def _worth(self, digest: str) -> tuple[bool, float]:
        entry = self._entries[digest]
        return entry.info["status"] == "Accepted", entry.used


def _digest(token: IdToken) -> str:
    return sha256(token.key.encode()).hexdigest()


def cache_entry_is_over(station: Core, info: Mapping[str, Any], unused: float) -> bool:
    """Whether an entry that wasn't used for so many OCPP seconds is no longer valid."""
    until = epoch(info.get("cacheExpiryDateTime"))
    if until is not None:
        return station.clock.wall() > until  # C10.FR.13
    return unused >= station.model.integer(COMPONENT, "LifeTime")  # C10.FR.08


def empties_cache(station: Core) -> bool:
    """Clear the cache (C11.FR.01); says whether that worked."""
    station.part(AuthCache).clear()
    return True


def clear_cache(station: Core, _: Payload) -> Payload:
    """ClearCache (C11)."""
    cache = station.part(AuthCache)
    if not cache.enabled:
        return {"status": "Rejected"}  # C11.FR.04
    return {"status": "Accepted" if station.decide(empties_cache) else "Rejected"}  # C11.FR.03, C11.FR.05


def variables(_: Core) -> list[Variable]:
    make = partial(Variable, component=COMPONENT, mutability=RW)
    flag = partial(make, data_type="boolean")
    return [
        flag(name="Available", value="true", mutability=RO),
        # Off until the CSMS wants it: a station that asks about each token is easier to follow
        flag(name="Enabled", value="false"),
        flag(name="DisablePostAuthorize", value="false"),
        make(name="LifeTime", value=str(DAY), data_type="integer", unit="s", minimum=1, maximum=365 * DAY),
    ]


BLOCK = Block(
    state=AuthCache,
    keeps=("_entries", "strangers"),  # C10.FR.02
    handlers={"ClearCache": clear_cache},
    variables=variables,
    seams=(cache_entry_is_over, empties_cache),
)
