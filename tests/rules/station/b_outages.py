"""Samples of block B, outages."""

from ocpp_conformance.harness.evidence import POWER_ON
from ocpp_conformance.harness.rpc import Role

from ..sample import closed, csms, held, idle, missed, note, station, upgrade
from .inventories import connectors

LATER = station("Heartbeat", after=20)
PART = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "OfflineThreshold"}}
RESULT = {"attributeStatus": "Accepted", "attributeValue": "60", **PART}
THRESHOLD = csms("GetVariables", {"getVariableData": [PART]}, answer={"getVariableResult": [RESULT]})
BOOT = station("BootNotification")
TWO = connectors((1, 1), (2, 1))


def state(evse, status="Available", **more):
    return station("StatusNotification", {"evseId": evse, "connectorId": 1, "connectorStatus": status}, **more)


STATES = state(1), state(2)
BEFORE = BOOT, *STATES, THRESHOLD, *TWO, closed(by=Role.CSMS)
ALONE = BOOT, state(1), THRESHOLD, closed(by=Role.CSMS)


def back(seconds):
    return upgrade(after=seconds)


WENT = closed(by=Role.CSMS, code=1001)

SAMPLES = {
    "a_station_comes_back": [
        missed("nothing in five minutes", BOOT, WENT, note("no attempt", after=301)).mildly(),
        missed("later", BOOT, WENT, back(400)).mildly(),
        idle("it comes back", BOOT, WENT, back(20)),
        idle("a refusal is an attempt", BOOT, WENT, upgrade(after=20, status=503), note("quiet", after=400)),
        idle("the recording ends", BOOT, WENT, note("quiet", after=20)),
        idle("another one had replaced it", BOOT, upgrade(), closed(by=Role.CSMS, of=1), note("quiet", after=301)),
        idle("it broke off", BOOT, closed(by=Role.CSMS, code=1006), note("quiet", after=301)),
        idle("it closed", BOOT, closed(), note("quiet", after=301)),
        idle("it was switched on", BOOT, WENT, note(POWER_ON, after=400), back(1)),
    ],
    "an_outage_is_followed_by_states": [
        held("a long one, all are reported", *BEFORE, back(100), *STATES),
        missed("a long one, nothing", *BEFORE, back(100), LATER),
        missed("a long one, one of two", *BEFORE, back(100), state(1), LATER),
        idle("patience has not passed", *BEFORE, back(100), state(1)),
        held("a short one, nothing", *BEFORE, back(10), LATER).about("B04.FR.02"),
        held("a short one, a change", *BEFORE, back(10), state(1, "Occupied"), LATER).about("B04.FR.02"),
        missed("a short one, all again", *BEFORE, back(10), *STATES).about("B04.FR.02"),
        idle("a short one, patience has not passed", *BEFORE, back(10), state(1, "Occupied")).about("B04.FR.02"),
        idle("about as long as the threshold", *BEFORE, back(62), *STATES).about("B04.FR.02"),
        idle("the threshold isn't known", BOOT, *STATES, *TWO, closed(), back(100), LATER),
        idle("it isn't accepted", *STATES, THRESHOLD, *TWO, closed(), back(100), LATER),
        idle("it boots again", *BEFORE, back(100), BOOT, LATER),
        idle("it started", *BEFORE, note(POWER_ON), back(100), LATER),
        idle("the connectors aren't known", BOOT, *STATES, THRESHOLD, closed(), back(100), LATER),
        idle("a single connector", *ALONE, back(10), state(1), LATER).about("B04.FR.02"),
        idle("the station closed", *BEFORE[:-1], closed(), back(10), *STATES).about("B04.FR.02"),
        idle("a trigger", *BEFORE, back(10), csms("TriggerMessage"), *STATES).about("B04.FR.02"),
        idle("a report that wasn't answered", *BEFORE, back(100), state(1, answer=None), LATER),
    ],
}
