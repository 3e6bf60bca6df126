"""What is checked when the TransactionEvents of a visit are together (the general rules of Part 6, 2.1)."""

from ocpp_conformance.conformance.case import absent_or, one_of, variable
from ocpp_conformance.conformance.station.variables import members
from ocpp_conformance.conformance.station.visit import READINGS, Visit, same_token
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall


async def starts(visit: Visit, source: Source, since: int | None, **fields: object) -> ReceivedCall:
    """What comes from a bookmark on starts the visit's transaction: its TransactionEvent is the Started, with these
    fields."""
    long = visit.csms.patience.boot  # what has to be closed or signed before takes its time
    wanted = {"eventType": "Started"}
    event = await visit.csms.must_send(source, "TransactionEvent", since=since or 0, within=long, where=wanted)
    event.meets(source, **wanted, **fields)
    return event


async def ended(visit: Visit, source: Source, since: int, **fields: object) -> ReceivedCall:
    """What comes from a bookmark on ends the visit's transaction: its Ended has these fields."""
    long = visit.csms.patience.boot  # the contactor opens first
    wanted = {"eventType": "Ended"}
    event = await visit.csms.must_send(source, "TransactionEvent", since=since, within=long, where=wanted)
    event.meets(source, **wanted, **fields)
    return event


async def ended_by_unplugging(visit: Visit, source: Source, since: int, reason: object) -> None:
    """The cable was pulled, which ends the visit's transaction: what tells of it is the Ended, with this reason."""
    wanted = {"triggerReason": "EVCommunicationLost"}
    event = await visit.csms.must_send(source, "TransactionEvent", since=since, where=wanted)
    event.meets(source, **wanted, eventType="Ended", transactionInfo={"chargingState": "Idle", "stoppedReason": reason})


async def ended_by_ev(visit: Visit, source: Source, since: int) -> None:
    """The EV takes no more energy, which ends the transaction of a station whose TxStopPoint is EnergyTransfer.

    Part 6 also takes an Updated with SuspendedEV, where E06.FR.07 demands the end: an advisory.
    """
    csms, wanted = visit.csms, {"triggerReason": "ChargingStateChanged"}
    event = await csms.must_send(source, "TransactionEvent", since=since, within=csms.patience.boot, where=wanted)
    states = one_of("EVConnected", "SuspendedEV")
    event.meets(source, transactionInfo={"chargingState": states})
    if event["eventType"] == "Updated" and event["transactionInfo"]["chargingState"] == "SuspendedEV":
        await csms.settled()
        misses = () if visit.has_ended else (Miss("", "the end of the transaction", "Updated with SuspendedEV"),)
        csms.checklist.book("E06.FR.07", misses, frame=event.frame, mild=True)
        return
    event.meets("E06.FR.07", eventType="Ended")
    event.meets(source, transactionInfo={"stoppedReason": "StoppedByEV"})


async def ended_by_driver(visit: Visit, source: Source) -> None:
    """The transaction has come to its end, with stoppedReason Local or none (the general rules of Part 6, 2.1).

    Not so where TxStopPoint waits for the EV to leave the parking bay.
    """
    stops = await members(visit.csms, variable("TxCtrlr", "TxStopPoint"))
    if stops and stops <= {"ParkingBayOccupancy"}:
        return
    ended = {"eventType": "Ended"}
    event = await visit.csms.must_send(source, "TransactionEvent", since=visit.since, where=ended)
    event.meets(source, transactionInfo={"stoppedReason": absent_or("Local")})


def numbered(visit: Visit, source: Source) -> None:
    """The TransactionEvents are numbered in steps of one, and the first of a transaction is its Started.

    They may come in any order (Part 6, 2.1), and seqNo may start anywhere.
    """
    transactions: dict[str, list[ReceivedCall]] = {}
    for event in visit.events():
        transactions.setdefault(event["transactionInfo"]["transactionId"], []).append(event)
    misses = [] if transactions else [Miss("", "a TransactionEvent", "none")]
    for events in transactions.values():
        numbers = [event["seqNo"] for event in events]
        wanted = list(range(numbers[0], numbers[0] + len(numbers)))
        misses += mismatches({"seqNo": wanted}, {"seqNo": numbers})
        misses += mismatches({"eventType": "Started"}, events[0].payload)
    visit.csms.checklist.book(source, tuple(misses))


def names_place(visit: Visit, source: Source) -> None:
    """The first TransactionEvent after the cable went in names EVSE and connector; readings from before the station
    reported the connector don't count."""
    assert visit.occupied is not None, "the cable comes first"
    told = [
        event
        for event in visit.events(visit.plugged)
        if event.frame > visit.occupied or event["triggerReason"] not in READINGS
    ]
    evse, connector = visit.place
    _first_has(visit, source, told, evse={"id": evse, "connectorId": connector})


def names_card(visit: Visit, source: Source) -> None:
    """The first TransactionEvent after the station asked about the card holds its id token."""
    _first_has(visit, source, visit.events(visit.asked), idToken=same_token(visit.card))


def _first_has(visit: Visit, source: Source, events: list[ReceivedCall], **fields: object) -> None:
    if events:
        events[0].meets(source, **fields)
    else:
        visit.csms.checklist.book(source, (Miss("", "a TransactionEvent", "none"),))
