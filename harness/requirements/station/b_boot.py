"""Block B, boots: when a charging station boots, boots again, and what it tells once it is accepted (B01 to B03)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    NOT_EXERCISED,
    Answers,
    Context,
    Ruling,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION

FLOOD, LEAST = 1.5, 0.05
"""OCPP seconds, and real ones where that is more. A boot that comes sooner when the CSMS names no interval is a flood:
our reading; the text gives no number."""


@rule("B01.FR.01", "B01.FR.03", judges=STATION)
def a_start_leads_to_a_boot(context: Context) -> Rulings:
    """A station that starts sends BootNotification; after a boot that is in the conversation already it is a reboot,
    which proves B01.FR.03.

    Judged as missing only after patience, half of it on one connection that follows the start. Not judged: a start that
    no connection follows.
    """
    conversation = context.conversation
    opened = [c for c in conversation.connections if c.opened is not None and c.last_at >= _began(context)]
    for number, start in enumerate(conversation.power_ons):
        end = conversation.power_ons[number + 1] if number + 1 < len(conversation.power_ons) else float("inf")
        after = [c for c in opened if c.opened is not None and start <= c.opened.at < end]
        boots = [e for c in after for e in c.calls_of(STATION) if e.action == "BootNotification"]
        again = any(e.at < start for e in conversation.exchanges.of("BootNotification"))
        ids = ("B01.FR.01", "B01.FR.03") if again else ("B01.FR.01",)
        if boots:
            yield HELD.of(*ids)
        elif any(c.opened is not None and _is_awaited(start, c.opened.at, c.last_at, context) for c in after):
            yield missed("the station started and sent no BootNotification", cause="none").of(*ids)


@rule("B01.FR.05", judges=STATION, about="BootNotification")
def an_accepted_station_reports_its_connectors(context: Context) -> Rulings:
    """After an Accepted boot each connector is reported, by StatusNotification or by a NotifyEvent of its
    AvailabilityState.

    Judged as missing only after patience on the same connection. Not judged: where the connectors aren't known, what
    comes after the next boot, a report that wasn't answered.
    """
    known = connectors(context)
    for boot in context.calls("BootNotification"):
        if not known or not boot.succeeded or boot.result["status"] != "Accepted":
            continue
        told = {place for _, place, _ in states(context, boot)}
        lost = sorted(known - told)
        if not lost:
            yield HELD
        elif _is_settled(boot, context):
            text = f"connector {lost[0][1]} of EVSE {lost[0][0]} was not reported after the boot was accepted"
            yield missed(text, cause="connector").at(boot)


@rule("B02.FR.04", "B03.FR.02", judges=STATION, sends="BootNotification")
def a_boot_waits_for_its_interval(call: Exchange, context: Context) -> Answers:
    """A station that is not accepted boots again no earlier than the interval that it was given, with a tenth, or 50
    ms, for timers.

    Not judged: after a start, after a TriggerMessage for it, where the interval was 0, a boot without an answer.
    """
    before = None if "starts" in context.lacks else _boot_before(call, context)
    if before is None or _is_triggered(call, before, context):
        return NOT_EXERCISED
    status, interval = before.result["status"], before.result["interval"]
    if status == "Accepted" or interval <= 0 or before.answered_at is None:
        return NOT_EXERCISED
    id = "B02.FR.04" if status == "Pending" else "B03.FR.02"
    return _not_before(call.at - before.answered_at, interval, context, f"the interval is {interval} s").of(id)


@rule("B02.FR.07", "B03.FR.05", judges=STATION, sends="BootNotification")
def boots_do_not_flood(call: Exchange, context: Context) -> Answers:
    """A station that is not accepted, and was given the interval 0, waits a while of its own.

    Not judged: after a start, after a TriggerMessage for it, a boot without an answer.
    """
    before = None if "starts" in context.lacks else _boot_before(call, context)
    if before is None or _is_triggered(call, before, context):
        return NOT_EXERCISED
    status = before.result["status"]
    if status == "Accepted" or before.result["interval"] != 0 or before.answered_at is None:
        return NOT_EXERCISED
    id = "B02.FR.07" if status == "Pending" else "B03.FR.05"
    waited = call.at - before.answered_at
    if waited >= max(FLOOD * context.time_scale, LEAST):
        return HELD.of(id)
    text = f"booted again after {waited / context.time_scale:.1f} s, with no interval: a flood"
    return missed(text, cause="flood").of(id)


@rule("B02.FR.08", "B03.FR.06", judges=STATION, about="BootNotification")
def a_station_boots_again_after_the_interval(context: Context) -> Rulings:
    """A station that is not accepted boots again once its interval is over.

    Judged as missing only two and a half intervals and patience later, while the connection where it was told so is
    open. Not judged: where the interval was 0, after a start.
    """
    for boot in context.calls("BootNotification"):
        if not boot.succeeded or boot.result["status"] == "Accepted" or boot.answered_at is None:
            continue
        id = "B02.FR.08" if boot.result["status"] == "Pending" else "B03.FR.06"
        interval = boot.result["interval"] * context.time_scale
        again = [e for e in context.calls("BootNotification") if e.at > boot.answered_at]
        if interval <= 0 or started_since(boot.answered_at, context):
            continue
        if again:
            yield HELD.of(id)
        elif context.waited(boot.connection, boot.answered_at) > interval * 2.5 + context.patience:
            text = f"no BootNotification {boot.result['interval']} s after it was {boot.result['status']}"
            yield missed(text, cause="none").of(id).at(boot)


# -- reading -----------------------------------------------------------------------------------------------------------


def connectors(context: Context) -> frozenset[tuple[int, int]]:
    """The connectors of the station's inventory; empty: not known."""
    return context.conversation.device.connectors or frozenset()


