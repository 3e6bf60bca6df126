"""Block E, what a TransactionEvent tells: the token, the place, the charging state, why it is sent, the outage."""

from __future__ import annotations

from collections.abc import Iterator

from ocpp_conformance.harness.conversation import Connection, Exchange, Transaction
from ocpp_conformance.harness.conversation.transactions import (
    CONNECTED,
    is_connected,
    is_offline,
    same_token,
    state_of,
)
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    NOT_EXERCISED,
    Answers,
    Context,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.requirements.station.e_transactions import new_events
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.times import epoch

CSMS, STATION = Role.CSMS, Role.STATION
MARGIN = 4.0
"""Seconds by which two clocks that are right may differ."""


@rule("E01.FR.10", "E02.FR.01", "E02.FR.20", "E02.FR.17", "E03.FR.01", judges=STATION, about="TransactionEvent")
def the_token_comes_with_authorized(context: Context) -> Rulings:
    """The event that says Authorized has the idToken, unless an earlier one had it; and where a transaction ran before
    somebody was authorized, the event that first has the idToken says Authorized.

    Not judged: what a remote start, a stop, a trigger or an outage made of it; an event with others missing before it.
    """
    for transaction, event in new_events(context):
        trigger, earlier = event.request["triggerReason"], transaction.before(event)
        known = any("idToken" in each.request for each in earlier)
        if not transaction.is_whole or known or trigger in ("RemoteStart", "StopAuthorized", "Trigger"):
            continue
        ids = ["E03.FR.01"] if not earlier else ["E02.FR.01", "E02.FR.20", "E02.FR.17"]
        if trigger == "Authorized":
            if "idToken" in event.request:
                yield HELD.of("E01.FR.10", *ids)
            else:
                yield missed("Authorized without an idToken", cause="token").of("E01.FR.10", *ids[:2]).at(event)
        elif "idToken" in event.request and earlier and not is_offline(event):
            text = f"{trigger} where the idToken comes first; Authorized is due"
            yield missed(text, cause="trigger").of(*ids).at(event)


@rule("E01.FR.16", judges=STATION, about="TransactionEvent")
def the_place_comes_once(context: Context) -> Rulings:
    """An event behind one that named EVSE and connector does not name them again; an information: the note that says so
    is informative."""
    for transaction, event in new_events(context):
        named = [each for each in transaction.before(event) if "connectorId" in each.request.get("evse", {})]
        if named and "evse" in event.request:
            yield missed("EVSE and connector come again", cause="again").at(event).as_information()


@rule("E01.FR.16", judges=STATION, about="TransactionEvent")
def a_connected_ev_has_a_place(context: Context) -> Rulings:
    """The first event with an EV at the cable names EVSE and connector, unless an earlier one did.

    Not judged: transactions whose start is not in the conversation, or with events missing.
    """
    for transaction, event in new_events(context):
        earlier = transaction.before(event)
        if not (is_connected(event) and transaction.is_whole and transaction.started):
            continue
        if any(is_connected(each) for each in earlier):
            continue
        named = any("connectorId" in each.request.get("evse", {}) for each in (*earlier, event))
        text = f"{event.request['triggerReason']} with an EV connected, and no evse.connectorId so far"
        yield HELD if named else missed(text, cause="evse").at(event)


@rule("E01.FR.18", "E02.FR.13", judges=STATION, about="TransactionEvent")
def a_change_of_charging_state_is_told(context: Context) -> Rulings:
    """An event that says ChargingStateChanged has a chargingState; the one that was told last is an advisory.

    Not judged: a state that follows events that are missing. A state that is another one proves it.
    """
    for transaction, event in new_events(context):
        if event.request["triggerReason"] != "ChargingStateChanged":
            continue
        ids = ("E01.FR.18", "E02.FR.13") if transaction.is_cable_first else ("E01.FR.18",)
        state, last = state_of(event), transaction.state_before(event)
        if state is None:
            yield missed("ChargingStateChanged without a chargingState", cause="none").of(*ids).at(event)
        elif transaction.is_whole:
            text = f"ChargingStateChanged to {state}, which it was"
            same = missed(text, cause="same").of(*ids).at(event).mildly()
            yield HELD.of(*ids) if state != last else same


@rule("E02.FR.18", "E03.FR.13", judges=STATION, about="TransactionEvent")
def the_phases_come_with_the_energy(context: Context) -> Rulings:
    """A station that reports numberOfPhasesUsed has it in the event that tells of the first flow of energy, or before;
    later is an advisory: it may not have known.

    Not judged: transactions that never report it, or with events missing.
    """
    for transaction, event in new_events(context):
        having = [each for each in transaction.by_number if "numberOfPhasesUsed" in each.request]
        began = next((each for each in transaction.by_number if state_of(each) == "Charging"), None)
        if began is not event or not having or not transaction.is_whole:
            continue
        id = "E03.FR.13" if transaction.is_card_first else "E02.FR.18"
        text = "energy flows, and numberOfPhasesUsed comes later"
        on_time = having[0].request["seqNo"] <= event.request["seqNo"]
        yield (HELD if on_time else missed(text, cause="late").at(event).mildly()).of(id)


