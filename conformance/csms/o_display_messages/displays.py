"""What the cases of display messages share: the CSMS sets one, asks for some, and our station tells what it shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ocpp_conformance.conformance.case import NOTHING, PRESENT, CaseDriver, StationProbe, at_least, step
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.waiting import demand
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes import Matcher
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

TEXT = "Welcome"
_ASKED = step(1)
_ON_WIRE = {
    "id": "id",
    "priority": "priority",
    "state": "state",
    "start": "startDateTime",
    "end": "endDateTime",
    "transaction_id": "transactionId",
}


async def message_set(
    station: StationProbe,
    csms_driver: CaseDriver,
    source: Source | None,
    *,
    answer: str = "Accepted",
    format: str = "UTF8",
    priority: str = "NormalCycle",
    **more: Any,
) -> ReceivedCall:
    """The CSMS sets a message that is just as it is wanted; the station gives this answer. Without a source it is a
    precondition.

    What isn't wanted of state, moments and transaction is to be absent, the id is the CSMS's own unless one is wanted.
    """
    wish = {"text": TEXT, "format": format, "priority": priority, **more}
    request = await asked(station, csms_driver, source, "set_display_message", {"status": answer}, **wish)
    fields: dict[str, object] = {wire: _as_wanted(wish.get(name), name) for name, wire in _ON_WIRE.items()}
    wanted = {**fields, "message": {"format": format, "content": PRESENT}}
    if source is None:
        request.expects(message=wanted)
    else:
        request.meets(source, message=wanted)
        if "transaction_id" not in wish:
            request.meets("O01.FR.04", message={"transactionId": NOTHING})
    return request


async def messages_asked_for(
    station: StationProbe, csms_driver: CaseDriver, *, answer: str = "Accepted", **wish: Any
) -> ReceivedCall:
    """The CSMS asks for messages by exactly these criteria (step 1); the station gives this answer."""
    request = await asked(station, csms_driver, _ASKED, "display_messages", {"status": answer}, **wish)
    fields = {"id": wish.get("ids"), "priority": wish.get("priority"), "state": wish.get("state")}
    named = {name: NOTHING if value is None else value for name, value in fields.items()}
    request.meets(_ASKED, requestId=at_least(0), **named)
    return request


async def messages_told(
    station: StationProbe, request: ReceivedCall, source: Source | None, *messages: Payload
) -> None:
    """The station tells these messages, one after the other, as it was asked; the source demands each answer."""
    for message in messages:
        more = {} if message is messages[-1] else {"tbc": True}
        payload = {"requestId": request["requestId"], "messageInfo": [message], **more}
        reply = await station.call("NotifyDisplayMessages", payload)
        demand(reply, source)


def _as_wanted(value: Any, name: str) -> object:
    if name == "id":
        return PRESENT if value is None else value
    if value is None:
        return NOTHING
    return _moment(value) if name in ("start", "end") else value


def _moment(wanted: str) -> Matcher:
    """This moment, however it is written."""
    moment = datetime.fromisoformat(wanted)

    def holds(text: Any) -> bool:
        return isinstance(text, str) and datetime.fromisoformat(text) == moment

    return Matcher(f"the moment {wanted}", holds)
