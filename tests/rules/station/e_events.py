"""Samples of block E: what an event tells."""

from ..sample import Happened, closed, csms, held, idle, missed, station
from .moves import (
    ACCEPTED,
    CARD,
    PLACE,
    asked,
    authorized,
    carded,
    charging,
    ended,
    event,
    moved,
    plugged,
    remote_start,
    status,
    stopped,
)


def reported(state, connector=1):
    component = {"name": "Connector", "evse": {"id": 1, "connectorId": connector}}
    data = {
        "eventId": 1,
        "timestamp": "2026-01-01T00:00:00Z",
        "trigger": "Delta",
        "actualValue": state,
        "eventNotificationType": "HardWiredNotification",
        "component": component,
        "variable": {"name": "AvailabilityState"},
    }
    return station("NotifyEvent", {"eventData": [data]})


IN_THE_OUTAGE = "2026-01-01T00:00:20Z"
BACK = Happened("upgrade", after=40)


SAMPLES = {
    "the_token_comes_with_authorized": [
        held("Authorized with an idToken", plugged(), authorized()),
        held("Authorized with an idToken", plugged(), authorized()).about("E02.FR.01"),
        held("Authorized with an idToken", plugged(), authorized()).about("E02.FR.20"),
        held("the card first", carded()).about("E03.FR.01"),
        missed("Authorized without one", plugged(), moved(1, "Authorized")),
        missed("another trigger", plugged(), charging(1, idToken=CARD)).about("E02.FR.20"),
        idle("an earlier event had it", plugged(idToken=CARD), moved(1, "Authorized")).about("E02.FR.01"),
        idle("a remote start", plugged(), moved(1, "RemoteStart", idToken=CARD)),
        idle("a stop", plugged(), stopped(1)),
        idle("a trigger", plugged(), moved(1, "Trigger", idToken=CARD)),
        idle("an event of an outage", plugged(), charging(1, idToken=CARD, offline=True)),
        idle("events missing", plugged(), charging(3, idToken=CARD)),
        idle("the path is closed when it starts", plugged(idToken=CARD)),
    ],
    "the_place_comes_once": [
        missed("in the second event too", plugged(), moved(1, "Authorized", evse=PLACE)).mildly("information"),
        idle("once", plugged(), authorized()),
        idle("the EVSE alone, then with the connector", carded(), plugged(1)),
    ],
    "a_connected_ev_has_a_place": [
        held("Started names it", plugged()),
        held("named when the EV comes", carded(), moved(1, "CablePluggedIn", "EVConnected", evse=PLACE)),
        missed("no evse", plugged(evse={"id": 1})),
        missed("not when the EV comes", carded(), moved(1, "CablePluggedIn", "EVConnected")),
        idle("no EV", carded()),
        idle("a start that is not in the conversation", moved(4, "ChargingStateChanged", "Charging")),
        idle("events missing", carded(), moved(2, "ChargingStateChanged", "Charging")),
    ],
    "a_change_of_charging_state_is_told": [
        held("another state", plugged(), charging(1)),
        held("another state", plugged(), charging(1)).about("E02.FR.13"),
        missed("no state", plugged(), moved(1, "ChargingStateChanged")),
        missed("the same state", plugged(), charging(1), charging(2)).mildly(),
        idle("no such trigger", event(0)),
        idle("a state that follows missing events", charging(1), charging(3)),
        idle("the card first", carded(), charging(1)).about("E02.FR.13"),
    ],
    "the_phases_come_with_the_energy": [
        held("with the energy", plugged(), charging(1, numberOfPhasesUsed=3)),
        held("with the energy", carded(), charging(1, numberOfPhasesUsed=3)).about("E03.FR.13"),
        missed("later", plugged(), charging(1), event(2, numberOfPhasesUsed=3)).mildly(),
        idle("never", plugged(), charging(1)),
        idle("events missing", plugged(), charging(2), event(3, numberOfPhasesUsed=3)),
    ],
    "a_plugged_connector_is_occupied": [
        held("Occupied before the event", status("Available"), status(), plugged()),
        held("Occupied after it", plugged(), status()),
        held("by NotifyEvent", plugged(), reported("Occupied")),
        missed("Available, to the end", status("Available"), plugged(), ended(1)),
        missed("nothing, within patience", plugged(), event(1, how={"after": 9})),
        missed("another connector", plugged(), status(connector=2), ended(1)),
        idle("an event of an outage", plugged(offline=True), ended(1)),
        idle("a connector that is Reserved", status("Reserved"), plugged(), ended(1)),
        idle("no time yet", plugged()),
        idle("another trigger", charging(0, evse=PLACE), ended(1)),
    ],
    "the_trigger_tells_what_happened": [
        held("Authorized", asked(), plugged(), authorized()),
        held("Authorized", asked(), plugged(), authorized()).about("E02.FR.15"),
        held("Occupied, then CablePluggedIn", status(), plugged()),
        held("another state", plugged(), charging(1)),
        held("the EV is gone", plugged(), ended(1)).about("E06.FR.15"),
        held(
            "plugged in while it runs", carded(), status(), moved(1, "CablePluggedIn", "EVConnected", evse=PLACE)
        ).about("E03.FR.12"),
        held("RemoteStart", remote_start(), plugged(), moved(1, "RemoteStart")).about("F01.FR.17"),
        held(
            "RemoteStop",
            csms("RequestStopTransaction", {"transactionId": "T1"}, answer=ACCEPTED),
            plugged(),
            moved(1, "RemoteStop"),
        ).about("F03.FR.09"),
        missed("RemoteStop that nobody asked for", plugged(), moved(1, "RemoteStop")),
        missed("EVConnectTimeout with an EV", plugged(), ended(1, "EVConnectTimeout")),
        missed(
            "the EV suspends, and a stop is told", plugged(), charging(1), moved(2, "StopAuthorized", "SuspendedEV")
        ).about("E06.FR.15"),
        held("the EV suspends", plugged(), charging(1), moved(2, "ChargingStateChanged", "SuspendedEV")),
        idle(
            "a driver stops while the EV suspends",
            plugged(),
            charging(1),
            moved(2, "StopAuthorized", "SuspendedEV", idToken=CARD),
        ).about("E06.FR.15"),
        missed("a plug that isn't told", carded(), moved(1, "ChargingStateChanged", "EVConnected"))
        .about("E03.FR.12")
        .mildly(),
        idle("a card that was answered otherwise", asked(status="Blocked"), authorized(0, eventType="Started")),
        idle("a start that is not in the conversation", moved(3, "RemoteStop")),
        idle("events missing", plugged(), moved(2, "RemoteStop")),
    ],
    "what_happened_offline_says_so": [
        held("marked", plugged(), closed(), BACK, event(1, timestamp=IN_THE_OUTAGE, offline=True)),
        missed("not marked", plugged(), closed(), BACK, event(1, timestamp=IN_THE_OUTAGE)),
        missed("a start", plugged(), closed(), BACK, plugged(0, "T2", timestamp=IN_THE_OUTAGE)).about("E04.FR.03"),
        missed("a stop", plugged(), closed(), BACK, stopped(1, timestamp=IN_THE_OUTAGE)).about("E08.FR.07"),
        missed("an end", plugged(), closed(), BACK, ended(1, timestamp=IN_THE_OUTAGE)).about("E12.FR.02"),
        idle("a clock that isn't known", closed(), BACK, event(1, timestamp=IN_THE_OUTAGE)),
        idle("at the begin of the outage", plugged(), closed(), BACK, event(1, timestamp="2026-01-01T00:00:03Z")),
        idle("no outage", plugged(), event(1, timestamp=IN_THE_OUTAGE)),
    ],
}
