"""What a station's monitors tell (N07, N08)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import of_station


def _on_the_threshold(original: Any, monitor: Any, text: str) -> Any:
    return original(monitor, text) or Decimal(text) == Decimal(str(monitor.value))


def _upper_alone(original: Any, monitor: Any, text: str) -> Any:
    return monitor.type == "UpperThreshold" and original(monitor, text)


def _lower_alone(original: Any, monitor: Any, text: str) -> Any:
    return monitor.type == "LowerThreshold" and original(monitor, text)


def _never_cleared(original: Any, *arguments: Any) -> Any:
    trigger = original(*arguments)
    return None if trigger == "Cleared" else trigger


async def _numbers_events(original: Any, action: str, payload: Any, **more: Any) -> Any:
    memory = memory_of(system_of(original))
    memory["events"] = number = memory.get("events", -1) + 1
    return await original(action, {**payload, "seqNo": number}, **more)


def _without(*names: str) -> Any:
    def event(original: Any, *arguments: Any) -> Any:
        return {name: value for name, value in original(*arguments).items() if name not in names}

    return event


def _names_controller(original: Any, *arguments: Any) -> Any:
    return {**original(*arguments), "component": {"name": "MonitoringCtrlr"}}


def _any_change(original: Any, monitor: Any, text: str) -> Any:
    return text != monitor.reference


def _rises_alone(original: Any, monitor: Any, text: str) -> Any:
    falls = monitor.variable.data_type == "integer" and float(text) < float(monitor.reference)
    return not falls and original(monitor, text)


def _numbers_alone(original: Any, monitor: Any, text: str) -> Any:
    return monitor.variable.data_type in ("integer", "decimal") and original(monitor, text)


def _put_unseen(original: Any, monitor: Any) -> Any:
    original(monitor)
    exceeds = monitor.variable.data_type == "integer" and float(monitor.variable.text) > monitor.value
    monitor.exceeded = exceeds


def _clears_at_last(original: Any, id: int) -> Any:
    monitors = system_of(original).monitors
    monitor = monitors.active.get(id)
    if monitor is not None and monitor.exceeded:
        monitors._tell(monitor, "Cleared")
    return original(id)


async def _forgets_monitors(original: Any, action: str, payload: Any, **more: Any) -> Any:
    system_of(original).monitors.activate("FactoryDefault")
    return await original(action, payload, **more)


def _half_the_time(original: Any, monitor: Any) -> Any:
    now = system_of(original).clock.now()
    return now + (original(monitor) - now) / 2 if monitor.type == "Periodic" else original(monitor)


def _speaks_once(original: Any, monitor: Any) -> Any:
    spoken = memory_of(monitor).get("due")
    memory_of(monitor)["due"] = True
    return float("inf") if spoken else original(monitor)


def _off_the_minute(original: Any, monitor: Any) -> Any:
    shift = monitor.value * 0.75 if monitor.type == "PeriodicClockAligned" else 0
    monitor.due = monitor.due and monitor.due - shift
    return original(monitor) + shift


async def _numbers_periodic(original: Any, action: str, payload: Any, **more: Any) -> Any:
    periodic = payload["eventData"][0]["trigger"] == "Periodic"
    return await original(action, {**payload, "seqNo": payload["seqNo"] + periodic}, **more)


def _periodic_alerts(original: Any, *arguments: Any) -> Any:
    event = original(*arguments)
    return {**event, "trigger": "Alerting"} if event["trigger"] == "Periodic" else event


def _tells_secret(original: Any, monitor: Any, *more: Any) -> Any:
    return {**original(monitor, *more), "actualValue": monitor.variable.text}


FAULTS = (
    of_station("threshold-included", "alerts on the threshold itself", "N07.FR.16", exceeds=_on_the_threshold),
    of_station("upper-threshold-unheeded", "heeds no upper threshold", "N07.FR.16", exceeds=_lower_alone),
    of_station("lower-threshold-unheeded", "heeds no lower threshold", "N07.FR.17", exceeds=_upper_alone),
    of_station("alert-never-cleared", "does not tell that a value is back", "N07.FR.02", triggered=_never_cleared),
    of_station(
        "cleared-unsaid", "tells a value that is back like an alert", "N07.FR.02", monitor_event=_without("cleared")
    ),
    of_station(
        "monitors-forgotten",
        "forgets its monitors with a reboot",
        "N07.FR.14",
        call=sent(_forgets_monitors, "BootNotification"),
    ),
    of_station(
        "events-counted-on", "numbers its events on and on", "N07.FR.07", call=sent(_numbers_events, "NotifyEvent")
    ),
    of_station(
        "event-of-no-monitor", "does not name the monitor", "N07.FR.06", monitor_event=_without("variableMonitoringId")
    ),
    of_station(
        "event-of-controller", "names another component in events", "N07.FR.06", monitor_event=_names_controller
    ),
    of_station("delta-of-any-size", "tells any change, however small", "N07.FR.18", differs=_any_change),
    of_station("delta-upwards-alone", "tells no number that falls", "N07.FR.18", differs=_rises_alone),
    of_station("delta-of-numbers-alone", "tells no change of what is no number", "N07.FR.19", differs=_numbers_alone),
    of_station(
        "moved-threshold-unseen", "does not look at a threshold that was moved", "N07.FR.11", monitor_put=_put_unseen
    ),
    of_station(
        "removed-monitor-cleared", "clears an alert as its monitor goes", "N07.FR.12", clear_monitor=_clears_at_last
    ),
    of_station("periodic-too-often", "tells periodic values twice as often", "N08.FR.06", next_due=_half_the_time),
    of_station("periodic-once", "tells a periodic value once", "N08.FR.06", next_due=_speaks_once),
    of_station("aligned-off", "counts its intervals from another moment", "N08.FR.07", next_due=_off_the_minute),
    of_station(
        "periodic-numbered-from-one",
        "numbers periodic events from 1",
        "N08.FR.04",
        call=sent(_numbers_periodic, "NotifyEvent"),
    ),
    of_station("periodic-as-alert", "calls periodic values alerts", "N08.FR.05", monitor_event=_periodic_alerts),
    of_station("secret-in-event", "tells the value of a write-only variable", "N07.FR.10", monitor_event=_tells_secret),
    of_station("event-not-queued", "queues no events while it is offline", "N08.FR.03", queues_offline=always(False)),
    of_station("event-always-queued", "queues events of any severity", "N07.FR.04", queues_offline=always(True)),
)
