"""Samples of monitoring."""

from ..sample import OMIT, csms, held, idle, missed, note, station

A = {"component": {"name": "EVSE"}, "variable": {"name": "Power"}}
B = {"component": {"name": "EVSE"}, "variable": {"name": "Temperature"}}
BOOT = station("BootNotification")


def monitors(*results, asked=(A,)):
    items = [{"value": 1, "type": "Periodic", "severity": 1, **each} for each in asked]
    return csms("SetVariableMonitoring", {"setMonitoringData": items}, answer={"setMonitoringResult": list(results)})


def result(about=A, id=7, type_="Periodic", status="Accepted"):
    return {"id": id, "status": status, "type": type_, "severity": 1, **about}


def clear(*ids, asked=(1, 2)):
    results = [{"id": each, "status": "Accepted"} for each in ids]
    return csms("ClearVariableMonitoring", {"id": list(asked)}, answer={"clearMonitoringResult": results})


def event(seq=0, monitor=7, trigger="Alerting", kind="CustomMonitor", generated="2026-01-01T00:00:00Z", **more):
    data = {
        "eventId": 1,
        "timestamp": "2026-01-01T00:00:00Z",
        "trigger": trigger,
        "actualValue": "1",
        "eventNotificationType": kind,
        "variableMonitoringId": monitor,
        **A,
    }
    if monitor is None:
        del data["variableMonitoringId"]
    request = {"seqNo": seq, "generatedAt": generated, "eventData": [data], "tbc": more.pop("tbc", OMIT)}
    return station("NotifyEvent", request, **more)


LATER = "2026-01-01T00:01:00Z"

SAMPLES = {
    "each_monitor_to_set_has_a_result": [
        held("two of two, in another order", monitors(result(B), result(A), asked=(A, B))),
        held("the names", monitors(result())).about("N04.FR.02"),
        missed("one of two", monitors(result(), asked=(A, B))),
        missed("another variable", monitors(result(B))).about("N04.FR.02"),
        idle("another action", clear(1)),
    ],
    "each_monitor_to_clear_has_a_result": [
        held("both", clear(2, 1)),
        held("an id that was given twice", clear(1, asked=(1, 1))),
        missed("one of two", clear(1)),
        idle("another action", monitors(result())),
    ],
    "an_event_names_its_monitor": [
        held("its id", event()),
        missed("none", event(monitor=None)),
        idle("hardwired", event(monitor=None, kind="HardWiredNotification")),
    ],
    "events_are_numbered_from_zero": [
        held("0", event()),
        held("a periodic one", event(trigger="Periodic")).about("N08.FR.04"),
        missed("1", event(1)),
        missed("1 of a periodic one", event(1, trigger="Periodic")).about("N08.FR.04"),
        missed("counted on", event(), event(1, generated=LATER)),
        held("the next of an event", event(tbc=True), event(1, generated=LATER)),
        held("the next of the same time", event(), event(1)),
        idle("after one without an answer", event(answer=None), event(3)).about("N08.FR.04"),
        idle("the conversation begins in the middle", note("x"), event(4)),
    ],
    "what_a_periodic_monitor_tells_is_periodic": [
        held("Periodic", monitors(result()), event(trigger="Periodic")),
        missed("Alerting", monitors(result()), event()),
        idle("another monitor", monitors(result(id=8)), event()),
        idle("another type", monitors(result(type_="UpperThreshold")), event()),
        idle("not set in the conversation", event()),
        idle("before the last boot", monitors(result()), BOOT, event()),
    ],
}
