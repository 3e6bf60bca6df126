"""Block E, how a transaction ends: the stop point, the reason, the card that stops."""

from __future__ import annotations

from collections.abc import Iterator

from ocpp_conformance.harness.conversation import Exchange, Transaction
from ocpp_conformance.harness.conversation.transactions import CONNECTED, is_offline, same_token, state_of
from ocpp_conformance.harness.requirements.rule import HELD, HELD_ONLY, Context, Rulings, missed, rule
from ocpp_conformance.harness.requirements.station.b_boot import told_by
from ocpp_conformance.harness.requirements.station.e_transactions import new_events, points, speaks_15118, touched
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION


@rule("E06.FR.02", "E06.FR.03", "E06.FR.06", "E06.FR.07", "I03.FR.01", judges=STATION, about="TransactionEvent")
def a_stop_point_ends_the_transaction(context: Context) -> Rulings:
    """Where TxStopPoint is known and an event tells that one of its points was reached, that event or a later one is
    Ended: the EV is gone, the driver stopped, or energy ended for good.

    Not judged: a point after which the connection didn't last as long as a message may take; events missing.
    """
    chosen = points(context, "TxStopPoint")
    for transaction, event in new_events(context):
        ids = _reached(transaction, event, chosen or frozenset())
        if not ids or not transaction.is_whole:
            continue
        ended = transaction.ended
        if ended is not None and ended.request["seqNo"] >= event.request["seqNo"]:
            yield HELD.of(*ids, "I03.FR.01")
        elif context.waited(event.connection, event.at) >= context.patience:
            text = f"{event.request['triggerReason']} reaches TxStopPoint, and transaction {transaction.id} goes on"
            yield missed(text, cause=ids[0]).of(*ids, "I03.FR.01").at(event)


def _reached(transaction: Transaction, event: Exchange, chosen: frozenset[str]) -> list[str]:
    trigger, state, last = event.request["triggerReason"], state_of(event), transaction.state_before(event)
    gone = trigger == "EVCommunicationLost" and state == "Idle" and last in CONNECTED
    stopped = trigger == "StopAuthorized" and "idToken" in event.request
    found = ["E06.FR.02"] if gone and "EVConnected" in chosen else []
    if stopped and "Authorized" in chosen:
        found.append("E06.FR.03")
    if (gone or stopped) and "PowerPathClosed" in chosen:
        found.append("E06.FR.06")
    if "EnergyTransfer" in chosen and last == "Charging" and state in ("EVConnected", "Idle"):
        found.append("E06.FR.07")
    return found


@rule("E06.FR.16", judges=STATION, about=("StatusNotification", "NotifyEvent", "TransactionEvent"))
def a_transaction_outlives_a_restart_or_ends(context: Context) -> Rulings:
    """A transaction that ran when the station booted anew is not forgotten: an Ended comes before its connector is free
    or the EVSE has another transaction; an Ended behind the boot proves it.

    Judged as missing only after patience behind that. Not judged: a transaction of which the connector isn't known, or
    an event can't be read; where a CALL of the station got no result since. To resume it is as good, and may be silent.
    """
    boot = next((each for each in context.calls_ever("BootNotification") if each.succeeded), None)
    for transaction in context.conversation.transactions.values():
        events, ended = transaction.by_number, transaction.ended
        if boot is None or transaction.started is None or transaction.unreadable or transaction.started.at > boot.at:
            continue
        if ended is not None:
            if ended.at > boot.at and any(ended is each for each in context.window):
                yield HELD
            continue
        sign = _freed(transaction, boot, context) if all(each.at < boot.at for each in events) else None
        if sign is None or context.waited(sign.connection, sign.at) < context.patience:
            continue
        if all(each.succeeded for each in sign.connection.calls_of(STATION) if each.at > boot.at):
            text = f"transaction {transaction.id} ran before the boot, its connector is free, and no Ended came"
            yield missed(text, cause="forgotten").at(sign)


def _freed(transaction: Transaction, boot: Exchange, context: Context) -> Exchange | None:
    """The CALL of the case, behind the boot, that tells that the connector is free or the EVSE taken by another one."""
    place = transaction.place
    if place is None or place[1] is None:
        return None
    for each in context.window:
        if each.sender is not STATION or each.at < boot.at or not each.valid:
            continue
        if any(where == place and state == "Available" for _, where, state in told_by(each)):
            return each
        starts = each.action == "TransactionEvent" and each.request["eventType"] == "Started"
        if starts and each.request.get("evse", {}).get("id") == place[0]:
            return each
    return None


# -- reasons -----------------------------------------------------------------------------------------------------------

_FITTING = {
    "RemoteStop": ("Remote", "F03.FR.03"),
    "Deauthorized": ("DeAuthorized", "E05.FR.10"),
    "EVConnectTimeout": ("Timeout", "E03.FR.05"),
}
"""triggerReason of Ended → stoppedReason, and the requirement that says so."""
_NOT_BY_DRIVER = (*_FITTING, "AbnormalCondition", "ResetCommand", "UnlockCommand", "EnergyLimitReached")


