"""The clock of a charging station (B01, G02)."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Conversation, Exchange
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    HELD_ONLY,
    NOT_EXERCISED,
    Context,
    Ruling,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.times import epoch

CSMS, STATION = Role.CSMS, Role.STATION
TOLERANCE = 60.0
"""Seconds."""
QUARTER = 900
"""Seconds: what the offsets of time zones are multiples of."""


@rule("B01.FR.06", "G02.FR.06", judges=STATION, about=("StatusNotification", "NotifyReport", "NotifyEvent"))
def the_clock_follows_the_csms(context: Context) -> Rulings:
    """After an accepted boot, what a station dates at the moment of sending is within a minute of the CSMS's time: a
    report, a NotifyEvent, a StatusNotification that tells another status than the last. Otherwise an advisory, and a
    MUST where TimeSource is known to name Heartbeat first.

    Not judged: the first status of a connector, which may be from before; what is sent on a connection after the one
    with the boot; events of transactions, which may have waited. A CSMS's time that differs from ours proves it.
    """
    if "clock" in context.lacks:
        return
    last = context.memory("connector status")
    for call in context.calls("StatusNotification", "NotifyReport", "NotifyEvent"):
        place = call.request.get("evseId"), call.request.get("connectorId")
        fresh = call.action != "StatusNotification" or last[place] not in (None, call.request["connectorStatus"])
        if call.action == "StatusNotification":
            last[place] = call.request["connectorStatus"]
        told = _told_time(context.conversation, call)
        if fresh and told is not None:
            yield _compare(call, told, context)


def _told_time(conversation: Conversation, call: Exchange) -> tuple[Exchange, float] | None:
    """The last time that the CSMS told on this connection, and by how much it differs from ours."""
    for each in reversed(call.connection.exchanges.of("BootNotification", "Heartbeat")):
        time = epoch(each.result.get("currentTime")) if each.succeeded else None
        answer = each.answer
        if time is not None and answer is not None and each.sender is STATION and answer.entry.at < call.at:
            accepted = each.action == "Heartbeat" or each.result.get("status") == "Accepted"
            return (each, time - answer.entry.wall) if accepted else None
    return None


def _compare(call: Exchange, told: tuple[Exchange, float], context: Context) -> Ruling:
    source, shift = told
    stamp = call.request.get("generatedAt", call.request.get("timestamp"))
    time = epoch(stamp)
    if time is None:
        return NOT_EXERCISED
    ids = ("B01.FR.06",) if source.action == "BootNotification" else ("G02.FR.06",)
    off = time - (call.entry.wall + shift)
    if abs(off) <= TOLERANCE:
        return (HELD if abs(shift) > TOLERANCE else HELD_ONLY).of(*ids)
    first = (context.conversation.device.value("ClockCtrlr", "TimeSource") or "").split(",")[0].strip()
    local = "; it looks like local time" if _is_local(off) else ""
    text = f"{call.action} is dated {stamp}, {off:+.0f} s from the CSMS's time{local}"
    return missed(text, cause="clock").of(*ids).at(call).mildly(first != "Heartbeat")


def _is_local(off: float) -> bool:
    return abs(off) < 15 * 3600 and abs(off - QUARTER * round(off / QUARTER)) < 5
