"""A station's reports of what the CSMS chooses (B08), and what it says of single instances (B06)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import about, of_station
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.rpc import ErrorCode


def _without_variable(original: Any, item: Any, variable: Any) -> Any:
    return original(item, variable) and ("variable" in item or variable.name == "Enabled")


def _one_instance(original: Any, item: Any, variable: Any) -> Any:
    named = "instance" in item.get("variable", {"instance": ""})
    return original(item, variable) and (named or variable.instance in (None, "GetReport"))


def _no_connector(original: Any, item: Any, variable: Any) -> Any:
    evse = item["component"].get("evse", {})
    return original(item, variable) and variable.connector == evse.get("connectorId", variable.connector and not evse)


def _first_evse(original: Any, item: Any, variable: Any) -> Any:
    return original(item, variable) and ("evse" in item["component"] or variable.evse in (None, 1))


def _every_evse(original: Any, item: Any, variable: Any) -> Any:
    component = {name: value for name, value in item["component"].items() if name != "evse"}
    return original({**item, "component": component}, variable)


def _every_instance(original: Any, item: Any, variable: Any) -> Any:
    named = {"variable": {"name": item["variable"]["name"]}} if "variable" in item else {}
    return original({**item, **named}, variable)


def _first_criterion(original: Any, call: Any) -> Any:
    criteria = call.payload.get("componentCriteria", [])[:1]
    wanted = {**call.payload, "componentCriteria": criteria} if criteria else call.payload
    return original(type(call)(call.message_id, call.action, wanted))


def _rejects_nothing(original: Any, call: Any) -> Any:
    answer = original(call)
    return {"status": "Rejected"} if answer.get("status") == "EmptyResultSet" else answer


def _crashes_on_many(original: Any, call: Any) -> Any:
    try:
        return original(call)
    except Refusal as refusal:
        if refusal.code != ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION:
            raise
        raise Refusal(ErrorCode.INTERNAL_ERROR, "list index out of range") from None


def _tells_password(original: Any, item: Any) -> Any:
    if item["variable"]["name"] != "BasicAuthPassword":
        return original(item)
    return {**item, "attributeStatus": "Accepted", "attributeType": "Actual", "attributeValue": "a-password-of-mine"}


def _drops_instance(original: Any, item: Any) -> Any:
    result = original(item)
    return {**result, "variable": {"name": result["variable"]["name"]}}


def _guesses_instance(original: Any, item: Any) -> Any:
    result = original(item)
    if result["attributeStatus"] != "UnknownVariable" or "instance" in item["variable"]:
        return result
    guessed = original({**item, "variable": {**item["variable"], "instance": "TransactionEvent"}})
    return {**guessed, "variable": item["variable"]}


def _any_instance(original: Any, item: Any, variable: Any) -> Any:
    component = {name: value for name, value in item["component"].items() if name != "instance"}
    return original({**item, "component": component}, variable)


def _no_instance(original: Any, item: Any, variable: Any) -> Any:
    return original(item, variable) and ("instance" in item["component"] or variable.component_instance is None)


def _rejects_unsupported(original: Any, call: Any) -> Any:
    answer = original(call)
    return {"status": "Rejected"} if answer.get("status") == "NotSupported" else answer


def _asked_for_summary(original: Any, call: Any) -> Any:
    wanted = call.payload["reportBase"] == "SummaryInventory"
    memory_of(system_of(original))["summary"] = call.payload["requestId"] if wanted else None
    return original(call)


async def _without_evses(original: Any, action: str, payload: Any, **more: Any) -> Any:
    if payload["requestId"] == memory_of(system_of(original)).get("summary"):
        kept = [item for item in payload["reportData"] if item["component"]["name"] != "EVSE"]
        payload = {**payload, "reportData": kept or payload["reportData"][:1]}
    return await original(action, payload, **more)


_REPORTS = ("GetBaseReport", "GetReport")


def _notes_reports(original: Any, call: Any) -> Any:
    memory_of(system_of(original)).setdefault("late", set()).add(call.message_id)
    return original(call)


def _last_of_all(original: Any, reply: Any) -> Any:
    """The answer waits until what it promises is sent."""
    station, text = system_of(original), original(reply)
    if text is None or reply.message_id not in memory_of(station).get("late", ()):
        return text
    station.tasks.start(_send_behind(station, text), "late answer")
    return None


async def _send_behind(station: Any, text: str) -> None:
    await station.outbox.empty()
    await station.connection.link.send(text)


FAULTS = (
    of_station(
        "report-before-response",
        "reports before it says that it will",
        "FR.05",
        reply=heard(_notes_reports, *_REPORTS),
        encode=about(_last_of_all, *_REPORTS),
    ),
    of_station(
        "report-of-any-instance",
        "reports every instance of a component where one is named",
        "B08.FR.24",
        selects=_any_instance,
    ),
    of_station(
        "report-without-instances",
        "reports no instance of a component where none is named",
        "B08.FR.25",
        selects=_no_instance,
    ),
    of_station(
        "unsupported-rejected",
        "rejects criteria and bases that it doesn't support",
        "B08.FR.02",
        handle=heard(_rejects_unsupported, "GetReport", "GetMonitoringReport", "SetMonitoringBase"),
    ),
    of_station(
        "summary-without-evses",
        "tells in a summary nothing of its EVSEs",
        "B07.FR.09",
        handle=heard(_asked_for_summary, "GetBaseReport"),
        call=sent(_without_evses, "NotifyReport"),
    ),
    of_station(
        "report-lacks-component",
        "reports of a component without a variable only whether it is enabled",
        "B08.FR.20",
        selects=_without_variable,
    ),
    of_station(
        "report-of-one-instance", "reports one instance where all are meant", "B08.FR.21", selects=_one_instance
    ),
    of_station(
        "report-without-connectors",
        "takes an EVSE for the EVSE without its connectors",
        "B08.FR.22",
        selects=_no_connector,
    ),
    of_station("report-of-first-evse", "reports EVSE 1 where all are meant", "B08.FR.23", selects=_first_evse),
    of_station("report-of-every-evse", "reports every EVSE where one is named", "B08.FR.05", selects=_every_evse),
    of_station(
        "report-of-every-instance",
        "reports every instance of a variable where one is named",
        "B08.FR.05",
        selects=_every_instance,
    ),
    of_station("criterion-unheeded", "reports components whatever the criterion", "B08.FR.09", meets=always(True)),
    of_station(
        "criterion-needs-variable",
        "leaves components without the variable out, whatever the criterion",
        "B08.FR.08",
        meets=lambda original, variable, criterion: original(variable, "Problem") and criterion == "Problem",
    ),
    of_station(
        "criteria-first-alone",
        "heeds the first criterion alone",
        "B08.FR.13",
        handle=heard(_first_criterion, "GetReport"),
    ),
    of_station(
        "empty-set-rejected", "rejects what selects nothing", "B08.FR.15", handle=heard(_rejects_nothing, "GetReport")
    ),
    of_station(
        "too-many-items-crash",
        "answers a list that is too long with InternalError",
        "J-4.3-07",
        handle=heard(_crashes_on_many, "GetReport", "GetVariables"),
    ),
    of_station("password-told", "tells its password", "B06.FR.09", get_variable=_tells_password),
    of_station("instance-not-told", "does not say which instance it tells", "B06.FR.14", get_variable=_drops_instance),
    of_station(
        "instance-guessed", "tells some instance where none was named", "B06.FR.15", get_variable=_guesses_instance
    ),
)
