"""Block G, availability (G03, G04): what a charging station must do."""

from __future__ import annotations

from collections.abc import Iterator

from ocpp_conformance.harness.conversation import Exchange, Transaction
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    HELD_ONLY,
    NOT_EXERCISED,
    Answers,
    Context,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.requirements.station.b_boot import connectors, started_since, states, told_by
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION
Place = tuple[int, int]
"""EVSE and connector."""


@rule("G03.FR.01", "G03.FR.02", "G04.FR.02", "G04.FR.03", judges=STATION, about="ChangeAvailability")
def a_change_of_availability_gets_its_response(context: Context) -> Rulings:
    """ChangeAvailability gets a response that says whether the change is possible, not a CALLERROR: G03 with an evse,
    G04 without.

    Not judged: CALLs that were wrong on purpose, while the station is not accepted. A missing answer is told of as one.
    """
    for exchange in context.calls("ChangeAvailability", sender=CSMS):
        if exchange.entry.deliberate or exchange.answer is None or not _is_accepted(exchange, context):
            continue
        ids = ("G03.FR.01", "G03.FR.02") if "evse" in exchange.request else ("G04.FR.02", "G04.FR.03")
        if exchange.succeeded:
            yield HELD.of(*ids)
        elif exchange.error is not None:
            text = f"ChangeAvailability earned {exchange.error}"
            yield missed(text, cause=exchange.error).of(*ids).at(exchange)


@rule("G03.FR.03", "G04.FR.04", judges=STATION, answers="ChangeAvailability")
def what_is_so_already_is_accepted(exchange: Exchange, context: Context) -> Answers:
    """ChangeAvailability to Operative of what was told Available, Occupied or Reserved at every connector is Accepted.

    The connectors are those of the inventory, or else those that were told of in a case with an accepted boot, after
    which all are. Not judged: where a connector's state wasn't told, or is Unavailable or Faulted; after another
    ChangeAvailability that was Scheduled or made something Inoperative; for the whole station while a transaction
    runs, since G04.FR.06 demands Scheduled then.
    """
    evse = exchange.request.get("evse")
    told = _told(exchange, context)
    places = [place for place in connectors(context) or _since_boot(told, context) if _within(place, evse)]
    if exchange.request["operationalStatus"] != "Operative" or not places:
        return NOT_EXERCISED
    if any(told.get(place) not in ("Available", "Occupied", "Reserved") for place in places):
        return NOT_EXERCISED
    if _was_changed(exchange, context) or (evse is None and _runs(context)):
        return NOT_EXERCISED
    status = exchange.result["status"]
    id = "G04.FR.04" if evse is None else "G03.FR.03"
    if status == "Accepted":
        return HELD.of(id)
    return missed(f"what is operative already is {status}", cause=status).of(id)


@rule("G03.FR.05", "G04.FR.06", judges=STATION, answers="ChangeAvailability")
def a_change_waits_for_the_transaction(exchange: Exchange, context: Context) -> Answers:
    """While a transaction runs, what would take it out of service is Scheduled.

    Not judged: a transaction whose start or EVSE is not in the conversation, or without an event on this connection;
    another EVSE; Operative; Rejected, which only held; after another ChangeAvailability.
    """
    evse = exchange.request.get("evse")
    if exchange.request["operationalStatus"] != "Inoperative" or _was_changed(exchange, context):
        return NOT_EXERCISED
    running = [each.place for each in context.conversation.transactions.values() if _runs_here(each, exchange)]
    hit = [each for each in running if each is not None and (evse is None or evse["id"] == each[0])]
    if not hit or (evse is not None and "connectorId" in evse and all(each[1] != evse["connectorId"] for each in hit)):
        return NOT_EXERCISED
    id = "G04.FR.06" if evse is None else "G03.FR.05"
    match exchange.result["status"]:
        case "Scheduled":
            return HELD.of(id)
        case "Accepted":
            return missed("Inoperative is Accepted while a transaction runs", cause="accepted").of(id)
    return HELD_ONLY.of(id)


_CHANGES: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("G03.FR.04", "G01.FR.07", "G03.FR.06"),
    ("G04.FR.05", "G01.FR.07", "G04.FR.01", "G04.FR.07"),
)
"""With an EVSE, and without: what an Accepted Inoperative demands of the connectors."""


