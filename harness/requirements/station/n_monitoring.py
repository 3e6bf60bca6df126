"""Block N, monitoring: what a charging station must answer and tell."""

from __future__ import annotations

from collections import Counter

from ocpp_conformance.harness.conversation import Exchange, key_of
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, Rulings, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION


@rule("N04.FR.01", "N04.FR.02", judges=STATION, answers="SetVariableMonitoring")
def each_monitor_to_set_has_a_result(exchange: Exchange, _context: Context) -> Rulings:
    """There are as many results as monitors were to be set, and each names a component and variable of these, in any
    letter case and order."""
    asked, results = exchange.request["setMonitoringData"], exchange.result["setMonitoringResult"]
    if len(asked) == len(results):
        yield HELD.of("N04.FR.01")
    else:
        yield missed(f"{len(results)} results for {len(asked)} monitors", cause="number").of("N04.FR.01")
    strange = Counter(map(key_of, results)) - Counter(map(key_of, asked))
    if strange:
        component, variable = next(iter(strange))[::4]
        text = f"a result names {component}.{variable}, which is not asked for, or not so often"
        yield missed(text, cause="another").of("N04.FR.02")
    else:
        yield HELD.of("N04.FR.02")


@rule("N06.FR.05", judges=STATION, answers="ClearVariableMonitoring")
def each_monitor_to_clear_has_a_result(exchange: Exchange, _context: Context) -> Answers:
    """Each id that was to be cleared has a result, in any order; an id that was given twice may have one."""
    lost = set(exchange.request["id"]) - {each["id"] for each in exchange.result["clearMonitoringResult"]}
    return missed(f"no result for monitor {min(lost)}", cause="id") if lost else HELD


@rule("N07.FR.06", judges=STATION, sends="NotifyEvent")
def an_event_names_its_monitor(call: Exchange, _context: Context) -> Answers:
    """What a monitor triggered has its variableMonitoringId. Not judged: HardWiredNotification, which no monitor
    triggered."""
    by_monitor = [e for e in call.request["eventData"] if e["eventNotificationType"] != "HardWiredNotification"]
    if not by_monitor:
        return NOT_EXERCISED
    bare = next((event for event in by_monitor if "variableMonitoringId" not in event), None)
    if bare is None:
        return HELD
    return missed(f"an event of a {bare['eventNotificationType']} has no variableMonitoringId", cause="id")


@rule("N07.FR.07", "N08.FR.04", judges=STATION, sends="NotifyEvent")
def events_are_numbered_from_zero(call: Exchange, context: Context) -> Answers:
    """The first or only message about an event has seqNo 0: N08 where all in it is Periodic, else N07.

    Not judged: one that follows another that says so (tbc), or has its generatedAt; one that follows a
    message without an answer, which may be sent again; the first of a connection that the conversation doesn't have
    from its beginning.
    """
    others = [e for e in context.conversation.exchanges.of("NotifyEvent") if e is not call]
    last = others[-1] if others else None
    if last is None and (call.connection.opened is None or call.connection.opened.carried):
        return NOT_EXERCISED
    if last is not None and (last.request.get("tbc") or _same_time(last, call) or last.answer is None):
        return NOT_EXERCISED
    periodic = all(event["trigger"] == "Periodic" for event in call.request["eventData"])
    id = "N08.FR.04" if periodic else "N07.FR.07"
    if call.request["seqNo"] == 0:
        return HELD.of(id)
    return missed(f"the first message of an event has seqNo {call.request['seqNo']}", cause="first").of(id)


@rule("N08.FR.05", judges=STATION, sends="NotifyEvent")
def what_a_periodic_monitor_tells_is_periodic(call: Exchange, context: Context) -> Answers:
    """What a monitor of type Periodic or PeriodicClockAligned tells has trigger Periodic.

    Not judged: monitors that were not set in the conversation, or before the last boot, after which ids may be others.
    """
    periodic = _periodic_monitors(call, context)
    mine = [event for event in call.request["eventData"] if event.get("variableMonitoringId") in periodic]
    wrong = next((event["trigger"] for event in mine if event["trigger"] != "Periodic"), None)
    if wrong is not None:
        return missed(f"an event of a periodic monitor has trigger {wrong}", cause=wrong)
    return HELD if mine else NOT_EXERCISED


# -- reading -----------------------------------------------------------------------------------------------------------


def _same_time(one: Exchange, other: Exchange) -> bool:
    return bool(one.request.get("generatedAt") == other.request["generatedAt"])


def _periodic_monitors(call: Exchange, context: Context) -> set[int]:
    """The ids of monitors of which the last that is known is that they are periodic."""
    found: dict[int, bool] = {}
    for each in context.conversation.exchanges:
        if each.action == "BootNotification":
            found = {}
        if each.action != "SetVariableMonitoring" or not each.succeeded or each.at > call.at:
            continue
        for result in each.result["setMonitoringResult"]:
            if result["status"] == "Accepted" and "id" in result:
                found[result["id"]] = result["type"].startswith("Periodic")
    return {id for id, periodic in found.items() if periodic}
