"""Block F, remote start and stop: what a charging station must do."""

from __future__ import annotations

from collections.abc import Iterator

from ocpp_conformance.harness.conversation import Conversation, Exchange, Transaction
from ocpp_conformance.harness.conversation.transactions import same_token
from ocpp_conformance.harness.requirements.rule import HELD, HELD_ONLY, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.requirements.station.e_status import booted_since
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION


@rule("F01.FR.25", "F02.FR.01", "F02.FR.21", judges=STATION, sends="TransactionEvent")
def a_remote_start_is_named(event: Exchange, context: Context) -> Answers:
    """An event that says RemoteStart has the remoteStartId of the accepted RequestStartTransaction that is not told
    yet, unless an earlier event of its transaction had it; a remoteStartId is one that the CSMS gave.

    Not judged: several accepted starts that are not told yet, where the id says which it is.
    """
    info, conversation = event.request["transactionInfo"], context.conversation
    transaction = conversation.transactions[info["transactionId"]]
    told, given = info.get("remoteStartId"), {e.request["remoteStartId"] for e in _starts(conversation, event)}
    ids = ("F02.FR.01", "F02.FR.21") if event.request["eventType"] == "Started" else ("F01.FR.25",)
    earlier = {each["remoteStartId"] for each in _infos(conversation, event) if "remoteStartId" in each}
    if told is not None and given and told not in given:
        return missed(f"remoteStartId {told}, which no RequestStartTransaction has", cause="unknown").of(*ids)
    if event.request["triggerReason"] != "RemoteStart" or (told is None and list(transaction.values("remoteStartId"))):
        return NOT_EXERCISED
    waiting = given - earlier
    if len(waiting) != 1:
        return NOT_EXERCISED
    return HELD.of(*ids) if told in waiting else missed("RemoteStart without its remoteStartId", cause="none").of(*ids)


@rule("F02.FR.12", judges=STATION, sends="TransactionEvent")
def a_remote_start_uses_its_token(event: Exchange, context: Context) -> Answers:
    """An event with a remoteStartId and an idToken has the idToken that the accepted RequestStartTransaction with that
    id had."""
    number, token = event.request["transactionInfo"].get("remoteStartId"), event.request.get("idToken")
    starts = [e for e in _starts(context.conversation, event) if e.request["remoteStartId"] == number]
    if number is None or token is None or not starts:
        return NOT_EXERCISED
    if any(same_token(token, start.request["idToken"]) for start in starts):
        return HELD
    return missed(f"idToken {token['idToken']}, which is not that of remote start {number}", cause="token")


def _starts(conversation: Conversation, event: Exchange) -> Iterator[Exchange]:
    """The remote starts that were accepted before an event."""
    asked = (e for e in conversation.exchanges.of("RequestStartTransaction") if e.at < event.at)
    return (e for e in asked if e.succeeded and e.result["status"] == "Accepted")


def _infos(conversation: Conversation, event: Exchange) -> Iterator[dict[str, object]]:
    """What earlier events tell of their transactions."""
    events = (each for transaction in conversation.transactions.values() for each in transaction.events)
    return (dict(each.request["transactionInfo"]) for each in events if each is not event and each.at < event.at)


@rule("F01.FR.13", judges=STATION, answers="RequestStartTransaction")
def a_waiting_transaction_is_named(exchange: Exchange, context: Context) -> Answers:
    """A remote start that is accepted for an EVSE where a transaction waits for an authorization is answered with the
    id of that transaction.

    Not judged: requests that leave the EVSE to the station; a transaction not heard of since the station booted.
    """
    evse, result = exchange.request.get("evseId"), exchange.result
    running = [t for t in _running(context.conversation, exchange) if not booted_since(t, context)]
    waiting = [t for t in running if t.place is not None and t.place[0] == evse]
    if evse is None or result["status"] != "Accepted" or len(waiting) != 1 or waiting[0].token is not None:
        return NOT_EXERCISED
    told = result.get("transactionId")
    text = f"transactionId {told or 'absent'}, and {waiting[0].id} waits at EVSE {evse}"
    return HELD if told == waiting[0].id else missed(text, cause="id")


@rule("F03.FR.07", "F03.FR.08", judges=STATION, answers="RequestStopTransaction")
def a_remote_stop_finds_its_transaction(exchange: Exchange, context: Context) -> Answers:
    """A remote stop of a transaction that runs is accepted, one of a transaction that has ended is rejected.

    Not judged: a station that is not accepted; an answer that crossed an event of the transaction; one that runs and
    was not heard of since the station booted. An id that was never told is held only: it may be one of a transaction
    from before.
    """
    id, status = exchange.request["transactionId"], exchange.result["status"]
    transaction = context.conversation.transactions.get(id)
    if context.conversation.registration != "Accepted":
        return NOT_EXERCISED
    if transaction is None:
        return HELD_ONLY.of("F03.FR.08") if status == "Rejected" else NOT_EXERCISED
    if any(each.at > exchange.at or each.answer is None for each in transaction.events):
        return NOT_EXERCISED
    if transaction.ended is not None:
        return (HELD if status == "Rejected" else missed(f"{status} for an ended one", cause="ended")).of("F03.FR.08")
    if transaction.started is None or booted_since(transaction, context):
        return NOT_EXERCISED
    return HELD if status == "Accepted" else missed(f"{status} for a transaction that runs", cause="running")


def _running(conversation: Conversation, exchange: Exchange) -> Iterator[Transaction]:
    started = (t for t in conversation.transactions.values() if t.started is not None and t.started.at < exchange.at)
    return (t for t in started if t.ended is None)
