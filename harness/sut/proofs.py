"""What shows on the wire that an intent was carried out: an operator's prompt closes itself when it comes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ocpp_conformance.harness.probes import (
    CsmsProbe,
    Matcher,
    Probe,
    ReceivedCall,
    a_list_with,
    ignoring_case,
    mismatches,
    one_of,
)
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.driver import Intent
from ocpp_conformance.harness.sut.intents import GOALS


@dataclass(frozen=True, slots=True)
class Proof:
    """`text` names what is awaited; `comes` waits for it from a bookmark on, without an end, and quotes it."""

    text: str
    comes: Callable[[Probe, int], Awaitable[str]]


Sign = tuple[str, Payload]
"""An action with fields that its payload must have."""


def proof_of(intent: Intent) -> Proof | None:
    """What proves this intent; None where only the person can tell."""
    if intent.name in _LINK:
        return _link(_LINK[intent.name])
    goal, signs = GOALS[intent.name], _SIGNS.get(intent.name)
    if signs is not None:
        return _calls(signs(intent.arguments))
    return None if goal.action is None else _calls(((goal.action, {}),))


def _calls(signs: tuple[Sign, ...]) -> Proof:
    def holds(call: ReceivedCall) -> bool:
        return any(call.action == action and not mismatches(fields, call.payload) for action, fields in signs)

    async def comes(probe: Probe, since: int) -> str:
        found = await probe.first(holds, since)
        return probe.recording.entries[found.frame].quote()

    return Proof(" or ".join(dict.fromkeys(_words(sign) for sign in signs)), comes)


def _words(sign: Sign) -> str:
    """The action with the fields that a person can read: `StatusNotification (evseId 1, connectorStatus Occupied)`."""
    action, fields = sign
    plain = {name: value.text if isinstance(value, Matcher) else value for name, value in fields.items()}
    shown = [f"{name} {_shown(value)}" for name, value in plain.items() if not isinstance(value, Mapping)]
    return f"{action} ({', '.join(shown)})" if shown and action != "NotifyEvent" else action


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _link(up: bool) -> Proof:
    async def comes(probe: Probe, _since: int) -> str:
        assert isinstance(probe, CsmsProbe), "only a station is cut off"
        await probe.until_connected(up)
        return "connected" if up else "the connection has ended"

    return Proof("a connection of the station" if up else "the end of its connection", comes)


_LINK = {"network_down": False, "network_up": True}


def _connector(status: object, *triggers: str) -> Callable[[Mapping[str, Any]], tuple[Sign, ...]]:
    """A report of the connector's state, or a TransactionEvent for one of these reasons."""

    def signs(about: Mapping[str, Any]) -> tuple[Sign, ...]:
        evse, connector = about["evse"], about["connector"]
        told = {"component": {"evse": {"id": evse, "connectorId": connector}}, "actualValue": status}
        return (
            ("StatusNotification", {"evseId": evse, "connectorId": connector, "connectorStatus": status}),
            ("NotifyEvent", {"eventData": a_list_with(told)}),
            *(("TransactionEvent", {"triggerReason": trigger}) for trigger in triggers),
        )

    return signs


def _event(*triggers: str) -> Callable[[Mapping[str, Any]], tuple[Sign, ...]]:
    return lambda _: (("TransactionEvent", {"triggerReason": one_of(*triggers)}),)


def _card(about: Mapping[str, Any]) -> tuple[Sign, ...]:
    token = {"idToken": {"idToken": ignoring_case(about["id_token"])}}
    return ("Authorize", token), ("TransactionEvent", {"triggerReason": one_of("Authorized", "StopAuthorized")})


_SIGNS: Mapping[str, Callable[[Mapping[str, Any]], tuple[Sign, ...]]] = {
    "plug_in": _connector("Occupied", "CablePluggedIn"),
    "unplug": _connector("Available", "EVCommunicationLost"),
    "present_token": _card,
    "raise_fault": _connector("Faulted"),
    "clear_fault": _connector(one_of("Available", "Occupied")),
    "park": _event("EVDetected"),
    "leave": _event("EVDeparted"),
    "local_stop": lambda _: (
        ("TransactionEvent", {"eventType": "Ended"}),
        ("TransactionEvent", {"triggerReason": "StopAuthorized"}),
    ),
    "trigger": lambda about: (("TriggerMessage", {"requestedMessage": about["requested_message"]}),),
    "reset": lambda about: (("Reset", {"type": about["kind"]}),),
}
"""Intents whose action alone would also be sent for another reason, or that have none."""
