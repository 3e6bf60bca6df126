"""What the functional blocks may ask the CSMS, and what they give it: handlers, learners, operations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeVar

from ocpp_conformance.harness.csms.config import CsmsConfig
from ocpp_conformance.harness.csms.ocsp import Responders
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Payload, Reply
from ocpp_conformance.harness.transport import Secret

_Item = TypeVar("_Item")


class Decisions(Protocol):
    """The decisions of a CSMS that its functional blocks carry out."""

    config: CsmsConfig
    responders: Responders

    def boot_status(self, station: StationRecord) -> str:
        """The RegistrationStatus for a boot that has come."""
        ...

    def token_status(self, id_token: Payload) -> str:
        """The AuthorizationStatus of an IdTokenType."""
        ...

    def token_info(self, id_token: Payload) -> Payload:
        """The IdTokenInfoType of an IdTokenType."""
        ...

    def certificate_status(self, station: StationRecord, authorize: Payload) -> str:
        """The AuthorizeCertificateStatus of a contract certificate by itself, whatever its eMAID is worth."""
        ...

    def may_serve(self, station: StationRecord, call: Call) -> bool:
        """Whether a valid CALL is answered with other than SecurityError."""
        ...

    def register(self, identity: str, password: Secret) -> None:
        """Give a station another password."""
        ...

    def schedules_for(self, station: StationRecord, told: Payload) -> list[Payload]:
        """The schedules, up to three, for an EV that has told its needs; none where it can make none."""
        ...

    def is_within(self, chosen: Payload, offered: Payload) -> bool:
        """Whether the schedule that an EV has chosen is within one that it was offered."""
        ...

    def next_id(self) -> int:
        """An id for a request that no request had before."""
        ...

    async def call(self, identity: str, action: str, payload: Payload) -> Reply:
        """Send a CALL to a station. Raises `NotSentError` and `CallFailedError`."""
        ...

    def later(self, work: Coroutine[Any, Any, object]) -> None:
        """Run to its end what nobody waits for; that a CALL came to nothing is logged."""
        ...


Handler = Callable[[Decisions, StationRecord, Call], Payload]
"""Answers a valid CALL at once: the payload of the CALLRESULT."""

Learner = Callable[[Decisions, StationRecord, Payload, Payload], None]
"""Takes in what a request of ours and the valid response of the station say."""

Operation = Callable[..., Awaitable[Reply]]
"""Carries a goal out: gets the CSMS, the record of the station, and the arguments of the goal by name."""


def given(**values: object) -> dict[str, Any]:
    """A payload of those values that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def in_parts(items: Sequence[_Item], at_most: int | None) -> list[Sequence[_Item]]:
    """The items in messages of so many each; None knows no limit."""
    size = at_most or max(len(items), 1)
    return [items[at : at + size] for at in range(0, len(items), size)] or [items]


def place_of(evse: int | None, connector: int | None = None) -> Payload | None:
    """The EVSEType of a place; None without an EVSE."""
    return None if evse is None else given(id=evse, connectorId=connector)
