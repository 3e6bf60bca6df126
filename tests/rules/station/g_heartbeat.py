"""Samples of Heartbeat."""

from ..sample import closed, csms, held, held_only, idle, missed, station, upgrade


def boot(interval=60, status="Accepted"):
    return station("BootNotification", answer={"status": status, "interval": interval})


def beat(after=1.0, **more):
    return station("Heartbeat", after=after, **more)


def put(name):
    about = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": name}, "attributeValue": "10"}
    return csms("SetVariables", {"setVariableData": [about]})


def state(clock):
    return station("StatusNotification", {"timestamp": f"2026-01-01T{clock}Z"})


def told(clock):
    return station("Heartbeat", answer={"currentTime": f"2026-01-01T{clock}Z"})


def source(value):
    about = {"component": {"name": "ClockCtrlr"}, "variable": {"name": "TimeSource"}}
    result = {"attributeStatus": "Accepted", "attributeValue": value, **about}
    return csms("GetVariables", {"getVariableData": [about]}, answer={"getVariableResult": [result]})


SAMPLES = {
    "a_clock_follows_the_csms": [
        held("another time than ours", told("05:00:00"), state("05:00:01")),
        held_only("our time", told("00:00:00"), state("00:00:01")),
        missed("an hour ahead", told("00:00:00"), state("01:00:00")).mildly(),
        missed("our time, not the CSMS's", told("00:00:00"), source("NTP"), state("02:00:00")).mildly(),
        missed("Heartbeat comes first", told("00:00:00"), source("Heartbeat,NTP"), state("02:00:00")).about(
            "B01.FR.06"
        ),
        held("Heartbeat comes first", told("05:00:00"), source("Heartbeat"), state("05:00:01")).about("B01.FR.06"),
        idle("no time was told", state("01:00:00")),
        held("a date that lies behind", told("05:00:00"), state("00:00:01")),
    ],
    "heartbeats_keep_their_interval": [
        held("a minute", boot(), beat(), beat(60)),
        held("put off by another message", boot(), beat(), station("Authorize", after=50), beat(60)),
        missed("half a minute", boot(), beat(), beat(30)),
        idle("the first one", boot(), beat()),
        idle("after a trigger", boot(), beat(), csms("TriggerMessage"), beat(30)),
        idle("after one that was triggered", boot(), csms("TriggerMessage"), beat(), beat(30)),
        idle("after SetVariables", boot(), beat(), put("OfflineThreshold"), beat(30)),
        idle("after a boot", boot(), beat(), boot(), beat(30)),
        idle("one without a result", boot(), beat(answer=None), beat(30)),
        idle("no interval", boot(0), beat(), beat(30)),
        idle("another interval was set", boot(), put("HeartbeatInterval"), beat(), beat(30)),
        idle("on another connection", boot(), beat(), closed(), upgrade(), beat(30)),
        idle("no boot", beat(), beat(30)),
    ],
}
