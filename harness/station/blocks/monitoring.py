"""Functional block N: what a CSMS says about monitors, and their reports (N02 to N06)."""

from __future__ import annotations

from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.monitors import (
    COMPONENT,
    THRESHOLDS,
    Monitor,
    Monitors,
    Origin,
    differs,
    exceeds,
    is_numeric,
    lock_alert,
    may_notify,
    monitor_event,
    next_due,
    queues_offline,
    triggered,
)
from ocpp_conformance.harness.station.blocks.reports import ITEMS_PER_REPORT, selects
from ocpp_conformance.harness.station.blocks.variables import BYTES_PER_MESSAGE, ITEMS_PER_MESSAGE, check_limit
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item

SEVERITIES = range(10)
CRITERIA = {
    "ThresholdMonitoring": THRESHOLDS,
    "DeltaMonitoring": ("Delta",),
    "PeriodicMonitoring": ("Periodic", "PeriodicClockAligned"),
}
"""What is monitored → the types of monitors (N02.FR.12, N02.FR.13, N02.FR.14)."""
SENSOR = "TemperatureSensor"
FACTORY = (
    (Origin.HARD_WIRED, "UpperThreshold", 85.0, 2),
    (Origin.PRECONFIGURED, "UpperThreshold", 70.0, 4),
    (Origin.PRECONFIGURED, "LowerThreshold", -25.0, 6),
)
"""The monitors that every station comes with, all of the temperature in it: type, value, severity."""


def set_variable_monitoring(station: Core, request: Payload) -> Payload:
    """SetVariableMonitoring (N04)."""
    check_limit(request["setMonitoringData"])
    return {"setMonitoringResult": [station.decide(set_monitor, item) for item in request["setMonitoringData"]]}


def set_monitor(station: Core, item: Payload) -> dict[str, Any]:
    """One SetMonitoringResult (N04.FR.02)."""
    named = ("type", "severity", "component", "variable")
    result = {name: item[name] for name in named}
    found = station.model.named(item)
    status = found if isinstance(found, str) else station.decide(monitor_refused, found, item)
    if status is not None or isinstance(found, str):
        return result | {"status": status}
    monitors = station.part(Monitors)
    id = item.get("id") or monitors.next_id()  # N04.FR.11
    keys = ("type", "value", "severity")
    # in the place of a preconfigured one it is the CSMS's own (N04.FR.15)
    monitor = Monitor(id=id, variable=found, transaction=item.get("transaction", False), **{k: item[k] for k in keys})
    station.decide(monitor_put, monitor)
    return result | {"id": id, "status": "Accepted"}  # N04.FR.08


def monitor_put(station: Core, monitor: Monitor) -> None:
    """Install a monitor that nothing speaks against."""
    station.part(Monitors).put(monitor)


def monitor_refused(station: Core, variable: Variable, item: Payload) -> str | None:
    """The status of a monitor that can't be set; None for one that can."""
    monitors, id = station.part(Monitors), item.get("id")
    before = None if id is None else monitors.active.get(id)
    if id is not None and before is None:
        return "Rejected"  # N04.FR.13
    if before is not None and (before.variable is not variable or before.origin is Origin.HARD_WIRED):
        return "Rejected"  # N04.FR.16, N04.FR.18
    if not variable.monitorable or (item["type"] in THRESHOLDS and not is_numeric(variable)):
        return "UnsupportedMonitorType"  # N04.FR.05
    if item["severity"] not in SEVERITIES or not _in_range(variable, item["type"], item["value"]):
        return "Rejected"
    alike = (variable, item["type"], item["severity"])
    twin = any((m.variable, m.type, m.severity) == alike and m.id != id for m in monitors)
    return "Duplicate" if twin else None  # N04.FR.10


def _in_range(variable: Variable, type: str, value: float) -> bool:
    if type == "Delta":
        return value >= 0  # N04.FR.14
    if type not in THRESHOLDS:
        return 1 <= value <= DAY
    too_low = variable.minimum is not None and value < variable.minimum
    return not too_low and (variable.maximum is None or value <= variable.maximum)  # N04.FR.06


def clear_variable_monitoring(station: Core, request: Payload) -> Payload:
    """ClearVariableMonitoring (N06): a result for each id (N06.FR.05)."""
    check_limit(request["id"])  # N06.FR.06
    results = [{"id": id, "status": station.decide(clear_monitor, id)} for id in request["id"]]
    return {"clearMonitoringResult": results}


def clear_monitor(station: Core, id: int) -> str:
    """Remove a monitor, without a word about a threshold that was exceeded (N07.FR.12)."""
    monitors = station.part(Monitors)
    if id not in monitors.active:
        return "NotFound"  # N06.FR.02
    if monitors.active[id].origin is Origin.HARD_WIRED:
        return "Rejected"  # N06.FR.03
    del monitors.active[id]
    return "Accepted"  # N06.FR.01


def set_monitoring_base(station: Core, request: Payload) -> Payload:
    """SetMonitoringBase (N03)."""
    if request["monitoringBase"] not in station.config.monitoring_bases:
        return {"status": "NotSupported"}  # N03.FR.02
    station.part(Monitors).activate(request["monitoringBase"])
    return {"status": "Accepted"}  # N03.FR.01