@rule("E02.FR.05", judges=STATION, about="TransactionEvent")
def a_plugged_connector_is_occupied(context: Context) -> Rulings:
    """A connector of which CablePluggedIn tells is reported Occupied, by StatusNotification or NotifyEvent.

    Not judged: events of an outage; a connector that is Reserved, Unavailable or Faulted; a transaction that goes on
    on a connection that ended before a report had its time.
    """
    for transaction, event in new_events(context):
        place = transaction.place
        if event.request["triggerReason"] != "CablePluggedIn" or is_offline(event) or place is None or place[1] is None:
            continue
        told = list(_reports(context, place[0], place[1], event))
        if "Occupied" in told:
            yield HELD
        elif set(told) <= {"Available"} and (_had_time(event, context) or transaction.ended is not None):
            text = f"CablePluggedIn, and connector {place[1]} of EVSE {place[0]} is not reported Occupied"
            yield missed(text, cause=f"{place}").at(event)


def _reports(context: Context, evse: int, connector: int, event: Exchange) -> Iterator[str]:
    """What was reported of a connector last before an event, and from then on."""
    before, since = None, []
    for call in context.calls("StatusNotification", "NotifyEvent"):
        for state in _states(call, evse, connector):
            if call.at < event.at:
                before = state
            else:
                since.append(state)
    return iter([*([] if before is None else [before]), *since])


def _states(call: Exchange, evse: int, connector: int) -> Iterator[str]:
    if call.action == "StatusNotification":
        if (call.request["evseId"], call.request["connectorId"]) == (evse, connector):
            yield call.request["connectorStatus"]
        return
    for item in call.request["eventData"]:
        place = item["component"].get("evse", {})
        is_there = (place.get("id"), place.get("connectorId")) == (evse, connector)
        if is_there and item["variable"]["name"].lower() == "availabilitystate":
            yield item["actualValue"]


def _had_time(event: Exchange, context: Context) -> bool:
    return context.waited(event.connection, event.at) >= context.patience


# -- why it is sent ----------------------------------------------------------------------------------------------------

ASKED_BY = {
    "RemoteStart": "RequestStartTransaction",
    "RemoteStop": "RequestStopTransaction",
    "UnlockCommand": "UnlockConnector",
    "ResetCommand": "Reset",
    "Trigger": "TriggerMessage",
}
"""triggerReason → what the CSMS sent."""


@rule(
    "E01.FR.15",
    "E02.FR.15",
    "E06.FR.15",
    "F01.FR.17",
    "F03.FR.09",
    "E03.FR.12",
    "E02.FR.17",
    judges=STATION,
    about="TransactionEvent",
)
def the_trigger_tells_what_happened(context: Context) -> Rulings:
    """A trigger that stands for a message of the CSMS comes after that message; EVConnectTimeout only where no EV is
    connected; an EV that suspends the charging is no StopAuthorized, unless the event has the idToken of who stopped;
    and an EV that is connected while the transaction runs is told with CablePluggedIn (else an advisory).

    Not judged: transactions whose start is not in the conversation, or with events missing. It is proven where the
    cause shows: the CSMS's message, the answer to Authorize, a report of the connector, another charging state.
    """
    for transaction, event in new_events(context):
        if transaction.started is None or not transaction.is_whole:
            continue
        ids = _of_use_case(transaction, event)
        trigger, last = event.request["triggerReason"], transaction.state_before(event)
        if trigger in ASKED_BY and not _was_asked(trigger, event, context):
            text = f"{trigger}, and no {ASKED_BY[trigger]} came before"
            yield missed(text, cause=trigger).of(*ids).at(event)
        elif trigger == "EVConnectTimeout" and last in CONNECTED:
            yield missed(f"EVConnectTimeout while the state is {last}", cause=trigger).of(*ids).at(event)
        elif trigger == "StopAuthorized" and _suspends(event, last) and "idToken" not in event.request:
            text = "the EV suspends the charging, told as StopAuthorized; ChargingStateChanged is due"
            yield missed(text, cause=trigger).of("E06.FR.15").at(event)
        elif _hides_the_plug(transaction, event):
            text = "an EV is connected, and no event says CablePluggedIn"
            id = "E03.FR.12" if transaction.is_card_first else "E02.FR.17"
            yield missed(text, cause="plug").of(id).at(event).mildly()
        elif _is_explained(transaction, event, context):
            plugged = trigger == "CablePluggedIn" and event is not transaction.started
            yield HELD.of(*ids, *(["E03.FR.12"] if plugged and transaction.is_card_first else []))


