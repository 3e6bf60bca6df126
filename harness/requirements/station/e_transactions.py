"""Block E, transactions as a whole: their ids, their numbers, their order, their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from ocpp_conformance.harness.conversation import Conversation, Exchange, Transaction
from ocpp_conformance.harness.conversation.transactions import is_connected, is_offline, state_of
from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    HELD_ONLY,
    NOT_EXERCISED,
    Answers,
    Context,
    Ruling,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.times import epoch

CSMS, STATION = Role.CSMS, Role.STATION
EVENT_TYPES = "Part 2, 3.80"
"""TransactionEventEnumType: Started is the first event of a transaction, Ended the last."""


def touched(context: Context) -> Iterator[Transaction]:
    """The transactions of which an event came in the present case."""
    ids = {call.request["transactionInfo"]["transactionId"]: None for call in context.calls("TransactionEvent")}
    return (context.conversation.transactions[id] for id in ids)


def new_events(context: Context) -> Iterator[tuple[Transaction, Exchange]]:
    """The events of the present case, by transaction and seqNo, without resent ones."""
    mine = {id(each) for each in context.window}
    for transaction in touched(context):
        for event in transaction.by_number:
            if id(event) in mine:
                yield transaction, event


def setting(context: Context, component: str, variable: str) -> str | None:
    """The value of a variable, None where it isn't known or was written in the present case."""
    for call in context.calls("SetVariables", sender=CSMS):
        if any(item["variable"]["name"].lower() == variable.lower() for item in call.request["setVariableData"]):
            return None
    return context.conversation.device.value(component, variable)


def points(context: Context, variable: str) -> frozenset[str] | None:
    """The members of TxStartPoint or TxStopPoint, None where they aren't known."""
    value = setting(context, "TxCtrlr", variable)
    return None if value is None else frozenset(value.replace(" ", "").split(","))


def speaks_15118(transaction: Transaction, conversation: Conversation) -> bool:
    """Whether the EV of a transaction has told what it needs, by ISO 15118: since the one before ended at the EVSE, as
    it may tell that before the transaction starts."""
    place, started = transaction.place, transaction.started
    needs = [each for each in conversation.exchanges.of("NotifyEVChargingNeeds") if place and _is_at(each, place[0])]
    if not needs or place is None or started is None:
        return bool(needs)
    others = (each for each in conversation.transactions.values() if each.place and each.place[0] == place[0])
    ends = (each.ended.at for each in others if each.ended is not None and each.ended.at <= started.at)
    return needs[-1].at >= max(ends, default=0.0)


def _is_at(needs: Exchange, evse: int) -> bool:
    return bool(needs.request.get("evseId") == evse)


def was_cut(conversation: Conversation, since: float, until: float) -> bool:
    """Whether the station was without a connection or started anew between two moments."""
    boots = (e.at for e in conversation.exchanges.of("BootNotification") if e.sender is STATION)
    new_start = any(since < at < until for at in (*conversation.power_ons, *boots))
    return new_start or conversation.was_offline(since, until)


# -- numbers -----------------------------------------------------------------------------------------------------------


def _ended_offline(transaction: Transaction) -> bool:
    return any(is_offline(event) for event in (*transaction.told("StopAuthorized"), *_ends(transaction)))


def _ends(transaction: Transaction) -> list[Exchange]:
    return [] if transaction.ended is None else [transaction.ended]


def _was_refused(transaction: Transaction) -> bool:
    infos = (event.result.get("idTokenInfo") for event in transaction.events if event.succeeded)
    return any(info is not None and info["status"] != "Accepted" for info in infos)


def _left_authorized(transaction: Transaction) -> bool:
    return transaction.token is not None and not transaction.told("StopAuthorized")


_NUMBERED: Mapping[str, Callable[[Transaction], bool]] = {
    "E02.FR.07": lambda t: t.is_cable_first,
    "E03.FR.06": lambda t: t.is_card_first,
    "E04.FR.04": lambda t: t.started is not None and is_offline(t.started),
    "E05.FR.04": _was_refused,
    "E06.FR.14": lambda t: t.ended is not None,
    "E07.FR.11": lambda t: bool(t.told("StopAuthorized")),
    "E08.FR.08": lambda t: t.ended is not None and bool(t.told("StopAuthorized")) and _ended_offline(t),
    "E09.FR.04": lambda t: any(e is t.ended for e in t.told("EVCommunicationLost")) and _left_authorized(t),
    "E10.FR.03": lambda t: any(e is not t.ended for e in t.told("EVCommunicationLost")) and _left_authorized(t),
}
"""The same words under other use cases, and what shows that a transaction is one of them."""