@rule(*_CHANGES[0], *_CHANGES[1][:1], *_CHANGES[1][2:], judges=STATION, about="ChangeAvailability")
def what_becomes_inoperative_is_reported(context: Context) -> Rulings:
    """After an Accepted change to Inoperative each connector there that was told Available is reported Unavailable, by
    StatusNotification or NotifyEvent.

    Judged as missing only after patience on the same connection. Not judged: connectors whose state wasn't told before,
    or was another; where another ChangeAvailability, a Reset or a boot follows; a report that wasn't answered.
    """
    for change in context.calls("ChangeAvailability", sender=CSMS):
        if not change.succeeded or change.result["status"] != "Accepted":
            continue
        evse = change.request.get("evse")
        told = _told(change, context)
        due = {place for place in told if told[place] == "Available" and _within(place, evse)}
        if change.request["operationalStatus"] != "Inoperative" or not due or _is_disturbed(change, context):
            continue
        ids = _CHANGES[0] if evse is not None else _CHANGES[1]
        ids = ids[:2] if evse is not None and "connectorId" in evse else ids
        shown = {place for _, place, state in states(context, change) if state == "Unavailable"}
        if due <= shown:
            yield HELD.of(*ids)
        elif context.waited(change.connection, change.answered_at or change.at) >= context.patience:
            where = min(due - shown)
            text = f"connector {where[1]} of EVSE {where[0]} was not reported Unavailable"
            yield missed(text, cause="connector").of(*ids).at(change)


@rule("G03.FR.06", "G04.FR.07", judges=STATION, about="ChangeAvailability")
def nothing_becomes_available_on_the_way(context: Context) -> Rulings:
    """Between an Accepted change to Inoperative and Unavailable no connector there is reported Available; an advisory:
    the text says what is to be reported, not what isn't.

    Not judged: before the change is answered, behind another one, a Reset or a boot; with a connector in the request.
    """
    for change in context.calls("ChangeAvailability", sender=CSMS):
        evse = change.request.get("evse")
        if not change.succeeded or change.result["status"] != "Accepted" or "connectorId" in (evse or {}):
            continue
        if change.request["operationalStatus"] != "Inoperative":
            continue
        others = (each for each in context.window if each.at > change.at and each.action in _DISTURBING)
        until = next((each.at for each in others), float("inf"))
        id = "G04.FR.07" if evse is None else "G03.FR.06"
        told = [each for each in states(context, change) if (change.answered_at or 0) < each[0].at < until]
        for number, (each, place, state) in enumerate(told):
            falls = any(where == place and later == "Unavailable" for _, where, later in told[number:])
            if state == "Available" and falls and _within(place, evse):
                text = f"connector {place[1]} of EVSE {place[0]} is told Available on its way to Unavailable"
                yield missed(text, cause="available").of(id).at(each).mildly()


_SURVIVES = ("G03.FR.08", "G04.FR.09", "G01.FR.02", "B01.FR.07", "B11.FR.02", "B12.FR.06")


@rule(*_SURVIVES, judges=STATION, about="BootNotification")
def what_is_inoperative_stays_so_over_a_boot(context: Context) -> Rulings:
    """After an accepted boot each connector that an Accepted change made Inoperative is told Unavailable first: a
    connector or an EVSE by G03.FR.08, the station by G04.FR.09, and after a Reset by B11.FR.02 and B12.FR.06 too.

    Not judged: what a later change made Operative, or was about something else of the same place; a connector that is
    not told, or Faulted.
    """
    for boot in context.calls("BootNotification"):
        if not boot.succeeded or boot.result["status"] != "Accepted":
            continue
        first: dict[Place, tuple[Exchange, str]] = {}
        for each, place, state in states(context, boot):
            first.setdefault(place, (each, state))
        for place, (each, state) in sorted(first.items()):
            ids = _taken_out_by(place, boot, context)
            if not ids or state == "Faulted":
                continue
            if state == "Unavailable":
                yield HELD.of(*ids)
            else:
                text = f"connector {place[1]} of EVSE {place[0]} is {state} after a boot, and was made Inoperative"
                yield missed(text, cause="boot").of(*ids).at(each)


@rule("G01.FR.03", judges=STATION, about="TransactionEvent")
def a_connector_with_an_ev_is_reported_occupied(context: Context) -> Rulings:
    """A connector that was told Available and of which a TransactionEvent says CablePluggedIn is reported, with another
    state, by StatusNotification or NotifyEvent.

    Judged as missing only after patience on the same connection. Not judged: where no state, or another, was told
    before; events that are offline, sent anew or without a connector; where a report wasn't answered; other signs of an
    EV. That the state is Occupied proves it.
    """
    for event in context.calls("TransactionEvent"):
        evse = event.request.get("evse", {})
        place = evse.get("id"), evse.get("connectorId")
        if event.request["triggerReason"] != "CablePluggedIn" or event.request.get("offline") or None in place:
            continue
        shown = [(each, state) for each, where, state in _shown(context) if where == place]
        free = [each for each, state in shown if state == "Available" and each.at < event.at]
        later = [state for each, state in shown if free and each.at > free[-1].at]
        if "Occupied" in later:
            yield HELD
        elif free and set(later) <= {"Available"} and _is_waited_for(event, context):
            text = f"connector {place[1]} of EVSE {place[0]} is Available, and a cable was plugged in"
            yield missed(text, cause="occupied").at(event)


