"""Samples of ChangeAvailability."""

from ocpp_conformance.harness.evidence import POWER_ON

from ..sample import closed, csms, held, held_only, idle, missed, note, station, upgrade
from .inventories import connectors

BOOT, PENDING = (station("BootNotification", answer={"status": status}) for status in ("Accepted", "Pending"))
LATER = station("Heartbeat", after=20)
TWO = connectors((1, 1), (2, 1))
EVSE = {"id": 1}
CONNECTOR = {"id": 1, "connectorId": 1}


def change(status="Accepted", wanted="Operative", evse=None, **more):
    request = {"operationalStatus": wanted} | ({} if evse is None else {"evse": evse})
    return csms("ChangeAvailability", request, answer={"status": status}, **more)


def off(status="Accepted", evse=None):
    return change(status, "Inoperative", evse)


def state(evse, status="Available", **more):
    return station("StatusNotification", {"evseId": evse, "connectorId": 1, "connectorStatus": status}, **more)


def event(number=0, kind="Started", **more):
    return station("TransactionEvent", {"eventType": kind, "seqNo": number, "evse": CONNECTOR, **more})


STATES = state(1), state(2)
DOWN = state(1, "Unavailable"), state(2, "Unavailable")
PLACELESS = station("TransactionEvent", {"eventType": "Started", "seqNo": 0})


def plugged(**more):
    return event(triggerReason="CablePluggedIn", **more)


RESET = csms("Reset", {"type": "Immediate"}, answer={"status": "Accepted"})