@rule(
    "F03.FR.03",
    "E05.FR.10",
    "C15.FR.04",
    "E03.FR.05",
    "F02.FR.07",
    "F04.FR.03",
    judges=STATION,
    about="TransactionEvent",
)
def the_stopped_reason_fits_the_trigger(context: Context) -> Rulings:
    """Ended by a remote stop says Remote, by a refused token DeAuthorized, by a cable that didn't come Timeout (a
    SHOULD); a cable that is pulled after a remote stop leaves the reason at Remote.

    Not judged: another trigger than the one by which the transaction ended.
    """
    for transaction, ended in _ends(context):
        trigger, reason = ended.request["triggerReason"], _reason(ended)
        wanted, id = _FITTING.get(trigger, ("", ""))
        if trigger == "EVCommunicationLost" and transaction.told("RemoteStop"):
            wanted, id = "Remote", "F04.FR.03"
        if wanted:
            text = f"{trigger} with stoppedReason {reason or 'absent'}; {wanted} is due"
            ruling = HELD if reason == wanted else missed(text, cause=trigger).at(ended)
            yield ruling.of(id, *_twins(transaction, trigger))


def _twins(transaction: Transaction, trigger: str) -> list[str]:
    """The same words after an offline start, and after a remote one."""
    if trigger == "Deauthorized" and transaction.started is not None and is_offline(transaction.started):
        return ["C15.FR.04"]
    if trigger == "EVConnectTimeout" and list(transaction.values("remoteStartId")):
        return ["F02.FR.07"]
    return []


@rule("E06.FR.08", "E07.FR.06", judges=STATION, about="TransactionEvent")
def an_end_not_by_the_driver_has_a_reason(context: Context) -> Rulings:
    """Where something else than the driver at the station ended a transaction, Ended has a stoppedReason. Where the
    cable was pulled and nobody had stopped before, its absence is an advisory; so are Remote without a
    RequestStopTransaction, and ImmediateReset without a Reset that asks for one.

    Not judged: transactions that the driver stopped; those whose start is not in the conversation.
    """
    for transaction, ended in _ends(context):
        trigger, reason = ended.request["triggerReason"], _reason(ended)
        is_gone = trigger == "EVCommunicationLost" and not transaction.told("StopAuthorized")
        if transaction.started is None or not (is_gone or trigger in _NOT_BY_DRIVER):
            continue
        if reason is None:
            text = f"Ended by {trigger} without stoppedReason"
            yield missed(text, cause="none").of("E06.FR.08", "E07.FR.06").at(ended).mildly(is_gone)
        elif not _is_possible(reason, ended, context):
            text = f"stoppedReason {reason}, and the CSMS asked for nothing of the kind"
            yield missed(text, cause=reason).of("E07.FR.06").at(ended).mildly()
        else:
            yield HELD.of("E06.FR.08", "E07.FR.06")


@rule("E07.FR.05", judges=STATION, about="TransactionEvent")
def an_end_by_the_driver_is_local(context: Context) -> Rulings:
    """Where the driver stopped, Ended says Local, and not Remote where no RequestStopTransaction came: a SHOULD.

    Not judged: other reasons, which may have come up between the stop and the end. No reason at all stands for Local
    (E07.FR.04): held only.
    """
    for transaction, ended in _ends(context):
        reason = _reason(ended)
        if transaction.started is None or not transaction.told("StopAuthorized"):
            continue
        if not _is_possible(reason, ended, context):
            yield missed(f"stoppedReason {reason} where the driver stopped", cause=str(reason)).at(ended)
        elif reason in (None, "Local"):
            yield HELD if reason else HELD_ONLY


def _ends(context: Context) -> Iterator[tuple[Transaction, Exchange]]:
    """The Ended of the present case, with their transactions."""
    return ((transaction, event) for transaction, event in new_events(context) if event is transaction.ended)


def _reason(ended: Exchange) -> str | None:
    reason: str | None = ended.request["transactionInfo"].get("stoppedReason")
    return reason


def _is_possible(reason: str | None, ended: Exchange, context: Context) -> bool:
    wanted = {"Remote": "RequestStopTransaction", "ImmediateReset": "Reset"}.get(str(reason))
    asked = (e for e in context.conversation.exchanges if e.sender is CSMS and e.at < ended.at)
    return wanted is None or any(e.action == wanted and e.request.get("type") != "OnIdle" for e in asked)


@rule("E07.FR.02", judges=STATION, about="TransactionEvent")
def a_card_that_stops_is_told(context: Context) -> Rulings:
    """Where the driver stopped a transaction, an event says StopAuthorized, with the idToken that stopped it.

    An advisory: a button may have stopped it, and an Ended with Local tells no more. Not judged: transactions whose
    start is not in the conversation, or with events missing; those of an EV that speaks ISO 15118, or that such a one
    ended: it needs no token (E15). The token that started it proves it.
    """
    for transaction in touched(context):
        stops, ended = transaction.told("StopAuthorized"), transaction.ended
        if transaction.started is None or not transaction.is_whole or ended is None:
            continue
        if _reason(ended) == "StoppedByEV" or speaks_15118(transaction, context.conversation):
            continue
        if not stops and _reason(ended) == "Local" and transaction.token is not None:
            yield missed("Ended with Local, and no event says StopAuthorized", cause="none").at(ended).mildly()
        for stop in stops:
            if "idToken" not in stop.request:
                yield missed("StopAuthorized without an idToken", cause="token").at(stop).mildly()
            elif same_token(stop.request["idToken"], transaction.token):
                yield HELD
