"""Samples of the clock."""

from ..sample import closed, held, held_only, idle, missed, station, upgrade
from .moves import status, variable

NOW, OLD, LOCAL = "2026-01-01T00:00:00Z", "1999-01-01T00:00:00Z", "2026-01-01T02:00:00Z"
AHEAD = "2026-01-02T00:00:00Z"
BOOT = station("BootNotification", answer={"currentTime": NOW})
BOOT_AHEAD = station("BootNotification", answer={"currentTime": AHEAD})
BY_HEARTBEAT = variable("ClockCtrlr", "TimeSource", "Heartbeat,NTP")
BY_NTP = variable("ClockCtrlr", "TimeSource", "NTP,Heartbeat")
DATED = station("StatusNotification", {"timestamp": OLD, "connectorStatus": "Occupied"})


def report(time, **more):
    return station("NotifyReport", {"generatedAt": time}, **more)


SAMPLES = {
    "the_clock_follows_the_csms": [
        held_only("as ours", BOOT, report(NOW)),
        held("as the CSMS's, which is ahead", BOOT_AHEAD, report(AHEAD)),
        missed("a report of 1999", BOOT, BY_HEARTBEAT, report(OLD)),
        missed("local time", BOOT, BY_HEARTBEAT, report(LOCAL)),
        missed("a report of 1999, another source", BOOT, BY_NTP, report(OLD)).mildly(),
        missed("a source that isn't known", BOOT, report(OLD)).mildly(),
        missed("another status, of 1999", BOOT, status("Available"), DATED).mildly(),
        missed("after a Heartbeat", station("Heartbeat", answer={"currentTime": NOW}), report(OLD))
        .about("G02.FR.06")
        .mildly(),
        idle("the first status of a connector", BOOT, station("StatusNotification", {"timestamp": OLD})),
        idle("before the boot", report(OLD)),
        idle("another connection", BOOT, closed(), upgrade(), report(OLD)),
        idle("a boot that isn't accepted", station("BootNotification", answer={"status": "Pending"}), report(OLD)),
        idle("events of transactions", BOOT, station("TransactionEvent", {"timestamp": OLD})),
    ],
}
