"""Reports that were asked for: base reports and reports (B07, B08), monitors (N02), and those of blocks K, N and O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ocpp_conformance.harness.conversation import ASKED_BY, Exchange, Key, Report, key_of
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
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION

_REPEATS = {
    "GetBaseReport": "B07.FR.04",
    "GetReport": "B08.FR.04",
    "GetMonitoringReport": "N02.FR.04",
    "GetChargingProfiles": "K09.FR.01",
    "GetDisplayMessages": "O03.FR.05",
}
_NUMBERED = {"GetBaseReport": "B07.FR.10", "GetReport": "B08.FR.14", "GetMonitoringReport": "N02.FR.09"}
_DELIVERED = {"GetBaseReport": "B07.FR.03", "GetReport": "B08.FR.03", "GetMonitoringReport": "N02.FR.03"}
_REPORTS = tuple(part for part, askers in ASKED_BY.items() if set(askers) & set(_REPEATS))


@rule(*_REPEATS.values(), judges=STATION, sends=_REPORTS)
def a_report_repeats_the_id_of_its_request(call: Exchange, context: Context) -> Answers:
    """Each message of a report has the requestId of a request that was accepted, or is not answered yet.

    Not judged: where no request of this kind is in the conversation, or all of them are delivered; a conversation that
    begins in the middle of the connection.
    """
    device = context.conversation.device
    report = device.report_of(call)
    if report is not None:
        return HELD.of(_REPEATS[report.asked.action]) if _may_come(report) else NOT_EXERCISED
    if call.connection.opened is None or call.connection.opened.carried:
        return NOT_EXERCISED
    waiting = [each for each in device.reports if each.asked.action in ASKED_BY[call.action] and each.accepted]
    waiting = [each for each in waiting if not each.ended]
    if not waiting:
        return NOT_EXERCISED
    asked = waiting[-1].asked
    text = f"{call.action} has requestId {call.request['requestId']}, which nobody asked for with {asked.action}"
    return missed(text, cause=call.action).of(_REPEATS[asked.action])


@rule(*_NUMBERED.values(), judges=STATION, sends=("NotifyReport", "NotifyMonitoringReport"))
def parts_of_a_report_are_numbered_from_zero(call: Exchange, context: Context) -> Answers:
    """The first part of a report has seqNo 0, each next one more, over all of it.

    Not judged: a requestId that was given twice at a time, a part that is sent again, parts of a report that went over
    several connections, or of which one was invalid, got no CALLRESULT, or came after its end; a conversation that
    begins in the middle of the connection.
    """
    report = context.conversation.device.report_of(call)
    if report is None or not _is_orderly(report, call, context):
        return NOT_EXERCISED
    before = report.parts[-2].request if len(report.parts) > 1 else None
    due = 0 if before is None else before["seqNo"] + 1
    id = _NUMBERED[report.asked.action]
    if call.request["seqNo"] == due:
        return HELD.of(id)
    return missed(f"part {len(report.parts)} has seqNo {call.request['seqNo']}, not {due}", cause="number").of(id)


@rule(*_DELIVERED.values(), judges=STATION, about=_DELIVERED)
def an_accepted_report_comes_to_its_end(context: Context) -> Rulings:
    """What was accepted comes in one message or more, the last of which says that none follows.

    Judged as missing only after patience with the connection open since the last part, or the answer. Not judged: a
    report of which a part got no CALLRESULT, or was invalid.
    """
    for report in _asked_in_window(context):
        id = _DELIVERED.get(report.asked.action)
        if id is None or not report.accepted:
            continue
        if report.ended:
            yield HELD.of(id)
        elif all(part.succeeded for part in report.parts) and _is_over(report, context):
            text = f"{report.asked.action} was accepted; {len(report.parts)} messages came, none was the last"
            yield missed(text, cause=report.asked.action).of(id).at((report.parts or [report.asked])[-1])


@rule("B07.FR.05", judges=STATION, about="GetBaseReport")
def nothing_follows_what_is_not_supported(context: Context) -> Rulings:
    """No NotifyReport comes of a base report that is answered NotSupported; it held once patience has passed."""
    for report in _asked_in_window(context):
        if report.asked.action != "GetBaseReport" or report.asked.result.get("status") != "NotSupported":
            continue
        if report.parts:
            yield missed("NotifyReport of a base report that is not supported", cause="part").at(report.parts[0])
        elif _calm(report, context):
            yield HELD


@rule("B08.FR.15", "N02.FR.10", judges=STATION, about=("GetReport", "GetMonitoringReport"))
def nothing_follows_an_empty_set(context: Context) -> Rulings:
    """What is answered EmptyResultSet has no report; one that comes shows that the set wasn't empty. Silence proves
    nothing of what the set was: it only held."""
    ids = {"GetReport": "B08.FR.15", "GetMonitoringReport": "N02.FR.10"}
    for report in _asked_in_window(context):
        id = ids.get(report.asked.action)
        if id is None or report.asked.result.get("status") != "EmptyResultSet":
            continue
        if report.parts:
            text = f"{report.parts[0].action} after EmptyResultSet"
            yield missed(text, cause="part").of(id).at(report.parts[0])
        elif _calm(report, context):
            yield HELD_ONLY.of(id)


@rule("B07.FR.01", "B07.FR.12", judges=STATION, answers="GetBaseReport")
def base_reports_are_accepted(exchange: Exchange, context: Context) -> Answers:
    """ConfigurationInventory and FullInventory are Accepted: that both are supported is proven once both were.

    Not judged: Rejected, for the moment (B07.FR.13), another report base that is NotSupported.
    """
    status, base = exchange.result["status"], exchange.request["reportBase"]
    required = base in ("ConfigurationInventory", "FullInventory")
    if status == "Accepted":
        seen = context.memory("base reports")
        seen[base] = True
        both = seen["ConfigurationInventory"] and seen["FullInventory"]
        return (HELD.of("B07.FR.01"), (HELD if both and required else HELD_ONLY).of("B07.FR.12"))
    if status == "Rejected" or not required:
        return NOT_EXERCISED
    if status == "NotSupported":
        return missed(f"{base} is NotSupported", cause=base).of("B07.FR.12", "B07.FR.01")
    return missed(f"{base} is answered {status}", cause=status).of("B07.FR.01")


@rule("B08.FR.01", judges=STATION, answers="GetReport")
def a_report_of_what_there_is_is_accepted(exchange: Exchange, context: Context) -> Answers:
    """A report of variables of which the station has told one before is not answered EmptyResultSet.

    Not judged: with componentCriteria, without such a variable, Rejected or NotSupported.
    """
    wanted = exchange.request.get("componentVariable", ())
    told = context.conversation.device.values
    if "componentCriteria" in exchange.request or not any(key_of(item) in told for item in wanted):
        return NOT_EXERCISED
    match exchange.result["status"]:
        case "Accepted":
            return HELD
        case "EmptyResultSet":
            return missed("EmptyResultSet of a variable that the station has told of", cause="empty")
    return NOT_EXERCISED


@rule("B08.FR.05", judges=STATION, sends="NotifyReport")
def a_report_keeps_to_what_was_asked_for(call: Exchange, context: Context) -> Answers:
    """A report of chosen variables holds no others. A name left open, of an EVSE, connector, variable or instance,
    takes in all. Not judged: with componentCriteria, a requestId that was given twice at a time."""
    report = context.conversation.device.report_of(call)
    if report is None or report.asked.action != "GetReport":
        return NOT_EXERCISED
    wanted = report.asked.request.get("componentVariable")
    if wanted is None or "componentCriteria" in report.asked.request or report.shared:
        return NOT_EXERCISED
    for item in call.request.get("reportData", ()):
        if not any(_selects(one, item) for one in wanted):
            name = f"{item['component']['name']}.{item['variable']['name']}"
            return missed(f"the report holds {name}, which nobody asked for", cause="another")
    return HELD


@rule("B08.FR.12", "B07.FR.07", "B07.FR.08", judges=STATION, sends="NotifyReport")
def reported_variables_have_their_characteristics(call: Exchange, context: Context) -> Answers:
    """Each variable of an inventory, or of a report, comes with variableCharacteristics.

    Not judged: SummaryInventory. Of an inventory it only held: whether all is in it is another question.
    """
    report = context.conversation.device.report_of(call)
    items = call.request.get("reportData", ())
    if report is None or not items:
        return NOT_EXERCISED
    bases = {"ConfigurationInventory": "B07.FR.07", "FullInventory": "B07.FR.08", "": "B08.FR.12"}
    id = bases.get(report.asked.request.get("reportBase", ""))
    if id is None:
        return NOT_EXERCISED
    bare = next((item for item in items if "variableCharacteristics" not in item), None)
    if bare is not None:
        name = f"{bare['component']['name']}.{bare['variable']['name']}"
        return missed(f"{name} has no variableCharacteristics", cause="none").of(id)
    return (HELD if id == "B08.FR.12" else HELD_ONLY).of(id)


@rule("B07.FR.08", "B07.FR.11", judges=STATION, about="GetBaseReport")
def a_full_inventory_has_what_was_told(context: Context) -> Rulings:
    """A whole FullInventory has each variable, with each attribute, that the station gave a value of before: that
    proves it.

    Not judged: a report that is not whole, went over several connections, or of which a part was invalid.
    """
    for report in _asked_in_window(context):
        if report.asked.request.get("reportBase") != "FullInventory" or not (report.accepted and report.ended):
            continue
        if _has_invalid(report, context) or len({id(part.connection) for part in report.parts}) > 1:
            continue
        told = {(key_of(item), item.get("attributeType", "Actual")): item for item in _read_before(report, context)}
        reported = set(_attributes(report))
        variables = {key for key, _ in reported}
        lost = [(key, item) for key, item in told.items() if key not in reported]
        for (key, type_), item in lost:
            name = f"{item['component']['name']}.{item['variable']['name']}"
            ids = ("B07.FR.11",) if key in variables else ("B07.FR.08", "B07.FR.11")
            text = f"{type_} of {name} can be read and is not in the FullInventory"
            yield missed(text, cause=name).of(*ids).at(report.parts[-1])
        if not lost:
            yield (HELD if told else HELD_ONLY).of("B07.FR.08", "B07.FR.11")


# -- reading -----------------------------------------------------------------------------------------------------------


def _asked_in_window(context: Context) -> Iterator[Report]:
    """The reports that were asked for in the present case, as it should be, and answered, with an id of their own."""
    mine = {id(each) for each in context.window}
    for report in context.conversation.device.reports:
        if id(report.asked) in mine and report.asked.succeeded and not report.shared:
            yield report


def _may_come(report: Report) -> bool:
    return report.accepted or report.asked.answer is None


def _is_orderly(report: Report, call: Exchange, context: Context) -> bool:
    earlier = [part for part in report.parts if part is not call]
    if (
        report.shared
        or any(part.request == call.request for part in earlier)
        or any(not part.succeeded for part in earlier)
    ):
        return False
    if any(part.connection is not call.connection for part in earlier) or _has_invalid(report, context):
        return False
    return not (earlier and not earlier[-1].request.get("tbc", False))


def _has_invalid(report: Report, context: Context) -> bool:
    since = report.asked.at
    named = context.window.of(*(action for action, asked in ASKED_BY.items() if report.asked.action in asked))
    calls = (each for each in named if each.sender is STATION and each.at >= since and not each.valid)
    return any(True for _ in calls)


def _is_over(report: Report, context: Context) -> bool:
    return _calm(report, context) and not _has_invalid(report, context)


def _calm(report: Report, context: Context) -> bool:
    """Whether patience has passed since the last message of any report, on the connection where it was asked for."""
    connection = report.asked.connection
    since = report.asked.answered_at or report.asked.at
    for each in connection.exchanges.of(*ASKED_BY):
        if each.sender is STATION:
            since = max(since, each.answered_at or each.at)
    return context.waited(connection, since) >= context.patience


def _attributes(report: Report) -> Iterator[tuple[Key, str]]:
    for key, item in report.told:
        yield from ((key, each.get("type", "Actual")) for each in item["variableAttribute"])


def _read_before(report: Report, context: Context) -> Iterator[Mapping[str, Any]]:
    for each in context.window.of("GetVariables"):
        if not each.succeeded or each.at > report.asked.at:
            continue
        for item in each.result["getVariableResult"]:
            if item["attributeStatus"] == "Accepted":
                yield item


def _selects(wanted: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    """Whether a ComponentVariable takes in what is reported."""
    open_, found = key_of(wanted), key_of(item)
    variable = wanted.get("variable") or {}
    return (
        open_[0] == found[0]
        and (not open_[1] or open_[1] == found[1])
        and (open_[2] is None or open_[2] == found[2])
        and (open_[3] is None or open_[3] == found[3])
        and (not variable or open_[4] == found[4])
        and (not open_[5] or open_[5] == found[5])
    )
