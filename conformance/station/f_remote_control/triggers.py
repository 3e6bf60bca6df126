"""What the cases of F06 share: our CSMS asks for a message."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.conformance.case import PRESENT, CsmsProbe, step
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.evidence.matchers import Matcher
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload


async def triggered(csms: CsmsProbe, source: Source, message: str, evse: Payload | None = None) -> int:
    """TriggerMessage is Accepted, which the source demands; returns the bookmark from which the message is to come.

    A station that does not have the message is not what the cases are for (F06.FR.08).
    """
    since = csms.mark
    about = {} if evse is None else {"evse": evse}
    reply = await csms.call("TriggerMessage", {"requestedMessage": message, **about})
    if reply["status"] == "NotImplemented":
        raise csms.checklist.give_up(f"the station can't be triggered to send {message}", frame=reply.frame)
    reply.meets(source, status="Accepted")
    if reply["status"] != "Accepted":
        raise csms.checklist.give_up(f"{message} is not triggered")
    return since


def _context(values: Any) -> Any:
    """The context of the first value; it stands for Sample.Periodic where it is left out."""
    try:
        return values[0]["sampledValue"][0].get("context", "Sample.Periodic")
    except (AttributeError, LookupError, TypeError):
        return None


TRIGGERED = Matcher("values of which the first has the context Trigger", lambda values: _context(values) == "Trigger")
NOT_ALIGNED = Matcher("no clock-aligned values", lambda values: _context(values) != "Sample.Clock")


async def meter_values_sent(csms: CsmsProbe, source: Source, *, since: int, **fields: object) -> ReceivedCall:
    """The first MeterValues from a bookmark on with these fields; clock-aligned ones may come at any time."""
    where = {"meterValue": NOT_ALIGNED, **fields}
    return await csms.must_send(source, "MeterValues", since=since, where=where)


async def transaction_told(visit: Visit, *, since: int) -> ReceivedCall:
    """The TransactionEvent that was asked for tells that energy flows in the transaction of the visit (step 3 of F06's
    cases)."""
    mine = {"triggerReason": "Trigger", "transactionInfo": {"transactionId": visit.transaction_id}}
    event = await visit.csms.must_send("F06.FR.07", "TransactionEvent", since=since, where=mine)
    event.meets("F06.FR.07", transactionInfo={"chargingState": "Charging"}, meterValue=PRESENT)
    event.meets(step(3), meterValue=TRIGGERED)
    return event
