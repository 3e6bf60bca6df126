"""The kinds of decisions that faults replace most: what a departure of each gets, the original first, and gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from ocpp_conformance.harness.rpc import Call, Malformed, Payload, Reply

Hearing = Callable[[Any, Any, Call], Any] | Callable[[Any, Call], Any]
"""`reply`, `handle` and `may_serve`: the CSMS's get the record of the station before the CALL that came."""

Reading = Callable[[Any, Any, Malformed], str | None] | Callable[[Any, Malformed], str | None]
"""`malformed_reply`: likewise, with a text that is no frame; gives the text that answers it."""

Encoding = Callable[[Any, Reply], str | bytes | None]
"""`encode`: an answer; gives its text."""

Asking = Callable[[Any, str, str, Payload], Awaitable[Reply]]
"""`call` of the CSMS: the identity of the station, action and payload of the CALL; gives the answer."""


class Sending(Protocol):
    """`call` of the station: action and payload of the CALL; gives the payload of the CALLRESULT."""

    def __call__(
        self, original: Any, action: str, payload: Any, /, *, message_id: str | None = None
    ) -> Awaitable[Payload]: ...


Making = Callable[[Any, Any], Any]
"""`transaction_event`, `get_variable` and the like: what there is to work with; gives what is made of it."""

Upgrading = Callable[[Any, Any], Any]
"""`decide`: the upgrade request; gives `Accept` or `Refuse`."""