# -- reading -----------------------------------------------------------------------------------------------------------


def _taken_out_by(place: Place, boot: Exchange, context: Context) -> tuple[str, ...]:
    """What demands that a connector is still Unavailable after a boot; nothing where it isn't, or nobody knows."""
    changes = [each for each in context.calls_ever("ChangeAvailability") if each.at < boot.at and each.succeeded]
    here = [each for each in changes if _within(place, each.request.get("evse"))]
    if not here or any(each.result["status"] == "Scheduled" for each in here):
        return ()
    scopes = {str(each.request.get("evse")) for each in here if each.result["status"] == "Accepted"}
    last = here[0]
    accepted = last.result["status"] == "Accepted" and last.request["operationalStatus"] == "Inoperative"
    if not accepted or len(scopes) > 1:
        return ()
    resets = [each for each in context.calls_ever("Reset") if last.at < each.at < boot.at and each.succeeded]
    by_reset = any("evseId" not in each.request and each.result["status"] != "Rejected" for each in resets)
    evse = last.request.get("evse")
    own = ("G04.FR.09",) if evse is None else ("G03.FR.08",)
    whole = ("G01.FR.02",) if evse is not None and "connectorId" not in evse else ()
    return (*own, *whole, "B01.FR.07", *(("B11.FR.02", "B12.FR.06") if by_reset else ()))


def _shown(context: Context) -> Iterator[tuple[Exchange, Place, str]]:
    """All states that were told in the case."""
    for each in context.window:
        if each.sender is STATION and each.valid:
            yield from told_by(each)


def _is_waited_for(event: Exchange, context: Context) -> bool:
    later = [each for each in event.connection.calls_of(STATION) if each.at >= event.at or not each.answers]
    # a case waits from before the cable is plugged in, a moment before the event
    is_over = context.waited(event.connection, event.at) >= context.patience * 0.9
    return is_over and all(each.succeeded for each in later)


def _is_accepted(exchange: Exchange, context: Context) -> bool:
    """Whether the last boot before a CALL was Accepted, on whatever connection; so too where none was seen."""
    started = max((at for at in context.conversation.power_ons if at < exchange.at), default=0.0)
    for last in context.calls_ever("BootNotification"):
        if last.at < exchange.at:
            done = last.answered_at is not None and last.answered_at <= exchange.at and last.at >= started
            return done and last.succeeded and bool(last.result["status"] == "Accepted")
    return not started


def _within(place: Place, evse: dict[str, int] | None) -> bool:
    if evse is None or evse["id"] == 0:
        return True
    return evse["id"] == place[0] and evse.get("connectorId", place[1]) == place[1]


def _told(until: Exchange, context: Context) -> dict[Place, str]:
    """What was told of each connector last, before a CALL of the case."""
    found: dict[Place, str] = {}
    for each in context.window:
        if each.at < until.at and each.valid and _is_status(each):
            found[_place(each)] = each.request["connectorStatus"]
    return found


def _is_status(each: Exchange) -> bool:
    return each.action == "StatusNotification" and each.sender is STATION and each.valid


def _place(status: Exchange) -> Place:
    return status.request["evseId"], status.request["connectorId"]


def _since_boot(told: dict[Place, str], context: Context) -> dict[Place, str]:
    boots = (each for each in context.calls("BootNotification") if each.succeeded)
    return told if any(boot.result["status"] == "Accepted" for boot in boots) else {}


def _was_changed(exchange: Exchange, context: Context) -> bool:
    """Whether an earlier ChangeAvailability may still be in force, or to come."""
    for each in context.conversation.exchanges:
        if each is exchange or each.action != "ChangeAvailability" or each.at > exchange.at:
            continue
        status = each.result.get("status")
        if status != "Rejected" and not (status == "Accepted" and each.request.get("operationalStatus") == "Operative"):
            return True
    return False


def _runs(context: Context) -> bool:
    return any(each.ended is None for each in context.conversation.transactions.values())


def _runs_here(transaction: Transaction, exchange: Exchange) -> bool:
    near = any(event.connection is exchange.connection for event in transaction.events)
    return near and transaction.started is not None and transaction.ended is None


_DISTURBING = ("ChangeAvailability", "Reset", "BootNotification")


def _is_disturbed(change: Exchange, context: Context) -> bool:
    later = [each for each in context.window if each.at > change.at]
    unanswered = any(_is_status(each) and not each.succeeded for each in later)
    return unanswered or any(each.action in _DISTURBING for each in later) or started_since(change.at, context)
