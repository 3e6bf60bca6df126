"""Functional block D: the Local Authorization List (D01, D02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.id_tokens import Authorization, IdToken
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RO, RW, Variable

COMPONENT = "LocalAuthListCtrlr"
SIZE, ITEMS, BYTES = 200, 50, 65_000
"""Tokens that the list holds, and what one SendLocalList may hold."""


class LocalList:
    """The list that the CSMS sent, and its version, 0 before it sent any (D02.FR.02). Both survive a reboot
    (D01.FR.10)."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self._entries: dict[str, Mapping[str, Any]] = {}
        self.version = 0

    @property
    def enabled(self) -> bool:
        """Whether the list is in use (D01.FR.13)."""
        return self._station.model.boolean(COMPONENT, "Enabled")

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, token: IdToken) -> Authorization | None:
        """What the list says of a token; no expiry is looked at: SupportsExpiryDateTime doesn't exist (C14.FR.02)."""
        info = self._entries.get(token.key) if self.enabled else None
        return None if info is None else Authorization(info["status"], info, COMPONENT)

    def holds(self, token: IdToken) -> Mapping[str, Any] | None:
        """What the list says of a token, whether or not it is in use."""
        return self._entries.get(token.key)

    def replace(self, items: Sequence[Payload], version: int) -> bool:
        """Take a Full update (D01.FR.04, D01.FR.15); says whether it fits."""
        fits = len(items) <= SIZE and all("idTokenInfo" in item for item in items)
        if fits:
            self._entries, self.version = {_key(item): item["idTokenInfo"] for item in items}, version
        return fits

    def amend(self, items: Sequence[Payload], version: int) -> bool:
        """Take a Differential update: what has no idTokenInfo is deleted (D01.FR.16, D01.FR.17); says whether it
        fits."""
        entries = dict(self._entries)
        for item in items:
            if "idTokenInfo" in item:
                entries[_key(item)] = item["idTokenInfo"]
            else:
                entries.pop(_key(item), None)
        fits = len(entries) <= SIZE
        if fits:
            self._entries, self.version = entries, version
        return fits


def _key(item: Payload) -> str:
    return IdToken.read(item["idToken"]).key


def send_local_list(station: Core, request: Payload) -> Payload:
    """SendLocalList (D01)."""
    known, items, version = station.part(LocalList), request.get("localAuthorizationList", ()), request["versionNumber"]
    if not known.enabled or version < 1:  # D01.FR.18
        return {"status": "Failed"}
    if len(items) > ITEMS or len({_key(item) for item in items}) < len(items):  # D01.FR.06, D01.FR.11
        return {"status": "Failed"}
    if request["updateType"] == "Full":
        return {"status": "Accepted" if known.replace(items, version) else "Failed"}
    if version <= known.version:
        return {"status": "VersionMismatch"}  # D01.FR.19
    return {"status": "Accepted" if known.amend(items, version) else "Failed"}


def get_local_list_version(station: Core, _: Payload) -> Payload:
    """GetLocalListVersion (D02)."""
    known = station.part(LocalList)
    return {"versionNumber": known.version if known.enabled else 0}  # D02.FR.01, D02.FR.03


def variables(station: Core) -> list[Variable]:
    make = partial(Variable, component=COMPONENT, mutability=RO)
    flag, count = partial(make, data_type="boolean"), partial(make, data_type="integer")
    return [
        flag(name="Available", value="true"),
        # Off until the CSMS wants it, as the cache
        flag(name="Enabled", value="false", mutability=RW),
        flag(name="DisablePostAuthorize", value="false", mutability=RW),
        count(name="Entries", value=lambda: str(len(station.part(LocalList))), maximum=SIZE),  # D01.FR.12
        count(name="ItemsPerMessage", value=str(ITEMS)),
        count(name="BytesPerMessage", value=str(BYTES)),
    ]


BLOCK = Block(
    state=LocalList,
    keeps=("_entries", "version"),  # D01.FR.10
    handlers={"SendLocalList": send_local_list, "GetLocalListVersion": get_local_list_version},
    variables=variables,
)
