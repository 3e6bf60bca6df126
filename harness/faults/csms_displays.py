"""Block O: how a CSMS has a station show messages, and asks for them."""

from __future__ import annotations

from collections.abc import Callable

from ocpp_conformance.harness.faults.departures import refuses
from ocpp_conformance.harness.faults.fault import About, of_csms
from ocpp_conformance.harness.faults.kinds import Asking
from ocpp_conformance.harness.faults.own_calls import asks, falls_over, having, inside, never_asks, without
from ocpp_conformance.harness.rpc import Payload

SET, GET, CLEAR = "SetDisplayMessage", "GetDisplayMessages", "ClearDisplayMessage"
REFUSALS = ("NotSupportedPriority", "NotSupportedState", "NotSupportedMessageFormat", "Rejected", "UnknownTransaction")


def _message(change: Callable[[Payload], Payload]) -> About[Asking]:
    return asks(SET, inside("message", change))


def _another(payload: Payload) -> Payload:
    return {**payload, "id": payload["id"] ^ 1}


def _more_urgent(message: Payload) -> Payload:
    """The priority beside the wanted one."""
    return {**message, "priority": "NormalCycle" if message["priority"] != "NormalCycle" else "AlwaysFront"}


FAULTS = (
    of_csms("display-another-priority", "gives messages another priority", "O02.FR.03", call=_message(_more_urgent)),
    of_csms("display-another-id", "changes a message under another id", "O06.FR.01", call=_message(_another)),
    of_csms(
        "display-plain-text",
        "sends every message as ASCII",
        "O02.FR.05",
        call=_message(inside("message", having(format="ASCII"))),
    ),
    of_csms(
        "display-language-no-tag",
        "names a language that is no tag",
        "O01.FR.17",
        call=_message(inside("message", having(language="en_US"))),
    ),
    of_csms("display-without-state", "leaves the state out", "O02.FR.04", call=_message(without("state"))),
    of_csms(
        "display-without-moments",
        "leaves the moments out",
        "O02.FR.06",
        call=_message(without("startDateTime", "endDateTime")),
    ),
    of_csms(
        "display-without-transaction",
        "leaves the transaction out",
        "O02.FR.01",
        call=_message(without("transactionId")),
    ),
    of_csms(
        "display-refusal-fatal",
        "closes the connection when a station can't show a message",
        "O02.FR.03",
        call=falls_over(SET, *REFUSALS),
    ),
    of_csms(
        "displays-always-all",
        "asks for all messages where some are wanted",
        "O04.FR.01",
        call=asks(GET, without("id", "priority", "state")),
    ),
    of_csms(
        "displays-of-a-priority",
        "asks for the messages of one priority where all are wanted",
        "O04.FR.01",
        call=asks(GET, lambda payload: {"priority": "InFront", **payload}),
    ),
    of_csms(
        "displays-report-refused",
        "refuses to hear which messages are shown",
        "J-4.1.7-01",
        handle=refuses("NotifyDisplayMessages"),
    ),
    of_csms("display-another-cleared", "clears another message", "O05.FR.01", call=asks(CLEAR, _another)),
    of_csms("display-never-cleared", "clears no message", "O05.FR.01", call=never_asks(CLEAR, lambda _: True)),
)
