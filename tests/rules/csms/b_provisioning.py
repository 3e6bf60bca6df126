"""Samples of block B."""

from ..sample import csms, held, idle, missed, note, station, upgrade

KEPT_WAITING = station("BootNotification", answer={"status": "Pending"})
TURNED_AWAY = station("BootNotification", answer={"status": "Rejected"})
ACCEPTED = station("BootNotification")


def refused(code="SecurityError"):
    return station("StatusNotification", error=code)


def variable(name, **more):
    return {"component": {"name": "C"}, "variable": {"name": name}, "attributeValue": "1", **more}


def writes(*items):
    return csms("SetVariables", {"setVariableData": list(items)})


def takes(number, action):
    about = {"component": {"name": "DeviceDataCtrlr"}, "variable": {"name": "ItemsPerMessage", "instance": action}}
    told = {**about, "attributeStatus": "Accepted", "attributeValue": number}
    return csms("GetVariables", {"getVariableData": [about]}, answer={"getVariableResult": [told]})


SERVED = station("StatusNotification")
ASKED_FOR = csms("TriggerMessage", {"requestedMessage": "StatusNotification"})
REPORT = station("NotifyReport")

SAMPLES = {
    "nothing_is_asked_of_a_rejected_station": [
        missed("a CALL to a rejected station", TURNED_AWAY, csms("ClearCache")),
        idle("a CALL to a pending station", KEPT_WAITING, csms("ClearCache")),
        idle("a CALL that was relayed", TURNED_AWAY, csms("ClearCache", relayed=())),
    ],
    "a_pending_station_is_accepted_before_it_is_told_to_charge": [
        missed("a start while Pending", KEPT_WAITING, csms("RequestStartTransaction")),
        missed("a stop while Pending", KEPT_WAITING, csms("RequestStopTransaction")),
        idle("another CALL while Pending", KEPT_WAITING, csms("ClearCache")),
        idle("a start after acceptance", KEPT_WAITING, ACCEPTED, csms("RequestStartTransaction")),
    ],
    "an_unaccepted_station_gets_a_security_error": [
        held("refused while Pending", KEPT_WAITING, refused()),
        held("refused while Rejected", TURNED_AWAY, refused()).about("B03.FR.07"),
        held("the general one too", TURNED_AWAY, refused()).about("FR.04"),
        held("what comes before the request for it", KEPT_WAITING, refused(), ASKED_FOR),
        missed("served while Pending", KEPT_WAITING, SERVED),
        missed("served while Rejected", TURNED_AWAY, SERVED).about("B03.FR.07"),
        missed("refused with another code", KEPT_WAITING, refused("InternalError")).about("B01.FR.10"),
        idle("served when accepted", KEPT_WAITING, ACCEPTED, SERVED),
        idle("before the first boot", SERVED),
        idle("after a start without a boot", KEPT_WAITING, note("power on"), upgrade(), SERVED),
        idle("what a trigger asked for", KEPT_WAITING, ASKED_FOR, SERVED),
        idle("what a report asked for", KEPT_WAITING, csms("GetBaseReport"), REPORT),
        idle("a CALL that is invalid", KEPT_WAITING, station("StatusNotification", {"evseId": "x"}, deliberate=True)),
        idle("no answer", KEPT_WAITING, station("StatusNotification", answer=None)),
        idle("a CALL that crossed the boot answer", station("BootNotification", answer=None), SERVED),
    ],
    "the_interval_is_not_negative": [
        held("300 s", ACCEPTED),
        held("0 s", station("BootNotification", answer={"interval": 0})),
        missed("-7 s", station("BootNotification", answer={"interval": -7})).mildly("must"),
        idle("a heartbeat has none", station("Heartbeat")),
    ],
    "no_variable_is_set_twice_in_a_call": [
        held("two variables", writes(variable("A"), variable("B"))),
        held("two types of one", writes(variable("A"), variable("A", attributeType="Target"))),
        missed("the same twice", writes(variable("A"), variable("A"))),
        missed("the same in other letters", writes(variable("A"), variable("a"))),
        missed("no type is Actual", writes(variable("A"), variable("A", attributeType="Actual"))),
        idle("one item alone", writes(variable("A"))),
    ],
    "a_call_has_no_more_items_than_the_station_takes": [
        held("as many as it takes", takes("2", "SetVariables"), writes(variable("A"), variable("B"))),
        missed("one more than it takes", takes("1", "SetVariables"), writes(variable("A"), variable("B"))),
        held("its own CALL is one too", takes("1", "GetVariables"), takes("1", "GetVariables")).about("B06.FR.05"),
        idle("no number told", writes(variable("A"), variable("B"))),
    ],
}
