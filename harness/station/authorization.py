"""Functional block C: who may charge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.peer import NoAnswerError
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.errors import NotAcceptedError, NotConnectedError, StationError

if TYPE_CHECKING:
    from ocpp_conformance.harness.station.station import Station


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


async def ask(station: Station, token: IdToken) -> Authorization:
    """Send AuthorizeRequest (C01.FR.02).

    Raises `NotConnectedError`, `NotAcceptedError`, `NoAnswerError`, `BadAnswerError`.
    """
    if not station.connected:
        raise NotConnectedError
    if not station.may_send("Authorize"):
        raise NotAcceptedError(station.boot_status)
    answer = await station.call("Authorize", {"idToken": token.payload()})
    return Authorization(answer["idTokenInfo"]["status"], answer["idTokenInfo"])


async def decide(station: Station, token: IdToken) -> Authorization | None:
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


async def present(station: Station, token: IdToken, evse: int | None) -> Authorization | None:
    """A driver holds a token to the reader: stop what it started, or start."""
    transactions = station.transactions
    mine = transactions.authorized_with(token, evse)
    if mine is not None:  # no AuthorizeRequest (C01.FR.03, E07.FR.01)
        await station.outbox.settle(transactions.stop(mine, token))
        return LOCAL
    decision = await decide(station, token)
    if decision is None or not decision.accepted:
        return decision
    group = transactions.authorized_for(decision.group, evse)
    if group is not None:  # a token of the same group may stop it (C09)
        await station.outbox.settle(transactions.stop(group, token))
        return decision
    place = transactions.place_for(evse, decision)
    if place is None:
        station.note("token accepted, but there is no EVSE free for it")
        return decision
    await station.outbox.settle(transactions.authorize(place, token, decision.group, "Authorized"))
    return decision