def _of_use_case(transaction: Transaction, event: Exchange) -> list[str]:
    ids = ["E01.FR.15"]
    if transaction.is_cable_first:
        ids.append("E02.FR.15")
    if event.request["eventType"] == "Ended":
        ids.append("E06.FR.15")
    if event.request["triggerReason"] == "RemoteStart" and event is not transaction.started:
        ids.append("F01.FR.17")
    if event.request["triggerReason"] == "RemoteStop":
        ids.append("F03.FR.09")
    return ids


def _was_asked(trigger: str, event: Exchange, context: Context) -> bool:
    id = event.request["transactionInfo"]["transactionId"]
    asked = (e for e in context.conversation.exchanges.of(ASKED_BY[trigger]) if e.sender is CSMS)
    return any(each.at < event.at and each.request.get("transactionId", id) == id for each in asked)


def _suspends(event: Exchange, last: str | None) -> bool:
    return event.request["eventType"] == "Updated" and last == "Charging" and state_of(event) == "SuspendedEV"


def _hides_the_plug(transaction: Transaction, event: Exchange) -> bool:
    is_new = state_of(event) in CONNECTED and transaction.state_before(event) in (None, "Idle")
    is_silent = event.request["triggerReason"] == "ChargingStateChanged" and not transaction.told("CablePluggedIn")
    return is_new and is_silent and event is not transaction.started


def _is_explained(transaction: Transaction, event: Exchange, context: Context) -> bool:
    """Whether the conversation shows, beside the event, that what the trigger says has happened."""
    trigger, last, place = event.request["triggerReason"], transaction.state_before(event), transaction.place
    match trigger:
        case "Authorized":
            return was_accepted(event.request.get("idToken"), event, context)
        case "CablePluggedIn":
            if place is None or place[1] is None:
                return False
            return "Occupied" in _reports(context, place[0], place[1], event)
        case "ChargingStateChanged":
            return state_of(event) is not None and last is not None and state_of(event) != last
        case "EVCommunicationLost":
            return state_of(event) == "Idle" and last in CONNECTED
        case _:
            return trigger in ASKED_BY


def was_accepted(token: object, event: Exchange, context: Context) -> bool:
    """Whether an Authorize for this token was answered Accepted before an event; the last answer counts."""
    asked = [e for e in context.calls("Authorize") if e.at < event.at and e.succeeded]
    told = [e.result["idTokenInfo"]["status"] for e in asked if same_token(e.request["idToken"], token)]
    return bool(told) and told[-1] == "Accepted"


# -- outages -----------------------------------------------------------------------------------------------------------


@rule("E11.FR.02", "E04.FR.03", "E08.FR.07", "E12.FR.02", judges=STATION, sends="TransactionEvent")
def what_happened_offline_says_so(event: Exchange, context: Context) -> Answers:
    """An event from the middle of an outage is marked as offline once the connection is back.

    Not judged: without an event that was sent online before the outage, which shows what the station's clock differs
    by; times within 4 s of the begin or the end of the outage.
    """
    outage = _outage(event.connection, context)
    transaction = context.conversation.transactions[event.request["transactionInfo"]["transactionId"]]
    time = epoch(event.request["timestamp"])
    if outage is None or time is None or not outage[0] + MARGIN < time < outage[1] - MARGIN:
        return NOT_EXERCISED
    start = transaction.started
    id = "E04.FR.03" if start is not None and start.connection is event.connection else "E11.FR.02"
    ids = [id, *(["E12.FR.02"] if event.request["eventType"] == "Ended" else [])]
    if event.request["triggerReason"] == "StopAuthorized":
        ids.append("E08.FR.07")
    text = f"seqNo {event.request['seqNo']} of transaction {transaction.id} is from an outage, and not marked offline"
    return (HELD if is_offline(event) else missed(text, cause="offline")).of(*ids)


def _outage(connection: Connection, context: Context) -> tuple[float, float] | None:
    """The outage before a connection, in seconds since the epoch of the station's clock; None where it isn't known."""
    connections = context.conversation.connections
    number = next(i for i, each in enumerate(connections) if each is connection)
    before = connections[number - 1] if number else None
    if before is None or before.closed is None or connection.opened is None:
        return None
    online = [e for e in before.calls_of(STATION) if e.action == "TransactionEvent" and e.valid and not is_offline(e)]
    times = [(e.entry.wall, epoch(e.request["timestamp"])) for e in online]
    offsets = sorted(time - wall for wall, time in times if time is not None)
    if not offsets:
        return None
    shift = offsets[len(offsets) // 2]
    return before.closed.wall + shift, connection.opened.wall + shift