def set_monitoring_level(station: Core, request: Payload) -> Payload:
    """SetMonitoringLevel (N05)."""
    if request["severity"] not in SEVERITIES:
        return {"status": "Rejected"}  # N05.FR.02
    station.part(Monitors).level = request["severity"]
    return {"status": "Accepted"}  # N05.FR.01


def get_monitoring_report(station: Core, request: Payload) -> Payload:
    """GetMonitoringReport (N02): answer, then report."""
    criteria, wanted = request.get("monitoringCriteria"), request.get("componentVariable")
    chosen = list(station.part(Monitors))  # N02.FR.11
    if criteria is not None and not station.config.criteria:
        return {"status": "NotSupported"}  # N02.FR.02
    if wanted is not None:
        check_limit(wanted)
        chosen = [m for m in chosen if any(station.decide(selects_monitor, item, m) for item in wanted)]
    if criteria is not None:
        chosen = [m for m in chosen if any(station.decide(monitor_meets, m, criterion) for criterion in criteria)]
    if not chosen:
        return {"status": "EmptyResultSet"}  # N02.FR.10
    station.connection.after(lambda: _send_report(station, request["requestId"], chosen))
    return {"status": "Accepted"}  # N02.FR.01


def selects_monitor(station: Core, item: Payload, monitor: Monitor) -> bool:
    """Whether a ComponentVariable means the variable of this monitor: by the rules of B08 (N02.FR.16 to .21)."""
    return selects(station, item, monitor.variable)


def monitor_meets(_: Core, monitor: Monitor, criterion: str) -> bool:
    """Whether a monitor is of a kind that is asked for."""
    return monitor.type in CRITERIA[criterion]


def _send_report(station: Core, request_id: int, chosen: list[Monitor]) -> None:
    by_variable: dict[Variable, list[Monitor]] = {}
    for monitor in chosen:
        by_variable.setdefault(monitor.variable, []).append(monitor)
    data = [{**v.names(), "variableMonitoring": [m.report() for m in them]} for v, them in by_variable.items()]
    starts = range(0, len(data), ITEMS_PER_REPORT)
    for number, start in enumerate(starts):  # N02.FR.09
        part = {
            "requestId": request_id,
            "seqNo": number,
            "tbc": number + 1 < len(starts),
            "generatedAt": station.clock.stamp(),
        }
        items = data[start : start + ITEMS_PER_REPORT]
        station.outbox.post(Item("NotifyMonitoringReport", {**part, "monitor": items}, requested=True))


async def watch_variables(station: Core) -> None:
    """Look at the monitors whenever something has changed, or one of them is due."""
    monitors = station.part(Monitors)
    while True:
        await station.clock.wait(monitors.changed, monitors.wait())
        monitors.changed.clear()
        monitors.look()


def _state(station: Core) -> Monitors:
    sensor = station.model.find(SENSOR, "Temperature")
    made = enumerate(FACTORY, start=1)
    return Monitors(
        station,
        [
            Monitor(id=id, variable=sensor, type=type, value=value, severity=severity, origin=origin)
            for id, (origin, type, value, severity) in made
        ],
    )


def variables(station: Core) -> list[Variable]:
    make = partial(Variable, component=COMPONENT)
    number, flag = partial(make, data_type="integer"), partial(make, data_type="boolean")
    sensor = partial(Variable, component=SENSOR, name="Temperature", data_type="decimal", unit="Celsius")
    found = [
        flag(name="Available", value="true"),
        flag(name="Enabled", value="true", mutability=RW),
        number(name="OfflineQueuingSeverity", value="4", mutability=RW, minimum=0, maximum=9),
        number(name="ActiveMonitoringLevel", value=lambda: str(station.part(Monitors).level), minimum=0, maximum=9),
        make(
            name="ActiveMonitoringBase",
            value=lambda: station.part(Monitors).base,
            data_type="OptionList",
            values=station.config.monitoring_bases,
        ),
        sensor(value="21.5"),
        sensor(component_instance="Cable", value="23.0"),
    ]
    for message in ("SetVariableMonitoring", "ClearVariableMonitoring"):
        found.append(number(name="ItemsPerMessage", instance=message, value=str(ITEMS_PER_MESSAGE)))
        found.append(number(name="BytesPerMessage", instance=message, value=str(BYTES_PER_MESSAGE)))
    return found


def _start(station: Core) -> None:
    station.tasks.start(watch_variables(station), "monitors")


def _look(station: Core, _outage: float = 0.0) -> None:
    """What was not looked at while the station was offline."""
    station.part(Monitors).changed.set()


BLOCK = Block(
    state=_state,
    keeps=("active", "base", "level", "_last_id", "_last_event"),  # N07.FR.13
    handlers={
        "SetVariableMonitoring": set_variable_monitoring,
        "ClearVariableMonitoring": clear_variable_monitoring,
        "SetMonitoringBase": set_monitoring_base,
        "SetMonitoringLevel": set_monitoring_level,
        "GetMonitoringReport": get_monitoring_report,
    },
    variables=variables,
    seams=(
        *(lock_alert, triggered, exceeds, differs, next_due, may_notify, queues_offline, monitor_event),
        *(set_monitor, monitor_refused, monitor_put, clear_monitor, selects_monitor, monitor_meets),
    ),
    powered_on=_start,
    accepted=_look,
    reconnected=_look,
)