@rule("E01.FR.07", *_NUMBERED, judges=STATION, about="TransactionEvent")
def events_are_numbered_in_steps_of_one(context: Context) -> Rulings:
    """TransactionEvents of one transaction are numbered in steps of one, in whatever order they are sent (Part 6, 2.1);
    an unanswered one is sent again as it was, but for the mark of an outage (E11.FR.07). A counter may begin anywhere.

    Not judged: a gap at an outage, a start of the station, an event that was marked as offline, one that got a
    CALLERROR or no answer, or one that could not be read (E04.FR.07, E11.FR.04, E12.FR.04, E13.FR.04 and J02.FR.12 let
    events be dropped); numbers that begin anew with a new Started, which E01.FR.08 is about. Two events prove it.
    """
    for transaction in touched(context):
        yield from _twice(transaction)
        numbers = transaction.numbers
        gaps = [(one, next_one) for one, next_one in pairwise(numbers) if next_one != one + 1]
        for before, after in gaps:
            if not _may_be_lost(transaction, before, after, context.conversation):
                text = f"seqNo {before + 1} is missing before {after} in transaction {transaction.id}"
                yield missed(text, cause="gap").at(_numbered(transaction, after)[0])
        if not gaps:
            twins = [id for id, fits in _NUMBERED.items() if fits(transaction)]
            yield HELD.of("E01.FR.07", *twins) if len(numbers) > 1 else NOT_EXERCISED


def _numbered(transaction: Transaction, number: int) -> list[Exchange]:
    return [e for e in (*transaction.events, *transaction.unreadable) if e.request.get("seqNo") == number]


def _may_be_lost(transaction: Transaction, before: int, after: int, conversation: Conversation) -> bool:
    beside = [*_numbered(transaction, before), *_numbered(transaction, after)]
    since, until = min(event.at for event in beside), max(event.at for event in beside)
    if any(event.request.get("offline") for event in beside) or was_cut(conversation, since, until):
        return True
    if conversation.has_gaps:
        return True
    told = [e for e in transaction.events if since <= e.at <= until]
    if any(not isinstance(e.request.get("seqNo"), int) for e in transaction.unreadable):
        return True
    return any(_failed(event) for event in told) or beside[0].connection.has_malformed(STATION, since, until)


def _failed(event: Exchange) -> bool:
    return event.error is not None or event.answer is None


def _twice(transaction: Transaction) -> Iterator[Ruling]:
    first: dict[int, Mapping[str, object]] = {}
    if _begins_anew(transaction) is not None:
        return
    for event in transaction.events:
        number = event.request["seqNo"]
        if first.setdefault(number, _as_made(event)) != _as_made(event):
            text = f"seqNo {number} has two different events in transaction {transaction.id}"
            yield missed(text, cause="twice").at(event)


def _as_made(event: Exchange) -> Mapping[str, object]:
    """The event as it was before an outage marked it."""
    return {name: value for name, value in event.request.items() if name != "offline"}


# -- ids ---------------------------------------------------------------------------------------------------------------


@rule(
    "E01.FR.08",
    judges=STATION,
    sends="TransactionEvent",
    twins={"E02.FR.08": lambda event, _: "idToken" not in event.request and is_connected(event)},
)
def transaction_ids_are_new(event: Exchange, context: Context) -> Answers:
    """A transaction that starts has an id that no transaction of this station had before.

    Not judged: a Started that is sent again as it was; a second one in a transaction that goes on, which the order of
    events is about. A start of the station between two transactions proves it.
    """
    if event.request["eventType"] != "Started":
        return NOT_EXERCISED
    conversation = context.conversation
    transaction = conversation.transactions[event.request["transactionInfo"]["transactionId"]]
    if _begins_anew(transaction) is event:
        return missed(f"transaction {transaction.id} was there before", cause="again")
    others = [t.started.at for t in conversation.transactions.values() if t is not transaction and t.started]
    if not others or transaction.events[0] is not event:
        return NOT_EXERCISED
    return HELD if _booted(conversation, others[0], event.at) else HELD_ONLY


def _begins_anew(transaction: Transaction) -> Exchange | None:
    """The Started that comes after an Ended of the same id, and is no resent one."""
    started: list[Mapping[str, object]] = []
    ended = False
    for event in transaction.events:
        if event.request["eventType"] == "Started":
            if started and ended and _as_made(event) not in started:
                return event
            started.append(_as_made(event))
        ended = ended or (bool(started) and event.request["eventType"] == "Ended")
    return None


def _booted(conversation: Conversation, since: float, until: float) -> bool:
    boots = (e.at for e in conversation.exchanges.of("BootNotification") if e.sender is STATION)
    return any(since < at < until for at in boots)


# -- order -------------------------------------------------------------------------------------------------------------


