"""What shows on the wire that an intent was carried out: an operator's prompt closes itself when it comes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from ocpp_conformance.harness.probes import CsmsProbe, Matcher, Probe, ReceivedCall, mismatches
from ocpp_conformance.harness.sut.driver import Intent
from ocpp_conformance.harness.sut.intents import GOALS, Link, Sign


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`text` names what is awaited; `comes` waits for it from a bookmark on, without an end, and quotes it."""

    text: str
    comes: Callable[[Probe, int], Awaitable[str]]


def confirmation_of(intent: Intent) -> Confirmation | None:
    """What proves this intent; None where only the person can tell."""
    goal = GOALS[intent.name]
    if isinstance(goal.confirmation, Link):
        return _link(goal.confirmation)
    if goal.confirmation is not None:
        return _calls(goal.confirmation(intent.arguments))
    return None if goal.action is None else _calls(((goal.action, {}),))


def _calls(signs: tuple[Sign, ...]) -> Confirmation:
    def holds(call: ReceivedCall) -> bool:
        return any(call.action == action and not mismatches(fields, call.payload) for action, fields in signs)

    async def comes(probe: Probe, since: int) -> str:
        found = await probe.first(holds, since)
        return probe.recording.entries[found.frame].quote()

    return Confirmation(" or ".join(dict.fromkeys(_words(sign) for sign in signs)), comes)


def _words(sign: Sign) -> str:
    """The action with the fields that a person can read: `StatusNotification (evseId 1, connectorStatus Occupied)`."""
    action, fields = sign
    plain = {name: value.text if isinstance(value, Matcher) else value for name, value in fields.items()}
    shown = [f"{name} {_shown(value)}" for name, value in plain.items() if not isinstance(value, Mapping)]
    return f"{action} ({', '.join(shown)})" if shown and action != "NotifyEvent" else action


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _link(link: Link) -> Confirmation:
    up = link is Link.UP

    async def comes(probe: Probe, _since: int) -> str:
        assert isinstance(probe, CsmsProbe), "only a station is cut off"
        await probe.until_connected(up)
        return "connected" if up else "the connection has ended"

    return Confirmation(link.value, comes)
