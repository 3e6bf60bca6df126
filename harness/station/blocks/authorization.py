"""Functional block C: who may charge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ocpp_conformance.harness.peer import NoAnswerError
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RO, RW, Variable
from ocpp_conformance.harness.station.core.errors import NotAcceptedError, NotConnectedError, StationError


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

    def same_as(self, other: IdToken | None) -> bool:
        """Whether both identify the same thing."""
        return other is not None and self.type == other.type and self.text.casefold() == other.text.casefold()


@dataclass(frozen=True, slots=True)
class Authorization:
    """What was decided about a token: `status` is an AuthorizationStatusEnumType, `info` the idTokenInfo behind it."""

    status: str
    info: Mapping[str, Any]

    @property
    def accepted(self) -> bool:
        """Whether the token may charge."""
        return self.status == "Accepted"

    @property
    def group(self) -> IdToken | None:
        """The group that the token belongs to."""
        found = self.info.get("groupIdToken")
        return None if found is None else IdToken.read(found)

    def allows(self, evse: int) -> bool:
        """Whether the token may charge at this EVSE (C01.FR.20, C01.FR.21)."""
        return self.accepted and (not self.info.get("evseId") or evse in self.info["evseId"])


LOCAL = Authorization("Accepted", {})
"""The station itself decides: authorization is switched off, or the token ends what it began."""


async def ask(station: Core, token: IdToken) -> Authorization:
    """Send AuthorizeRequest (C01.FR.02).

    Raises `NotConnectedError`, `NotAcceptedError`, `NoAnswerError`, `BadAnswerError`.
    """
    if not station.connected:
        raise NotConnectedError
    if not station.may_send("Authorize"):
        raise NotAcceptedError(station.boot_status)
    answer = await station.call("Authorize", {"idToken": token.payload()})
    return Authorization(answer["idTokenInfo"]["status"], answer["idTokenInfo"])


async def decide(station: Core, token: IdToken) -> Authorization | None:
    """What the station makes of a token that wants to start; None when nobody can say (it then may not charge)."""
    if not station.model.boolean("AuthCtrlr", "Enabled"):
        return LOCAL
    if station.model.boolean("AuthCtrlr", "DisableRemoteAuthorization"):
        station.note("token refused: remote authorization is disabled, and there is no list or cache")
        return None
    try:
        return await ask(station, token)
    except (StationError, NoAnswerError) as error:
        station.note(f"token refused: {error}")
        return None


def variables(_: Core) -> list[Variable]:
    flag = partial(Variable, component="AuthCtrlr", data_type="boolean", mutability=RW)
    return [
        flag(name="Enabled", value="true"),
        flag(name="AuthorizeRemoteStart", value="true"),
        flag(name="LocalAuthorizeOffline", value="true"),
        flag(name="LocalPreAuthorize", value="false"),
        flag(name="DisableRemoteAuthorization", value="false"),
        flag(component="AuthCacheCtrlr", name="Available", value="false", mutability=RO),
        flag(component="LocalAuthListCtrlr", name="Available", value="false", mutability=RO),
    ]


BLOCK = Block(variables=variables)
