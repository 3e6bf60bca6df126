"""Block F, triggers and unlocking (F05, F06): what a charging station must do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
from ocpp_conformance.harness.requirements.station.b_boot import connectors
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION

KEY_GENERATION = 60.0
"""Real seconds that a station may take to make a key before it sends SignCertificate: small hardware needs them."""

_COMES: Mapping[str, str] = {
    "SignChargingStationCertificate": "SignCertificate",
    "SignV2GCertificate": "SignCertificate",
    "SignCombinedCertificate": "SignCertificate",
}
"""requestedMessage → the action that comes, where it has another name."""


@rule("F06.FR.10", judges=STATION, about="TriggerMessage")
def what_was_triggered_comes(context: Context) -> Rulings:
    """A TriggerMessage that is Accepted is followed by the message; one that was sent in between for another reason
    will do.

    Judged as missing only after patience with the connection open, a minute for SignCertificate. Not judged: once a
    Reset came, where a CALL of the station has no answer and may hold the line.
    """
    for trigger in context.calls("TriggerMessage", sender=CSMS):
        if not trigger.succeeded or trigger.result["status"] != "Accepted":
            continue
        wanted = trigger.request["requestedMessage"]
        action = _COMES.get(wanted, wanted)
        later = [each for each in context.window if each.at > trigger.at]
        if any(each.sender is STATION and each.action == action for each in later):
            yield HELD
        elif _had_its_time(trigger, action, later, context):
            text = f"TriggerMessage({wanted}) was Accepted and no {action} came"
            yield missed(text, cause=wanted).at(trigger)


@rule("F06.FR.04", judges=STATION, about="TriggerMessage")
def what_was_triggered_comes_after_the_answer(context: Context) -> Rulings:
    """What says that it is triggered (a BootNotification or TransactionEvent by its reason, MeterValues by their
    context) comes after the answer to its TriggerMessage.

    Not judged: other messages, which may cross the answer; where an earlier trigger of the kind was Accepted.
    """
    for trigger in context.calls("TriggerMessage", sender=CSMS):
        wanted = trigger.request["requestedMessage"]
        if not trigger.succeeded or trigger.answered_at is None or _triggered_before(trigger, context):
            continue
        for each in context.calls(wanted):
            if each.at < trigger.at or not _says_triggered(each):
                continue
            if each.at < trigger.answered_at:
                yield missed(f"{wanted} came before the answer to its trigger", cause=wanted).at(each)
            else:
                yield HELD.at(each)


@rule("F06.FR.17", judges=STATION, answers="TriggerMessage")
def an_accepted_station_is_triggered_to_no_boot(exchange: Exchange, context: Context) -> Answers:
    """A station whose last boot was Accepted rejects the trigger for another. Not judged: NotImplemented; while a boot
    is open."""
    boots = [each for each in exchange.connection.calls_of(STATION) if each.action == "BootNotification"]
    if exchange.request["requestedMessage"] != "BootNotification" or context.conversation.registration != "Accepted":
        return NOT_EXERCISED
    if any(each.answered_at is None or each.answered_at > exchange.at for each in boots):
        return NOT_EXERCISED
    match exchange.result["status"]:
        case "Rejected":
            return HELD
        case "NotImplemented":
            return NOT_EXERCISED
    return missed("TriggerMessage(BootNotification) is Accepted after an accepted boot", cause="accepted")


@rule("F06.FR.11", judges=STATION, about="TriggerMessage")
def a_trigger_without_evse_means_all(context: Context) -> Rulings:
    """A StatusNotification that was Accepted without an evse comes for each connector.

    Judged as missing only after patience with the connection open. Not judged: where the connectors aren't known, or
    there is only one; Rejected, which is allowed (F06.FR.12).
    """
    known = connectors(context)
    for trigger in context.calls("TriggerMessage", sender=CSMS):
        whole = trigger.request["requestedMessage"] == "StatusNotification" and "evse" not in trigger.request
        if not whole or len(known) < 2 or not trigger.succeeded or trigger.result["status"] != "Accepted":
            continue
        later = [each for each in context.window if each.at > trigger.at]
        calls = [each for each in later if each.sender is STATION and each.valid]
        told = {(e.request["evseId"], e.request["connectorId"]) for e in calls if e.action == "StatusNotification"}
        if known <= told:
            yield HELD
        elif _had_its_time(trigger, "StatusNotification", later, context):
            evse, connector = min(known - told)
            text = f"connector {connector} of EVSE {evse} was not reported when all were asked for"
            yield missed(text, cause="connector").at(trigger)


@rule("F06.FR.07", judges=STATION, sends="TransactionEvent")
def a_triggered_event_has_a_state_and_values(call: Exchange, _context: Context) -> Answers:
    """A TransactionEvent with triggerReason Trigger has chargingState and meterValue."""
    if call.request["triggerReason"] != "Trigger":
        return NOT_EXERCISED
    lacks = [] if "chargingState" in call.request["transactionInfo"] else ["chargingState"]
    lacks += [] if "meterValue" in call.request else ["meterValue"]
    return missed(f"a triggered event has no {' and no '.join(lacks)}", cause=lacks[0]) if lacks else HELD


@rule("F05.FR.03", judges=STATION, answers="UnlockConnector")
def an_unknown_connector_is_not_unlocked(exchange: Exchange, context: Context) -> Answers:
    """UnlockConnector for a connector that the inventory lacks is answered UnknownConnector. Not judged without an
    inventory, or for one that it has."""
    known = context.conversation.device.connectors
    place = exchange.request["evseId"], exchange.request["connectorId"]
    if not known or place in known:
        return NOT_EXERCISED
    status = exchange.result["status"]
    return HELD if status == "UnknownConnector" else missed(f"an unknown connector is {status}", cause=status)


@rule("F05.FR.02", judges=STATION, answers="UnlockConnector")
def a_connector_in_use_is_not_unlocked(exchange: Exchange, context: Context) -> Answers:
    """While a transaction that was authorized runs on the connector, UnlockConnector is answered
    OngoingAuthorizedTransaction.

    Not judged: a transaction whose start or connector is not in the conversation, one without an idToken or a deny by
    the CSMS, with events of another connection only; UnlockFailed and UnknownConnector only held.
    """
    place = exchange.request["evseId"], exchange.request["connectorId"]
    if not any(_is_authorized_at(place, each, exchange) for each in context.conversation.transactions.values()):
        return NOT_EXERCISED
    match exchange.result["status"]:
        case "OngoingAuthorizedTransaction":
            return HELD
        case "Unlocked":
            return missed("a connector with an authorized transaction was unlocked", cause="unlocked")
    return HELD_ONLY


# -- reading -----------------------------------------------------------------------------------------------------------


def _had_its_time(trigger: Exchange, action: str, later: list[Exchange], context: Context) -> bool:
    wait = max(context.patience, KEY_GENERATION) if action == "SignCertificate" else context.patience
    since = trigger.answered_at or trigger.at
    if any(each.sender is CSMS and each.action == "Reset" for each in context.window):
        return False
    own = [each for each in trigger.connection.calls_of(STATION) if each.answered_at is None or each.at > since]
    return all(each.succeeded for each in own) and context.waited(trigger.connection, since) >= wait


def _triggered_before(trigger: Exchange, context: Context) -> bool:
    wanted = trigger.request["requestedMessage"]
    earlier = (each for each in context.conversation.exchanges if each.at < trigger.at and each.sender is CSMS)
    same = (each for each in earlier if each.action == "TriggerMessage")
    return any(each.request.get("requestedMessage") == wanted for each in same)


def _says_triggered(call: Exchange) -> bool:
    match call.action:
        case "BootNotification":
            return bool(call.request["reason"] == "Triggered")
        case "TransactionEvent":
            return bool(call.request["triggerReason"] == "Trigger")
        case "MeterValues":
            return any(sample.get("context") == "Trigger" for sample in _samples(call))
    return False


def _samples(call: Exchange) -> Iterator[Mapping[str, object]]:
    for value in call.request["meterValue"]:
        yield from value["sampledValue"]


def _is_authorized_at(place: tuple[int, int], transaction: Transaction, exchange: Exchange) -> bool:
    if transaction.started is None or transaction.ended is not None or transaction.place != place:
        return False
    tokens = [event for event in transaction.events if "idToken" in event.request]
    infos = [event.result.get("idTokenInfo", {}).get("status") for event in tokens]
    near = any(event.connection is exchange.connection for event in transaction.events)
    return near and bool(tokens) and all(status == "Accepted" for status in infos)
