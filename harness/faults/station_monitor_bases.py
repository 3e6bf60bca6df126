"""How a station goes by a monitoring base and a monitoring level (N03, N05)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, system_of
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
)
