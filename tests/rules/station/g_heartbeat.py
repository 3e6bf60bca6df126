"""Samples of Heartbeat."""

from ..sample import closed, csms, held, idle, missed, station, upgrade


def boot(interval=60, status="Accepted"):
    return station("BootNotification", answer={"status": status, "interval": interval})


def beat(after=1.0, **more):
    return station("Heartbeat", after=after, **more)


def put(name):
    about = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": name}, "attributeValue": "10"}
    return csms("SetVariables", {"setVariableData": [about]})


SAMPLES = {
    "heartbeats_keep_their_interval": [
        held("a minute", boot(), beat(), beat(60)),
        held("put off by another message", boot(), beat(), station("Authorize", after=50), beat(60)),
        missed("half a minute", boot(), beat(), beat(30)),
        idle("the first one", boot(), beat()),
        idle("after a trigger", boot(), beat(), csms("TriggerMessage"), beat(30)),
        idle("after SetVariables", boot(), beat(), put("OfflineThreshold"), beat(30)),
        idle("after a boot", boot(), beat(), boot(), beat(30)),
        idle("one without a result", boot(), beat(answer=None), beat(30)),
        idle("no interval", boot(0), beat(), beat(30)),
        idle("another interval was set", boot(), put("HeartbeatInterval"), beat(), beat(30)),
        idle("on another connection", boot(), beat(), closed(), upgrade(), beat(30)),
        idle("no boot", beat(), beat(30)),
    ],
}