def states(context: Context, since: Exchange) -> Iterator[tuple[Exchange, tuple[int, int], str]]:
    """The states of connectors that were told after this exchange until the next boot: CALL, connector, state."""
    for each in context.window:
        if each.sender is not STATION or each.at <= since.at or not each.valid:
            continue
        if each.action == "BootNotification":
            return
        yield from told_by(each)


def told_by(each: Exchange) -> Iterator[tuple[Exchange, tuple[int, int], str]]:
    """The states of connectors that a valid CALL tells: itself, connector, state."""
    if each.action == "StatusNotification":
        place = each.request["evseId"], each.request["connectorId"]
        yield each, place, each.request["connectorStatus"]
    elif each.action == "NotifyEvent":
        for event in each.request["eventData"]:
            evse = event["component"].get("evse", {})
            if event["variable"]["name"].lower() == "availabilitystate" and "connectorId" in evse:
                yield each, (evse["id"], evse["connectorId"]), event["actualValue"]


def _is_awaited(start: float, opened: float, until: float, context: Context) -> bool:
    return until - start >= context.patience and until - opened >= context.patience / 2


def _began(context: Context) -> float:
    return context.taken[0].entry.at if context.taken else float("inf")


def _is_settled(boot: Exchange, context: Context) -> bool:
    """Whether patience has passed on its connection since it was answered, and every CALL behind it got its result."""
    since = boot.answered_at or boot.at
    own = [e for e in boot.connection.calls_of(STATION) if e.at > since]
    if any(each.action == "BootNotification" for each in own):
        return False
    return context.waited(boot.connection, since) >= context.patience and all(each.succeeded for each in own)


def _boot_before(call: Exchange, context: Context) -> Exchange | None:
    """The boot before this one, where it was answered and the station didn't start in between."""
    for each in context.calls_ever("BootNotification"):
        if each is not call and each.at <= call.at:
            fresh = started_since(each.at, context)
            return each if each.succeeded and not fresh else None
    return None


def started_since(at: float, context: Context) -> bool:
    """Whether the station was started after this moment, or may have been by a Reset that it accepted."""
    if any(start > at for start in context.conversation.power_ons):
        return True
    resets = takewhile(lambda reset: reset.at > at, context.calls_ever("Reset"))
    return any(reset.succeeded and reset.result["status"] != "Rejected" for reset in resets)


def _is_triggered(call: Exchange, before: Exchange, context: Context) -> bool:
    if call.request["reason"] == "Triggered":
        return True
    for each in reversed(context.conversation.exchanges):
        if each is before:
            return False
        asked = each.sender is CSMS and each.action == "TriggerMessage"
        if asked and each.request.get("requestedMessage") == "BootNotification":
            return True
    return False


def _not_before(waited: float, due: float, context: Context, why: str) -> Ruling:
    real = due * context.time_scale
    if waited >= real - max(real * 0.1, 0.02):
        return HELD
    return missed(f"booted again after {waited / context.time_scale:.1f} s; {why}", cause="early")