@rule(
    EVENT_TYPES,
    "E01.FR.02",
    "E01.FR.03",
    "E01.FR.05",
    "E01.FR.06",
    "E02.FR.06",
    judges=STATION,
    about="TransactionEvent",
)
def a_transaction_goes_from_started_to_ended(context: Context) -> Rulings:
    """By seqNo, Started is the first event of a transaction, and the only one; nothing comes above Ended.

    Where TxStartPoint is known, a Started whose trigger is a start point proves the requirement of that point.
    Not judged: transactions of which events are missing or could not be read, or whose start is not in the
    conversation; an id that is used again.
    """
    for transaction in touched(context):
        events, start = transaction.by_number, transaction.started
        if not transaction.is_whole or _begins_anew(transaction) is not None:
            continue
        ids = _start_points(events[0], points(context, "TxStartPoint") or frozenset())
        if events[0].request["eventType"] != "Started" and (start is not None or events[0].request["seqNo"] == 0):
            text = f"transaction {transaction.id} begins with {events[0].request['eventType']}"
            yield _by_table(missed(text, cause="first").of(*(ids or [EVENT_TYPES])).at(events[0]))
            continue
        for event in events[1:]:
            if event.request["eventType"] == "Started":
                text = f"a second Started in transaction {transaction.id}"
                yield _by_table(missed(text, cause="second").of(EVENT_TYPES).at(event))
        if transaction.ended is not None and transaction.after(transaction.ended):
            late = transaction.after(transaction.ended)[0]
            text = f"seqNo {late.request['seqNo']} comes after Ended in transaction {transaction.id}"
            yield _by_table(missed(text, cause="late").of(EVENT_TYPES).at(late))
        elif start is not None:
            yield HELD.of(EVENT_TYPES, *ids) if len(events) > 1 or ids else NOT_EXERCISED


def _by_table(ruling: Ruling) -> Ruling:
    return replace(ruling, grade=MUST)


def _start_points(first: Exchange, chosen: frozenset[str]) -> list[str]:
    """The requirements whose start point the first event of a transaction shows."""
    trigger, is_held = first.request["triggerReason"], "idToken" in first.request
    ids = ["E01.FR.02", "E02.FR.06"] if "EVConnected" in chosen and trigger == "CablePluggedIn" else []
    if "Authorized" in chosen and trigger in ("Authorized", "RemoteStart") and is_held:
        ids.append("E01.FR.03")
    if chosen & {"EVConnected", "Authorized", "ParkingBayOccupancy"}:
        return ids
    if "PowerPathClosed" in chosen and is_held and is_connected(first):
        ids.append("E01.FR.05")
    if "EnergyTransfer" in chosen and state_of(first) == "Charging":
        ids.append("E01.FR.06")
    return ids


# -- place -------------------------------------------------------------------------------------------------------------


@rule("E01.FR.14", judges=STATION, about="TransactionEvent")
def an_evse_has_one_transaction(context: Context) -> Rulings:
    """While a transaction runs on a connector, none starts on another connector of its EVSE, by the times of the
    events. Where a connector is not told: an advisory.

    Not judged: a transaction whose end may have been lost, by an outage or a start of the station. It is proven where
    another connector of the EVSE was occupied meanwhile.
    """
    for transaction in touched(context):
        start, place = transaction.started, transaction.place
        if start is None or place is None:
            continue
        for other in context.conversation.transactions.values():
            if other is not transaction and _runs_at(other, start, place, context.conversation):
                unsure = place[1] is None or (other.place or place)[1] is None
                text = f"a transaction starts at EVSE {place[0]} while {other.id} runs there"
                yield missed(text, cause=f"EVSE {place[0]}").at(start).mildly(unsure)
        if place[1] is not None and _sibling_in_use(transaction, place[0], place[1], context):
            yield HELD


def _runs_at(other: Transaction, start: Exchange, place: tuple[int, int | None], conversation: Conversation) -> bool:
    if other.started is None or other.place is None or other.place[0] != place[0]:
        return False
    if other.place[1] == place[1] and place[1] is not None:
        return False
    if other.ended is None and (not other.is_whole or was_cut(conversation, other.started.at, start.at)):
        return False
    end = float("inf") if other.ended is None else epoch(other.ended.request["timestamp"]) or 0.0
    return (epoch(other.started.request["timestamp"]) or 0.0) < (epoch(start.request["timestamp"]) or 0.0) < end


def _sibling_in_use(transaction: Transaction, evse: int, connector: int, context: Context) -> bool:
    assert transaction.started is not None
    until = float("inf") if transaction.ended is None else transaction.ended.at
    return any(
        call.request["connectorStatus"] == "Occupied"
        and call.request["evseId"] == evse
        and call.request["connectorId"] != connector
        and transaction.started.at < call.at < until
        for call in context.calls("StatusNotification")
    )