SAMPLES = {
    "what_is_inoperative_stays_so_over_a_boot": [
        held("an EVSE", off(evse=EVSE), BOOT, state(1, "Unavailable"), state(2)),
        held("the station", off(), BOOT, *DOWN).about("G04.FR.09"),
        held("after a Reset", off(evse=CONNECTOR), RESET, BOOT, state(1, "Unavailable")).about("B11.FR.02"),
        missed("an EVSE", off(evse=EVSE), BOOT, state(1)),
        missed("the station", off(), BOOT, state(1, "Unavailable"), state(2)).about("G04.FR.09"),
        missed("after a Reset", off(evse=EVSE), RESET, BOOT, state(1)).about("G03.FR.08"),
        missed("of two boots the later one", off(evse=EVSE), BOOT, state(1, "Unavailable"), BOOT, state(1)),
        idle("another EVSE", off(evse=EVSE), BOOT, state(2)),
        idle("it was made Operative", off(evse=EVSE), change(evse=EVSE), BOOT, state(1)),
        idle("it was rejected", off("Rejected", EVSE), BOOT, state(1)),
        idle("it was scheduled", off("Scheduled", EVSE), BOOT, state(1)),
        idle("station and EVSE", off(), off(evse=EVSE), BOOT, state(1)),
        idle("it is Faulted", off(evse=EVSE), BOOT, state(1, "Faulted")),
        idle("the boot is Pending", off(evse=EVSE), PENDING, state(1)),
        idle("before the boot", off(evse=EVSE), state(1), BOOT),
    ],
    "nothing_becomes_available_on_the_way": [
        missed("an EVSE", off(evse=EVSE), state(1), state(1, "Unavailable")).mildly(),
        missed("the station", off(), state(2), *DOWN).about("G04.FR.07").mildly(),
        idle("it is Unavailable at once", off(evse=EVSE), state(1, "Unavailable"), state(1)),
        idle("another EVSE", off(evse=EVSE), state(2)),
        idle("a connector", off(evse=CONNECTOR), state(1)),
        idle("it is to be Operative", change(evse=EVSE), state(1)),
        idle("it is scheduled", off("Scheduled", EVSE), state(1)),
        idle("behind another change", off(evse=EVSE), change(evse=EVSE), state(1)),
        missed("before another one", off(evse=EVSE), state(1), state(1, "Unavailable"), change(evse=EVSE)).mildly(),
        idle("it never becomes Unavailable", off(evse=EVSE), state(1)),
    ],
    "a_connector_with_an_ev_is_reported_occupied": [
        held("before the event", state(1), state(1, "Occupied"), plugged()),
        held("after it", state(1), plugged(), state(1, "Occupied")),
        missed("never", state(1), plugged(), LATER),
        missed("Available again", state(1), plugged(), state(1), LATER),
        idle("patience has not passed", state(1), plugged()),
        idle("another state", state(1), plugged(), state(1, "Faulted"), LATER),
        idle("no state was told", plugged(), LATER),
        idle("it was Occupied", state(1, "Occupied"), plugged(), LATER),
        idle("offline", state(1), plugged(offline=True), LATER),
        idle("without a connector", state(1), plugged(evse={"id": 1}), LATER),
        idle("a report that wasn't answered", state(1), plugged(), state(2, answer=None), LATER),
        idle("another sign", state(1), event(), LATER),
    ],
    "a_change_of_availability_gets_its_response": [
        held("of an EVSE", change(evse=EVSE)),
        held("of the station", change()).about("G04.FR.02"),
        missed("a CALLERROR", change(evse=EVSE, error="InternalError")),
        missed("a CALLERROR", change(error="NotImplemented")).about("G04.FR.03"),
        idle("of the station", change()),
        idle("wrong on purpose", change(evse=EVSE, error="InternalError", deliberate=True)),
        idle("it isn't accepted", PENDING, change(evse=EVSE, error="SecurityError")),
        idle("Pending before", PENDING, closed(), upgrade(), change(evse=EVSE, error="SecurityError")),
        idle("not booted since a start", BOOT, note(POWER_ON), change(evse=EVSE, error="SecurityError")),
        idle("no answer", csms("ChangeAvailability", {"evse": EVSE}, answer=None)),
        held("accepted after it was Pending", PENDING, BOOT, change(evse=EVSE)),
    ],
    "what_is_so_already_is_accepted": [
        held("an EVSE", *TWO, state(1, "Occupied"), change(evse=EVSE)),
        held("the station", *TWO, *STATES, change()).about("G04.FR.04"),
        held("all that a boot told of", BOOT, *STATES, change()).about("G04.FR.04"),
        idle("connectors that aren't known", *STATES, change()).about("G04.FR.04"),
        missed("Rejected", *TWO, state(1), change("Rejected", evse=EVSE)),
        missed("Scheduled", *TWO, *STATES, change("Scheduled")).about("G04.FR.04"),
        idle("a state wasn't told", *TWO, state(1), change("Rejected")).about("G04.FR.04"),
        idle("Unavailable", *TWO, state(1, "Unavailable"), change("Rejected", evse=EVSE)),
        idle("something was Scheduled", *TWO, *STATES, off("Scheduled"), change("Rejected", evse=EVSE)),
        idle("a transaction runs", *TWO, *STATES, event(), change("Scheduled")).about("G04.FR.04"),
        idle("Inoperative", *TWO, state(1), off("Rejected", EVSE)),
    ],
    "a_change_waits_for_the_transaction": [
        held("of the EVSE", event(), off("Scheduled", EVSE)),
        held("of the station", event(), off("Scheduled")).about("G04.FR.06"),
        missed("Accepted", event(), off("Accepted", EVSE)),
        missed("Accepted", event(), off()).about("G04.FR.06"),
        held_only("Rejected", event(), off("Rejected", EVSE)),
        idle("no start", event(1, "Updated"), off(evse=EVSE)),
        idle("its EVSE isn't told", PLACELESS, off(evse=EVSE)),
        idle("it has ended", event(), event(1, "Ended"), off(evse=EVSE)),
        idle("on another connection", event(), closed(), upgrade(), off(evse=EVSE)),
        idle("another EVSE", event(), off(evse={"id": 2})),
        idle("another connector", event(), off(evse={"id": 1, "connectorId": 2})),
        idle("Operative", event(), change(evse=EVSE)),
        held("after another one", event(), off("Scheduled", EVSE), off("Accepted", EVSE)),
    ],
    "what_becomes_inoperative_is_reported": [
        held("an EVSE", state(1), off(evse=EVSE), state(1, "Unavailable")),
        held("an EVSE", state(1), off(evse=EVSE), state(1, "Unavailable")).about("G03.FR.06"),
        idle("a connector", state(1), off(evse=CONNECTOR), state(1, "Unavailable")).about("G03.FR.06"),
        held("the station", *STATES, off(), *DOWN).about("G04.FR.05"),
        held("the station", *STATES, off(), *DOWN).about("G01.FR.07"),
        missed("nothing comes", state(1), off(evse=EVSE), LATER),
        missed("one of two", *STATES, off(), DOWN[0], LATER).about("G04.FR.05"),
        idle("patience has not passed", state(1), off(evse=EVSE)),
        idle("no state was told", off(evse=EVSE), LATER),
        idle("another state", state(1, "Occupied"), off(evse=EVSE), LATER),
        idle("another change follows", state(1), off(evse=EVSE), change(evse=EVSE), LATER),
        idle("a reset follows", state(1), off(evse=EVSE), csms("Reset"), LATER),
        idle("a boot follows", state(1), off(evse=EVSE), BOOT, LATER),
        idle("a start follows", state(1), off(evse=EVSE), closed(), note(POWER_ON), upgrade(), LATER),
        idle("a report that wasn't answered", state(1), off(evse=EVSE), state(1, answer=None), LATER),
        idle("Rejected", state(1), off("Rejected", EVSE), LATER),
    ],
}
