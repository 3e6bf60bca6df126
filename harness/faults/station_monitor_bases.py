"""How a station goes by a monitoring base and a monitoring level (N03, N05), and what it reports of monitors (N02)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, sent, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station


def _rejects(original: Any, call: Any) -> Any:
    original(call)
    return {"status": "Rejected"}


def _all_as_default(original: Any, call: Any) -> Any:
    base = "FactoryDefault" if call.payload["monitoringBase"] == "All" else call.payload["monitoringBase"]
    return original(type(call)(call.message_id, call.action, {"monitoringBase": base}))


def _keeps_custom(base: str, *, ids: str = "own") -> Departure:
    """Custom monitors outlive this base: those of the CSMS's `own` ids, or those with ids of the `factory`."""

    def handle(original: Any, call: Any) -> Any:
        monitors = system_of(original).monitors
        custom = {monitor.id: monitor for monitor in monitors if monitor.origin.value == "CustomMonitor"}
        answer = original(call)
        if call.payload["monitoringBase"] == base:
            monitors.active |= {
                id: each for id, each in custom.items() if (id in monitors.active) == (ids == "factory")
            }
        return answer

    return handle


def _restores_nothing(base: str) -> Departure:
    """What was not active before this base isn't active then."""

    def handle(original: Any, call: Any) -> Any:
        monitors = system_of(original).monitors
        before = set(monitors.active)
        answer = original(call)
        if call.payload["monitoringBase"] == base:
            monitors.active = {id: each for id, each in monitors.active.items() if id in before}
        return answer

    return handle


def _zero_is_nothing(original: Any, call: Any) -> Any:
    return original(call) if call.payload["severity"] else {"status": "Rejected"}


def _any_level(original: Any, call: Any) -> Any:
    answer = original(call)
    system_of(original).monitors.level = call.payload["severity"]
    return {"status": "Accepted"} if answer["status"] == "Rejected" else answer


def _below_alone(original: Any, monitor: Any) -> Any:
    return original(monitor) and monitor.severity != system_of(original).monitors.level


def _nothing_accepted(original: Any, call: Any) -> Any:
    chosen = {"monitoringCriteria", "componentVariable"} & set(call.payload)
    return original(call) if chosen else {"status": "Rejected"}


def _no_empty_set(original: Any, call: Any) -> Any:
    answer = original(call)
    return {"status": "Rejected"} if answer["status"] == "EmptyResultSet" else answer


def _kind(lacking: str) -> Departure:
    """Monitors of this type meet no criterion."""
    return lambda original, monitor, criterion: monitor.type != lacking and original(monitor, criterion)


def _needs_variable(original: Any, item: Any, monitor: Any) -> Any:
    return "variable" in item and original(item, monitor)


def _needs_instance(original: Any, item: Any, monitor: Any) -> Any:
    same = item.get("variable", {}).get("instance") == monitor.variable.instance
    return ("variable" not in item or same) and original(item, monitor)


def _needs_place(*names: str) -> Departure:
    """A component is meant where its EVSE and connector are named as they are."""

    def selects_monitor(original: Any, item: Any, monitor: Any) -> Any:
        place = item["component"].get("evse", {})
        named = all(
            place.get("id" if name == "evse" else "connectorId") == getattr(monitor.variable, name) for name in names
        )
        return named and original(item, monitor)

    return selects_monitor


def _needs_no_evse(original: Any, item: Any, monitor: Any) -> Any:
    return "evse" not in item["component"] and original(item, monitor)


def _needs_component_instance(original: Any, item: Any, monitor: Any) -> Any:
    return "instance" in item["component"] and original(item, monitor)


