"""Samples of block A."""

from dataclasses import replace

from ocpp_conformance.harness.evidence import POWER_ON
from ocpp_conformance.harness.rpc import Role

from ..sample import closed, csms, held, held_only, idle, missed, note, raw, station, upgrade

BASIC = upgrade(("Authorization", "Basic <redacted>"))
BARE = upgrade()
BOOT = station("BootNotification")
STARTED = station("SecurityEventNotification", {"type": "StartupOfTheDevice"})
ON = note(POWER_ON)
SOON, LATER = station("Heartbeat", after=2), station("Heartbeat", after=20)


def profile(value):
    about = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "SecurityProfile"}}
    result = {"attributeStatus": "Accepted", "attributeValue": value, **about}
    return csms("GetVariables", {"getVariableData": [about]}, answer={"getVariableResult": [result]})


def put(name):
    about = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": name}, "attributeValue": "x"}
    return csms("SetVariables", {"setVariableData": [about]})


OPEN = replace(put("BasicAuthPassword"), answer=None)

SAMPLES = {
    "a_new_password_is_answered_before_it_is_used": [
        missed("it closes with the CALL open", OPEN, closed()),
        idle("it answers", put("BasicAuthPassword"), closed()),
        idle("the connection breaks off", OPEN, closed(code=1006)),
        idle("we close", OPEN, closed(by=Role.CSMS)),
        idle("it is still open", OPEN),
        idle("another variable", replace(put("Interval"), answer=None), closed()),
    ],
    "each_upgrade_has_credentials": [
        held("profile 1", BASIC, profile("1")),
        held("profile 2", BASIC, profile("2")).about("A00.FR.302"),
        idle("profile 2", BASIC, profile("2")),
        held_only("no profile told", BASIC),
        missed("profile 1 without", BARE, profile("1")),
        missed("profile 2 without", BARE, profile("2")).about("A00.FR.302"),
        missed("a reconnect without", BASIC, closed(), BARE),
        missed("a refused one without", BASIC, closed(), upgrade(status=401)),
        idle("never one", BARE),
        idle("profile 3", BARE, profile("3")),
        idle("after a new profile", BASIC, csms("SetNetworkProfile"), closed(), BARE),
        idle("after another priority", BASIC, put("NetworkConfigurationPriority"), closed(), BARE),
        idle("after a certificate", BASIC, csms("CertificateSigned"), closed(), BARE),
    ],
    "a_start_is_a_security_event": [
        held("a start", ON, BASIC, BOOT, STARTED),
        held("a reset", ON, BASIC, BOOT, station("SecurityEventNotification", {"type": "ResetOrReboot"})),
        missed("none", ON, BASIC, BOOT, LATER),
        missed("another event", ON, BASIC, BOOT, station("SecurityEventNotification"), LATER),
        idle("patience has not passed", ON, BASIC, BOOT),
        idle("the harness stood still", ON, BASIC, BOOT, note("the harness stood still for 18.000 s", after=19), SOON),
        missed("the harness stood still a bit", ON, BASIC, BOOT, note("the harness stood still for 1.000 s"), LATER),
        idle("a frame that is no CALL", ON, BASIC, BOOT, raw('[2,"1","Heartbeat",null]', Role.STATION), LATER),
        idle("states came last", ON, BASIC, BOOT, station("StatusNotification", after=4), SOON),
        idle("no start", BASIC, BOOT, LATER),
        held("the second boot of a start", ON, BASIC, BOOT, STARTED, BOOT, LATER),
        idle("a CALL got no result", ON, BASIC, BOOT, station("StatusNotification", answer=None), LATER),
        idle("it is Pending", ON, BASIC, station("BootNotification", answer={"status": "Pending"}), LATER),
    ],
}
