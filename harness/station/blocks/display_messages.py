"""Functional block O: messages that the CSMS has the station show (O01 to O06)."""

from __future__ import annotations

from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item
from ocpp_conformance.harness.times import epoch

COMPONENT = "DisplayMessageCtrlr"
MAXIMUM = 10
"""Messages that are kept at a time."""
PER_MESSAGE = 4
"""Messages that one NotifyDisplayMessages holds."""
FORMATS = ("ASCII", "UTF8")


class Displays:
    """The messages by their ids, persistent across reboots (O01.FR.10); those of a transaction go with it."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self._messages: dict[int, Payload] = {}

    def all(self) -> dict[int, Payload]:
        """The messages that are not over."""
        over = [id for id, info in self._messages.items() if self._station.decide(display_is_over, info)]
        for id in over:
            del self._messages[id]
        return self._messages

    def keep(self, info: Payload) -> None:
        """Keep a message, in the place of the one with its id (O06.FR.01), or of the one that is always in front
        (O01.FR.16)."""
        if info["priority"] == "AlwaysFront":
            for id in [id for id, each in self.all().items() if each["priority"] == "AlwaysFront"]:
                del self._messages[id]
        self._messages[info["id"]] = info

    def forget(self) -> None:
        """Keep nothing."""
        self._messages.clear()

    def count_with(self, info: Payload) -> int:
        """How many messages there will be with this one."""
        replaced = {info["id"]}
        if info["priority"] == "AlwaysFront":
            replaced |= {id for id, each in self.all().items() if each["priority"] == "AlwaysFront"}
        return len(set(self.all()) - replaced) + 1


def set_display_message(station: Core, request: Payload) -> Payload:
    """SetDisplayMessage (O01, O02, O06)."""
    info = request["message"]
    status = station.decide(display_refused, info)
    if status is not None:
        return {"status": status}
    station.decide(display_kept, info)
    return {"status": "Accepted"}


def display_refused(station: Core, info: Payload) -> str | None:
    """Why a message can't be shown; None for one that can."""
    if not station.model.boolean(COMPONENT, "Enabled"):
        return "Rejected"
    if info["priority"] not in station.config.display_priorities:
        return "NotSupportedPriority"  # O01.FR.01
    if info.get("state", "Idle") not in station.config.display_states:
        return "NotSupportedState"  # O01.FR.02
    if info["message"]["format"] not in FORMATS:
        return "NotSupportedMessageFormat"  # O01.FR.03
    transaction = info.get("transactionId")
    if transaction is not None and station.part(Transactions).find(transaction) is None:
        return "UnknownTransaction"  # O02.FR.01
    too_many = station.part(Displays).count_with(info) > MAXIMUM  # O01.FR.11
    return "Rejected" if too_many or "display" in info else None


def display_kept(station: Core, info: Payload) -> None:
    """Keep a message that can be shown."""
    station.part(Displays).keep(info)


def display_is_over(station: Core, info: Payload) -> bool:
    """Whether a message's time has passed (O01.FR.07), or its transaction (O02.FR.02)."""
    end, transaction = epoch(info.get("endDateTime")), info.get("transactionId")
    if end is not None and station.clock.wall() >= end:
        return True
    return transaction is not None and station.part(Transactions).find(transaction) is None


def get_display_messages(station: Core, request: Payload) -> Payload:
    """GetDisplayMessages (O03, O04): answer, then tell."""
    messages = station.part(Displays).all().values()
    chosen = [info for info in messages if station.decide(display_chosen, request, info)]
    if not chosen:
        return {"status": "Unknown"}  # O03.FR.06, O04.FR.02, O04.FR.07
    station.connection.after(lambda: _tell(station, request["requestId"], chosen))
    return {"status": "Accepted"}  # O03.FR.01, O04.FR.01


def display_chosen(_: Core, request: Payload, info: Payload) -> bool:
    """Whether a request means this message: every criterion that it names."""
    return (
        info["id"] in request.get("id", (info["id"],))
        and request.get("priority", info["priority"]) == info["priority"]
        and request.get("state", info.get("state")) == info.get("state")
    )


def _tell(station: Core, request_id: int, chosen: list[Payload]) -> None:
    starts = range(0, len(chosen), PER_MESSAGE)  # O03.FR.03, O04.FR.04
    for number, start in enumerate(starts):
        part: dict[str, Any] = {"requestId": request_id, "messageInfo": chosen[start : start + PER_MESSAGE]}
        part["tbc"] = number + 1 < len(starts)  # O03.FR.04, O04.FR.05
        station.outbox.post(Item("NotifyDisplayMessages", part, requested=True))


def clear_display_message(station: Core, request: Payload) -> Payload:
    """ClearDisplayMessage (O05)."""
    return {"status": station.decide(display_cleared, request["id"])}


def display_cleared(station: Core, id: int) -> str:
    """Remove a message; the status of the answer (O05.FR.01, O05.FR.02)."""
    return "Unknown" if station.part(Displays).all().pop(id, None) is None else "Accepted"


def variables(station: Core) -> list[Variable]:
    make = partial(Variable, component=COMPONENT)
    names = partial(make, data_type="MemberList")

    def count() -> str:
        return str(len(station.part(Displays).all()))

    return [
        make(name="Available", value="true", data_type="boolean"),
        make(name="Enabled", value="true", data_type="boolean", mutability=RW),
        make(name="DisplayMessages", value=count, data_type="integer", minimum=0, maximum=MAXIMUM),
        names(name="SupportedFormats", value=",".join(FORMATS), values=("ASCII", "HTML", "URI", "UTF8")),
        names(
            name="SupportedPriorities",
            value=",".join(station.config.display_priorities),
            values=("AlwaysFront", "InFront", "NormalCycle"),
        ),
    ]


BLOCK = Block(
    state=Displays,
    keeps=("_messages",),  # O01.FR.10
    handlers={
        "SetDisplayMessage": set_display_message,
        "GetDisplayMessages": get_display_messages,
        "ClearDisplayMessage": clear_display_message,
    },
    variables=variables,
    seams=(display_refused, display_kept, display_is_over, display_chosen, display_cleared),
)
