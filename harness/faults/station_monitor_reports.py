"""What a station reports of its monitors (N02)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import heard, sent
from ocpp_conformance.harness.faults.fault import Departure, of_station


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


def _no_component_instance(original: Any, item: Any, monitor: Any) -> Any:
    return "instance" not in item["component"] and original(item, monitor)


def _main_component(original: Any, item: Any, monitor: Any) -> Any:
    return original(item, monitor) and item["component"].get("instance") == monitor.variable.component_instance


REPORT, PART = "GetMonitoringReport", "NotifyMonitoringReport"

FAULTS = (
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
    of_station(
        "monitors-of-no-instance",
        "finds no monitors by the instance of a component",
        "N02.FR.20",
        selects_monitor=_no_component_instance,
    ),
    of_station(
        "monitors-of-main-component",
        "leaves the instances of a component out where none is named",
        "N02.FR.21",
        selects_monitor=_main_component,
    ),
)
