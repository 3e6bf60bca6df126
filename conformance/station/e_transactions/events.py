"""What is checked when the TransactionEvents of a visit are together (the general rules of Part 6, 2.1)."""

from ocpp_conformance.conformance.station.visit import READINGS, Visit, same_token
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall


async def starts(visit: Visit, source: Source, since: int | None, **fields: object) -> None:
    """What comes from a bookmark on starts the visit's transaction: its TransactionEvent is the Started, with these
    fields."""
    long = visit.csms.patience.boot  # what has to be closed or signed before takes its time
    wanted = {"eventType": "Started"}
    event = await visit.csms.must_send(source, "TransactionEvent", since=since or 0, within=long, where=wanted)
    event.meets(source, **wanted, **fields)


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
