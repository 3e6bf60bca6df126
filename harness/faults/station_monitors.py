"""How a station takes, keeps and clears monitors (N04, N06)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, answers_to, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station


def _one_less(name: str) -> Any:
    """A CALLRESULT that lacks the last one of several results."""
    return lambda frame: [*frame[:2], {name: frame[2][name][:-1] or frame[2][name]}]


def _status(given: str, told: str) -> Departure:
    """A result of this status says another one."""

    def set_monitor(original: Any, item: Any) -> Any:
        result = original(item)
        return {**result, "status": told} if result["status"] == given else result

    return set_monitor


def _names_controller(original: Any, item: Any) -> Any:
    return {**original(item), "variable": {"name": "Enabled"}}


def _accepts(refusal: str, *types: str, by_id: bool = False) -> Departure:
    """What is refused like this is set all the same: monitors of these types (any, if none), with an id or without."""

    def monitor_refused(original: Any, variable: Any, item: Any) -> Any:
        status = original(variable, item)
        meant = status == refusal and ("id" in item) is by_id and (not types or item["type"] in types)
        return None if meant else status

    return monitor_refused


def _accepts_if(what: str) -> Departure:
    """A monitor with an id is set although something is not as it must be: `no` such id, `moved` to another variable,
    `fixed` by the manufacturer."""

    def monitor_refused(original: Any, variable: Any, item: Any) -> Any:
        before = system_of(original).monitors.active.get(item.get("id"))
        if "id" not in item:
            return original(variable, item)
        if before is None:
            return None if what == "no" else original(variable, item)
        found = "fixed" if before.origin.value == "HardWiredMonitor" else "moved"
        return None if found == what else original(variable, item)

    return monitor_refused


def _adds(original: Any, monitor: Any) -> Any:
    monitors = system_of(original).monitors
    if monitor.id in monitors.active:
        monitor.id = monitors.next_id()
    return original(monitor)


def _keeps_origin(original: Any, monitor: Any) -> Any:
    before = system_of(original).monitors.active.get(monitor.id)
    monitor.origin = monitor.origin if before is None else before.origin
    return original(monitor)


def _clears_anything(original: Any, id: int) -> Any:
    return "Accepted" if system_of(original).monitors.active.pop(id, None) is not None else original(id)


def _never_not_found(original: Any, id: int) -> Any:
    status = original(id)
    return "Rejected" if status == "NotFound" else status


_RESULTS, _CLEARED = "setMonitoringResult", "clearMonitoringResult"

FAULTS = (
    of_station(
        "monitor-result-lost",
        "leaves out the last of several results",
        "N04.FR.01",
        answers_to("SetVariableMonitoring", _one_less(_RESULTS)),
    ),
    of_station("monitor-result-strange", "names another variable", "N04.FR.02", set_monitor=_names_controller),
    of_station(
        "monitor-component-rejected",
        "rejects a monitor of an unknown component",
        "N04.FR.03",
        set_monitor=_status("UnknownComponent", "Rejected"),
    ),
    of_station(
        "monitor-variable-rejected",
        "rejects a monitor of an unknown variable",
        "N04.FR.04",
        set_monitor=_status("UnknownVariable", "Rejected"),
    ),
    of_station(
        "threshold-of-anything",
        "takes thresholds of what is no number",
        "N04.FR.05",
        monitor_refused=_accepts("UnsupportedMonitorType"),
    ),
    of_station(
        "threshold-beyond-limits",
        "takes thresholds that no value can reach",
        "N04.FR.06",
        monitor_refused=_accepts("Rejected", "UpperThreshold", "LowerThreshold"),
    ),
    of_station("monitor-not-kept", "accepts monitors and forgets them", "N04.FR.08", monitor_put=always(None)),
    of_station("monitor-twice", "takes two monitors of one kind", "N04.FR.10", monitor_refused=_accepts("Duplicate")),
    of_station("monitor-added", "adds a monitor in the place of replacing it", "N04.FR.12", monitor_put=_adds),
    of_station("monitor-id-taken", "takes an id that it never gave", "N04.FR.13", monitor_refused=_accepts_if("no")),
    of_station(
        "delta-below-zero", "takes a negative delta", "N04.FR.14", monitor_refused=_accepts("Rejected", "Delta")
    ),
    of_station(
        "replaced-preconfigured",
        "calls a monitor of the CSMS preconfigured",
        "N04.FR.15",
        monitor_put=_keeps_origin,
    ),
    of_station(
        "monitor-moved", "moves a monitor to another variable", "N04.FR.16", monitor_refused=_accepts_if("moved")
    ),
    of_station(
        "hard-wired-replaced", "replaces a hard-wired monitor", "N04.FR.18", monitor_refused=_accepts_if("fixed")
    ),
    of_station("monitor-not-cleared", "clears nothing", "N06.FR.01", clear_monitor=always("Accepted")),
    of_station(
        "unknown-monitor-rejected", "rejects ids that it doesn't know", "N06.FR.02", clear_monitor=_never_not_found
    ),
    of_station("hard-wired-cleared", "clears a hard-wired monitor", "N06.FR.03", clear_monitor=_clears_anything),
    of_station(
        "clear-result-lost",
        "leaves out the last of several results",
        "N06.FR.05",
        answers_to("ClearVariableMonitoring", _one_less(_CLEARED)),
    ),
)