async def _numbered_from_one(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return await original(action, {**payload, "seqNo": payload["seqNo"] + 1}, **more)


async def _other_request(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return await original(action, {**payload, "requestId": payload["requestId"] + 1000}, **more)


async def _last_continues(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return await original(action, {**payload, "tbc": True}, **more)


REPORT, PART = "GetMonitoringReport", "NotifyMonitoringReport"
BASE, LEVEL = "SetMonitoringBase", "SetMonitoringLevel"

FAULTS = (
    of_station("base-rejected", "rejects the base that it takes", "N03.FR.01", handle=heard(_rejects, BASE)),
    of_station("all-as-default", "takes All for FactoryDefault", "N03.FR.03", handle=heard(_all_as_default, BASE)),
    of_station(
        "all-restores-nothing",
        "leaves preconfigured monitors off when All is set",
        "N03.FR.03",
        handle=heard(_restores_nothing("All"), BASE),
    ),
    of_station(
        "default-keeps-custom",
        "keeps custom monitors when FactoryDefault is set",
        "N03.FR.04",
        handle=heard(_keeps_custom("FactoryDefault"), BASE),
    ),
    of_station(
        "default-restores-nothing",
        "leaves preconfigured monitors off when FactoryDefault is set",
        "N03.FR.04",
        handle=heard(_restores_nothing("FactoryDefault"), BASE),
    ),
    of_station(
        "default-keeps-overruled",
        "leaves changed preconfigured monitors as they are when FactoryDefault is set",
        "N03.FR.04",
        handle=heard(_keeps_custom("FactoryDefault", ids="factory"), BASE),
    ),
    of_station(
        "hard-wired-keeps-custom",
        "keeps custom monitors when HardWiredOnly is set",
        "N03.FR.05",
        handle=heard(_keeps_custom("HardWiredOnly"), BASE),
    ),
    of_station("level-zero-rejected", "rejects the level 0", "N05.FR.01", handle=heard(_zero_is_nothing, LEVEL)),
    of_station("level-of-anything", "accepts any level", "N05.FR.02", handle=heard(_any_level, LEVEL)),
    of_station("level-unheeded", "tells events of any severity", "N05.FR.03", may_notify=always(True)),
    of_station("level-silences-itself", "silences the level itself", "N07.FR.18", may_notify=_below_alone),
    of_station(
        "monitors-rejected", "rejects a report of all monitors", "N02.FR.01", handle=heard(_nothing_accepted, REPORT)
    ),
    of_station("no-monitors-rejected", "rejects an empty report", "N02.FR.10", handle=heard(_no_empty_set, REPORT)),
    of_station(
        "report-without-lower", "leaves lower thresholds out", "N02.FR.03", monitor_meets=_kind("LowerThreshold")
    ),
    of_station(
        "report-without-aligned",
        "leaves aligned monitors out",
        "N02.FR.03",
        monitor_meets=_kind("PeriodicClockAligned"),
    ),
    of_station("report-without-delta", "leaves deltas out", "N02.FR.03", monitor_meets=_kind("Delta")),
    of_station(
        "monitors-need-variable",
        "reports no monitors of a component alone",
        "N02.FR.16",
        selects_monitor=_needs_variable,
    ),
    of_station(
        "monitors-need-instance", "takes no instance for an instance", "N02.FR.17", selects_monitor=_needs_instance
    ),
    of_station(
        "monitors-need-connector",
        "takes an EVSE for the EVSE without its connectors",
        "N02.FR.18",
        selects_monitor=_needs_place("connector"),
    ),
    of_station("monitors-of-no-evse", "reports no monitors of an EVSE", "N02.FR.19", selects_monitor=_needs_no_evse),
    of_station(
        "monitors-need-component-instance",
        "takes no instance of a component for none",
        "N02.FR.21",
        selects_monitor=_needs_component_instance,
    ),
    of_station("monitors-numbered-from-one", "numbers parts from 1", "N02.FR.09", call=sent(_numbered_from_one, PART)),
    of_station("monitors-of-another", "reports under another requestId", "N02.FR.04", call=sent(_other_request, PART)),
    of_station("monitors-without-end", "calls no part the last", "N02.FR.03", call=sent(_last_continues, PART)),
)
