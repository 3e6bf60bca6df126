"""What is checked when the TransactionEvents of a session are together (the general rules of Part 6, 2.1)."""

from ocpp_conformance.conformance.station.session import Session, same_token
from ocpp_conformance.conformance.station.states import READINGS
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall


def numbered(session: Session, source: Source) -> None:
    """The TransactionEvents are numbered in steps of one, and the first of a transaction is its Started.

    They may come in any order (Part 6, 2.1), and seqNo may start anywhere.
    """
    transactions: dict[str, list[ReceivedCall]] = {}
    for event in session.events():
        transactions.setdefault(event["transactionInfo"]["transactionId"], []).append(event)
    misses = [] if transactions else [Miss("", "a TransactionEvent", "none")]
    for events in transactions.values():
        numbers = [event["seqNo"] for event in events]
        wanted = list(range(numbers[0], numbers[0] + len(numbers)))
        misses += mismatches({"seqNo": wanted}, {"seqNo": numbers})
        misses += mismatches({"eventType": "Started"}, events[0].payload)
    session.csms.docket.judge(source, tuple(misses))


def names_place(session: Session, source: Source) -> None:
    """The first TransactionEvent after the cable went in names EVSE and connector; readings from before the station
    reported the connector don't count."""
    assert session.occupied is not None, "the cable comes first"
    told = [
        event
        for event in session.events(session.plugged)
        if event.frame > session.occupied or event["triggerReason"] not in READINGS
    ]
    evse, connector = session.place
    _first_has(session, source, told, evse={"id": evse, "connectorId": connector})


def names_card(session: Session, source: Source) -> None:
    """The first TransactionEvent after the station asked about the card holds its id token."""
    _first_has(session, source, session.events(session.asked), idToken=same_token(session.card))


def _first_has(session: Session, source: Source, events: list[ReceivedCall], **fields: object) -> None:
    if events:
        events[0].meets(source, **fields)
    else:
        session.csms.docket.judge(source, (Miss("", "a TransactionEvent", "none"),))
