"""Functional block C: id tokens, and what is known of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ocpp_conformance.harness.rpc import Payload


@dataclass(frozen=True, slots=True)
class IdToken:
    """IdTokenType, as far as the station uses it; two tokens that differ in letter case are the same."""

    text: str
    type: str

    @classmethod
    def read(cls, payload: Payload) -> IdToken:
        """From the wire."""
        return cls(payload["idToken"], payload["type"])

    def payload(self) -> dict[str, Any]:
        """To the wire."""
        return {"idToken": self.text, "type": self.type}

    @property
    def key(self) -> str:
        """The same for tokens that are the same."""
        return f"{self.type}:{self.text.casefold()}"

    def same_as(self, other: IdToken | None) -> bool:
        """Whether both identify the same thing."""
        return other is not None and self.key == other.key


@dataclass(frozen=True, slots=True)
class Authorization:
    """What was decided about a token: `status` is an AuthorizationStatusEnumType, `info` the idTokenInfo behind it.

    `by` is the component that knows it: AuthCtrlr, AuthCacheCtrlr or LocalAuthListCtrlr.
    """

    status: str
    info: Mapping[str, Any]
    by: str = "AuthCtrlr"

    @property
    def accepted(self) -> bool:
        """Whether the token may charge."""
        return self.status == "Accepted"

    @property
    def group(self) -> IdToken | None:
        """The group that the token belongs to."""
        found = self.info.get("groupIdToken")
        return None if found is None else IdToken.read(found)

    @property
    def priority(self) -> int:
        """The chargingPriority of the token, 0 where none is known (K03.FR.06)."""
        priority: int = self.info.get("chargingPriority", 0)
        return priority

    def allows(self, evse: int) -> bool:
        """Whether the token may charge at this EVSE (C01.FR.20, C01.FR.21)."""
        return self.accepted and (not self.info.get("evseId") or evse in self.info["evseId"])
