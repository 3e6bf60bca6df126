"""Block B, provisioning: what a CSMS must do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ocpp_conformance.harness.conversation import Exchange, key_of
from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.requirements.rule import (
    ANY,
    HELD,
    NOT_EXERCISED,
    Answers,
    Context,
    Ruling,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.rpc import ErrorCode, Role

CSMS, STATION = Role.CSMS, Role.STATION


@rule("B03.FR.03", judges=CSMS, sends=ANY)
def nothing_is_asked_of_a_rejected_station(call: Exchange, context: Context) -> Answers:
    """A CSMS starts nothing with a station that it rejected."""
    if context.conversation.registration != "Rejected":
        return NOT_EXERCISED
    return missed(f"{call.action} to a rejected station", cause=call.action)


@rule("B02.FR.05", judges=CSMS, sends=("RequestStartTransaction", "RequestStopTransaction"))
def a_pending_station_is_accepted_before_it_is_told_to_charge(call: Exchange, context: Context) -> Answers:
    """A CSMS first accepts a Pending station whose transactions it wants to start or stop.

    Nothing proves it: that it sends none shows only that nobody wanted one.
    """
    if context.conversation.registration != "Pending":
        return NOT_EXERCISED
    return missed(f"{call.action} to a pending station", cause=call.action)


@rule("B02.FR.09", "B03.FR.07", "B01.FR.10", "FR.04", judges=CSMS)
def an_unaccepted_station_gets_a_security_error(context: Context) -> Rulings:
    """A CALL that nobody asked for, of a station whose last boot was answered Pending or Rejected, gets the CALLERROR
    SecurityError; each proves it.

    Not judged before the first boot or after a start of the station without one (the text is silent), nor what a
    TriggerMessage, GetBaseReport or GetReport since that boot may have asked for, invalid CALLs, no answer.
    """
    boots = context.calls_ever("BootNotification")
    if not any(boot.succeeded and boot.result["status"] != "Accepted" for boot in boots):
        return
    for exchange in context.window:
        if exchange.sender is CSMS or not exchange.valid or exchange.answer is None:
            continue
        boot = _boot_before(exchange, context)
        if boot is None:
            continue
        if exchange.action != "BootNotification" and exchange.action not in _asked_for(boot, exchange, context):
            yield _refusal(exchange, str(boot.result["status"]))


def _refusal(exchange: Exchange, status: str) -> Ruling:
    ids = ("B02.FR.09" if status == "Pending" else "B03.FR.07", "B01.FR.10", "FR.04")
    if exchange.error == ErrorCode.SECURITY_ERROR:
        return HELD.of(*ids)
    got = "a CALLRESULT" if exchange.error is None else f"CALLERROR {exchange.error}"
    text = f"{exchange.action} of a {status} station got {got}, not CALLERROR SecurityError"
    return missed(text, cause=f"{status} {got}").of(*ids).seen(exchange.answers[0].entry)


def _boot_before(exchange: Exchange, context: Context) -> Exchange | None:
    """The last boot that was answered before this CALL, where the answer was not Accepted and the station did not start
    since."""
    boots = (e for e in reversed(context.conversation.exchanges.of("BootNotification")) if e.succeeded)
    last = next((boot for boot in boots if (boot.answered_at or 0) < exchange.at), None)
    if last is None or last.result["status"] == "Accepted":
        return None
    started = any((last.answered_at or 0) < moment < exchange.at for moment in context.conversation.power_ons)
    return None if started else last


_ASKS_FOR_REPORT = ("GetBaseReport", "GetReport")


def _asked_for(boot: Exchange, exchange: Exchange, context: Context) -> frozenset[str]:
    """The actions that the CSMS may have asked for between the boot and this CALL."""
    return frozenset(_wanted(boot.at, exchange.at, context))


def _wanted(since: float, until: float, context: Context) -> Iterator[str]:
    for call in context.conversation.exchanges:
        if call.sender is not CSMS or not since < call.at < until:
            continue
        if call.action in _ASKS_FOR_REPORT:
            yield "NotifyReport"
        elif call.action == "TriggerMessage":
            wanted = str(call.request.get("requestedMessage"))
            yield "SignCertificate" if wanted.startswith("Sign") else wanted


@rule("Part 2, BootNotificationResponse", judges=CSMS, answers="BootNotification")
def the_interval_is_not_negative(exchange: Exchange, context: Context) -> Answers:
    """The interval of a boot answer is a number of seconds, so not below 0. That this is a MUST is our judgement: the
    table of the message gives the meaning, no range."""
    interval = exchange.result["interval"]
    if interval >= 0:
        return HELD
    return replace(missed(f"the interval is {interval} s", cause="interval"), grade=MUST)


@rule("B05.FR.13", judges=CSMS, sends="SetVariables")
def no_variable_is_set_twice_in_a_call(call: Exchange, context: Context) -> Answers:
    """No component, variable and attributeType (none is Actual) comes twice in a SetVariables; two items prove it.

    Not judged where there is one item alone.
    """
    items = call.request["setVariableData"]
    if len(items) < 2:
        return NOT_EXERCISED
    times = Counter((key_of(item), item.get("attributeType", "Actual")) for item in items)
    twice = [key for key, number in times.items() if number > 1]
    if not twice:
        return HELD
    (component, *_, variable, _), kind = twice[0]
    return missed(f"{component}.{variable} ({kind}) is set twice in one SetVariables", cause="twice")


_ITEMS = {
    "SetVariables": ("B05.FR.11", "setVariableData"),
    "GetVariables": ("B06.FR.05", "getVariableData"),
}


@rule("B05.FR.11", "B06.FR.05", judges=CSMS, sends=("SetVariables", "GetVariables"))
def a_call_has_no_more_items_than_the_station_takes(call: Exchange, context: Context) -> Answers:
    """SetVariables and GetVariables hold no more items than the station reported in ItemsPerMessage for them; a CALL to
    a station that did proves it.

    Not judged where the station told no number.
    """
    id, field = _ITEMS[call.action]
    told = context.conversation.device.value("DeviceDataCtrlr", "ItemsPerMessage", call.action)
    if told is None or not told.isdecimal():
        return NOT_EXERCISED
    number = len(call.request[field])
    if number <= int(told):
        return HELD.of(id)
    return missed(f"{call.action} with {number} items; the station takes {told}", cause="items").of(id)
