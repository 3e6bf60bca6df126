"""Block G, Heartbeat (G02), and the interval that a boot gives (B01): what a charging station must do."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Connection, Exchange
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    HELD_ONLY,
    NOT_EXERCISED,
    Answers,
    Context,
    missed,
    rule,
)
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.times import epoch

CSMS, STATION = Role.CSMS, Role.STATION

SLACK = 60.0
"""Seconds by which clocks may differ: our reading; the text gives no number."""


@rule("B01.FR.04", "G02.FR.01", "G02.FR.02", judges=STATION, sends="Heartbeat")
def heartbeats_keep_their_interval(call: Exchange, context: Context) -> Answers:
    """Two Heartbeats on a connection are no closer than the interval of the last accepted boot, less a fifth, or 20 ms,
    for timers: it is proven by the second.

    Not judged: where a TriggerMessage, a SetVariables or a boot came in between, or the first got no result or may have
    been triggered itself; an interval of 0, one that SetVariables changed since the boot. How late one may be is not
    judged: what else is sent may put it off (G02.FR.05).
    """
    before, between = _last_heartbeat(call)
    if "time" in context.lacks or before is None or before.answered_at is None or not before.succeeded:
        return NOT_EXERCISED
    interval = _interval(call, context)
    if interval is None:
        return NOT_EXERCISED
    if any(each.action in ("TriggerMessage", "SetVariables", "BootNotification") for each in between):
        return NOT_EXERCISED
    if any(each.action == "TriggerMessage" for each in _last_heartbeat(before)[1]):
        return NOT_EXERCISED
    real = interval * context.time_scale
    ids = ("B01.FR.04", "G02.FR.01", "G02.FR.02")
    if call.at - before.at >= real - max(real * 0.2, 0.02):
        return HELD.of(*ids)
    waited = (call.at - before.at) / context.time_scale
    return missed(f"a Heartbeat {waited:.1f} s after the last; the interval is {interval} s", cause="early").of(*ids)


@rule("G02.FR.06", "B01.FR.06", judges=STATION, sends="StatusNotification")
def a_clock_follows_the_csms(call: Exchange, context: Context) -> Answers:
    """A status is not dated more than a minute ahead of the time that the CSMS told last: an advisory, unless
    TimeSource names Heartbeat first.

    It is proven where the CSMS's time was off from ours by more than that. Not judged: without a time of the CSMS on
    the connection; a date that lies behind, which may be that of the change.
    """
    told, stamp = _last_time_told(call.connection), epoch(call.request["timestamp"])
    if "clock" in context.lacks or told is None or told.answer is None or stamp is None:
        return NOT_EXERCISED
    since = told.answer.entry.wall
    theirs = epoch(told.result["currentTime"])
    first = (context.conversation.device.value("ClockCtrlr", "TimeSource") or "").split(",")[0].strip().lower()
    bound = first == "heartbeat"
    ids = ("B01.FR.06", "G02.FR.06") if bound else ("G02.FR.06",)
    if theirs is None:
        return NOT_EXERCISED
    ahead = (stamp - call.entry.wall) - (theirs - since)
    if ahead > SLACK:
        text = f"a status is dated {ahead:.0f} s ahead of the CSMS's time{_zone(ahead)}"
        return missed(text, cause="ahead").of(*ids).mildly(not bound)
    return (HELD if abs(theirs - since) > SLACK else HELD_ONLY).of(*ids)


# -- reading -----------------------------------------------------------------------------------------------------------


def _zone(seconds: float) -> str:
    quarters = seconds / 900
    return "; it looks like local time" if abs(quarters - round(quarters)) < 0.1 else ""


def _last_time_told(connection: Connection) -> Exchange | None:
    """The newest CALL of the station whose answer told the time."""
    newest = (
        next((each for each in reversed(connection.exchanges.of(action)) if _tells_the_time(each)), None)
        for action in ("BootNotification", "Heartbeat")
    )
    return max((each for each in newest if each is not None), key=lambda each: each.at, default=None)


def _tells_the_time(call: Exchange) -> bool:
    return call.sender is STATION and "currentTime" in call.result and call.succeeded


def _last_heartbeat(call: Exchange) -> tuple[Exchange | None, list[Exchange]]:
    """The Heartbeat before on the connection, and what came between the two."""
    between: list[Exchange] = []
    newest_first = reversed(call.connection.exchanges)
    any(each is call for each in newest_first)  # go on behind it: in a flood a search from the start takes for ever
    for each in newest_first:
        if each.action == "Heartbeat" and each.sender is STATION:
            return each, between
        between.append(each)
    return None, between


def _interval(call: Exchange, context: Context) -> int | None:
    """The interval of the last accepted boot, where nothing else has set it since."""
    boots = context.calls_ever("BootNotification")
    boot = next((each for each in boots if each.at < call.at), None)
    if boot is None or not boot.succeeded or boot.result["status"] != "Accepted":
        return None
    for each in context.calls_ever("SetVariables"):
        if each.at < boot.at:
            break
        if _changes_interval(each):
            return None
    return boot.result["interval"] if boot.result["interval"] > 0 else None


def _changes_interval(call: Exchange) -> bool:
    """Whether a SetVariables may have set HeartbeatInterval."""
    if call.sender is STATION or not call.valid:
        return False
    return any(item["variable"]["name"].lower() == "heartbeatinterval" for item in call.request["setVariableData"])
