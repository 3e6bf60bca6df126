"""Block G, availability, with the time that a CSMS tells: what a CSMS must do."""

from __future__ import annotations

from dataclasses import replace

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.requirements.rule import HELD, HELD_ONLY, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.times import epoch

CSMS = Role.CSMS

MINUTE, DAY = 60.0, 86400.0
BACK = 2.0
"""Seconds that a time may run back: the answers of two machines whose clocks are a little apart."""
OF_BOOTS = "Part 2, BootNotificationResponse"
TELLS_TIME = ("BootNotification", "Heartbeat")


@rule("G02.FR.03", OF_BOOTS, judges=CSMS, answers=TELLS_TIME)
def the_current_time_is_the_time(exchange: Exchange, context: Context) -> Answers:
    """`currentTime` of a boot or heartbeat answer is the time, by our clock: more than a minute off is an advisory,
    more than a day is a breach. Each answer proves it."""
    told, id = epoch(exchange.result["currentTime"]), _id(exchange)
    if "clock" in context.lacks or told is None or exchange.answer is None:
        return NOT_EXERCISED
    off = max(exchange.entry.wall - told, told - exchange.answer.entry.wall, 0.0)
    if off <= MINUTE:
        return HELD.of(id)
    text = f"currentTime is {exchange.result['currentTime']}, {_apart(off)} off"
    return replace(missed(text, cause="off"), grade=MUST).mildly(off <= DAY).of(id)


@rule("G02.FR.03", OF_BOOTS, judges=CSMS, answers=TELLS_TIME)
def the_current_time_does_not_run_back(exchange: Exchange, context: Context) -> Answers:
    """`currentTime` is not earlier than in the answer before: 2 s or more are an advisory, a minute is a breach.

    Not judged over two connections: another machine may serve the second. One-sided: nothing proves a clock right.
    """
    latest = context.memory("the last current time")
    told, before = epoch(exchange.result["currentTime"]), latest[exchange.connection.number]
    if told is None:
        return NOT_EXERCISED
    latest[exchange.connection.number] = told
    if before is None:
        return NOT_EXERCISED
    if told >= before - BACK:
        return HELD_ONLY.of(_id(exchange))
    text = f"currentTime is {exchange.result['currentTime']}, {_apart(before - told)} before the last one"
    return replace(missed(text, cause="back"), grade=MUST).mildly(before - told <= MINUTE).of(_id(exchange))


def _id(exchange: Exchange) -> str:
    return "G02.FR.03" if exchange.action == "Heartbeat" else OF_BOOTS


def _apart(seconds: float) -> str:
    return f"{seconds / DAY:.0f} days" if seconds > 2 * DAY else f"{seconds:.0f} s"
