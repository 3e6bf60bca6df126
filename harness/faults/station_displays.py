"""Messages that a station shows for its CSMS (O02 to O06)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station


def _refuses(status: str, told: str | None) -> Departure:
    """What is refused like this gets another status; None accepts it."""

    def display_refused(original: Any, info: Any) -> Any:
        found = original(info)
        return told if found == status else found

    return display_refused


def _blind_to(name: str) -> Departure:
    """This field of a message doesn't end it."""
    return lambda original, info: original({key: value for key, value in info.items() if key != name})


async def _forgets(original: Any, action: str, payload: Any, **more: Any) -> Any:
    system_of(original).displays.forget()
    return await original(action, payload, **more)


def _in_front_too(original: Any, info: Any) -> Any:
    kept = dict(system_of(original).displays.all())
    original(info)
    system_of(original).displays.all().update({id: each for id, each in kept.items() if id != info["id"]})


def _first_stays(original: Any, info: Any) -> Any:
    return None if info["id"] in system_of(original).displays.all() else original(info)


def _needs_criteria(original: Any, request: Any, info: Any) -> Any:
    return len(request) > 1 and original(request, info)


def _newest_alone(original: Any, request: Any, info: Any) -> Any:
    return info["id"] == max(system_of(original).displays.all()) and original(request, info)


def _no_criterion(name: str) -> Departure:
    """No message meets this criterion."""
    return lambda original, request, info: name not in request and original(request, info)


def _tells_nothing(original: Any, call: Any) -> Any:
    answer = original(call)
    if answer["status"] == "Accepted":
        return answer
    station, empty = system_of(original), {"requestId": call.payload["requestId"]}
    station.connection.after(lambda: station.tasks.start(station.call("NotifyDisplayMessages", empty), "nothing"))
    return {"status": "Accepted"}


async def _one_part(original: Any, action: str, payload: Any, **more: Any) -> Any:
    sent_before = memory_of(system_of(original)).setdefault("parts", set())
    if payload["requestId"] in sent_before:
        return {}
    sent_before.add(payload["requestId"])
    return await original(action, {**payload, "tbc": False}, **more)


async def _never_continues(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return await original(action, {**payload, "tbc": False}, **more)


async def _next_request(original: Any, action: str, payload: Any, **more: Any) -> Any:
    """The last of several parts has another requestId."""
    memory = memory_of(system_of(original))
    follows, memory["tbc"] = memory.get("tbc", False), payload["tbc"]
    return await original(action, {**payload, "requestId": payload["requestId"] + follows}, **more)


async def _other_request(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return await original(action, {**payload, "requestId": payload["requestId"] + 1000}, **more)


GET, PART = "GetDisplayMessages", "NotifyDisplayMessages"

FAULTS = (
    of_station(
        "message-transaction-unchecked",
        "takes messages for transactions that don't run",
        "O02.FR.01",
        display_refused=_refuses("UnknownTransaction", None),
    ),
    of_station(
        "message-outlives-transaction",
        "keeps the message of a transaction that has ended",
        "O02.FR.02",
        display_is_over=_blind_to("transactionId"),
    ),
    of_station(
        "message-priority-unchecked",
        "takes priorities that it does not support",
        "O01.FR.01",
        display_refused=_refuses("NotSupportedPriority", None),
    ),
    of_station(
        "message-state-rejected",
        "rejects states that it does not support",
        "O01.FR.02",
        display_refused=_refuses("NotSupportedState", "Rejected"),
    ),
    of_station(
        "message-format-unchecked",
        "takes formats that it can't show",
        "O01.FR.03",
        display_refused=_refuses("NotSupportedMessageFormat", None),
    ),
    of_station(
        "message-outlives-its-time",
        "keeps messages after their time",
        "O01.FR.07",
        display_is_over=_blind_to("endDateTime"),
    ),
    of_station(
        "messages-forgotten", "forgets messages with a reboot", "O01.FR.10", call=sent(_forgets, "BootNotification")
    ),
    of_station(
        "message-too-many",
        "keeps more messages than it says",
        "O01.FR.11",
        display_refused=_refuses("Rejected", None),
    ),
    of_station("two-messages-in-front", "keeps two messages in front", "O01.FR.16", display_kept=_in_front_too),
    of_station("message-not-replaced", "keeps the first message of an id", "O06.FR.01", display_kept=_first_stays),
    of_station(
        "messages-need-criteria", "tells no messages without criteria", "O03.FR.01", display_chosen=_needs_criteria
    ),
    of_station("newest-message-alone", "tells the newest message alone", "O03.FR.02", display_chosen=_newest_alone),
    of_station("messages-in-one-part", "tells the first part alone", "O03.FR.03", call=sent(_one_part, PART)),
    of_station("messages-end-early", "never says that more follows", "O03.FR.04", call=sent(_never_continues, PART)),
    of_station(
        "messages-of-another", "tells messages under another requestId", "O03.FR.05", call=sent(_other_request, PART)
    ),
    of_station("no-messages-accepted", "tells that nothing is kept", "O03.FR.06", handle=heard(_tells_nothing, GET)),
    of_station("message-id-unheeded", "finds no message by its id", "O04.FR.01", display_chosen=_no_criterion("id")),
    of_station("message-criteria-unheeded", "tells every message", "O04.FR.02", display_chosen=always(True)),
    of_station(
        "message-priority-unheeded",
        "finds no message by its priority",
        "O04.FR.03",
        display_chosen=_no_criterion("priority"),
    ),
    of_station("message-part-of-another", "ends under another requestId", "O04.FR.06", call=sent(_next_request, PART)),
    of_station("message-not-cleared", "removes no message", "O05.FR.01", display_cleared=always("Accepted")),
)
