"""Samples of block E: transactions as a whole."""

from ocpp_conformance.harness.evidence import POWER_ON
from ocpp_conformance.harness.rpc import Role

from ..sample import closed, held, held_only, idle, missed, note, raw, station, upgrade
from .moves import CARD, authorized, carded, charging, ended, event, moved, plugged, status, stopped, variable

REFUSED = {"how": {"error": "InternalError"}}
UNANSWERED = {"how": {"answer": None}}
STARTS_WITH_THE_CABLE = variable("TxCtrlr", "TxStartPoint", "EVConnected,Authorized")
OTHER_PLACE = {"id": 1, "connectorId": 2}
LATER = "2026-01-01T00:05:00Z"
LATEST = "2026-01-01T00:10:00Z"
BOOT = station("BootNotification")

SAMPLES = {
    "events_are_numbered_in_steps_of_one": [
        held("0, then 1", event(0), event(1)),
        held("a counter that runs on", event(7), event(8)),
        held("sent in another order", event(1), event(0)),
        missed("1 is left out", event(0), event(2)),
        missed("two events with one number", event(0), event(0, evse={"id": 1})),
        held("sent again as it was, marked as offline", event(0), event(0, offline=True), event(1)),
        held("the number of an event that can't be read counts", event(0), event(1, seqNo=1, timestamp=1), event(2)),
        idle("one event alone", event(0)),
        idle("one event of each of two transactions", event(0), event(5, "T2")),
        idle("a gap where messages are missing", event(0), event(2), note("dropped 7 messages")),
        idle("a gap at an outage", event(0), closed(), upgrade(), event(2)),
        idle("a gap at a start", event(0), note(POWER_ON), upgrade(), event(2)),
        idle("a gap behind an event of an outage", event(0), event(2, offline=True)),
        idle("a gap behind a CALLERROR", event(0, **REFUSED), event(2)),
        idle("a gap behind an event without an answer", event(0), event(1, **UNANSWERED), event(3)),
        idle("a gap with an event that can't be read", event(0), event(1, seqNo="one"), event(2)),
        idle("a gap with a text that can't be read", event(0), raw("[2,", Role.STATION), event(2)),
        idle("numbers that begin anew with the id", plugged(0), ended(1), plugged(0, evse={"id": 2})).about(
            "E04.FR.04"
        ),
        held("the cable first", plugged(), authorized()).about("E02.FR.07"),
        held("the card first", carded(), charging(1)).about("E03.FR.06"),
        held("an offline start", plugged(offline=True), authorized()).about("E04.FR.04"),
        held("a refused token", event(0, how={"answer": {"idTokenInfo": {"status": "Invalid"}}}), event(1)).about(
            "E05.FR.04"
        ),
        held("an end", event(0), ended(1)).about("E06.FR.14"),
        held("a card that stops", event(0), stopped(1)).about("E07.FR.11"),
        held("a stop in an outage", event(0), stopped(1, offline=True), ended(2, offline=True)).about("E08.FR.08"),
        held("the EV goes", plugged(), authorized(), ended(2, reason="EVDisconnected")).about("E09.FR.04"),
        held("the EV goes, and may come back", plugged(), authorized(), moved(2, "EVCommunicationLost")).about(
            "E10.FR.03"
        ),
        idle("nobody was authorized when the EV went", plugged(), ended(1)).about("E09.FR.04"),
    ],
    "transaction_ids_are_new": [
        missed("an id again", plugged(), ended(1), plugged(0, timestamp=LATER)),
        held("two, with a start between", plugged(), ended(1), BOOT, plugged(0, "T2")),
        held("two, with a start between", plugged(), ended(1), BOOT, plugged(0, "T2")).about("E02.FR.08"),
        held_only("two", plugged(), ended(1), plugged(0, "T2")),
        idle("one", plugged()),
        idle("an Updated", event(1)),
        idle("sent again as it was", plugged(), ended(1), closed(), upgrade(), plugged(offline=True)),
        idle("a second Started in a transaction that goes on", plugged(), plugged(1)),
    ],
    "a_transaction_goes_from_started_to_ended": [
        held("from Started to Ended", plugged(), ended(1)),
        missed("Updated with 0", event(0), event(1)).mildly("must"),
        missed("Updated before Started", event(3), plugged(4)).mildly("must"),
        missed("two Started", plugged(), plugged(1)).mildly("must"),
        missed("Updated after Ended", plugged(), ended(1), event(2)).mildly("must"),
        held("sent in another order", ended(1), plugged(0)),
        idle("a start that is not in the conversation", event(3), event(4)),
        idle("events missing", plugged(), ended(3), event(4)),
        idle("an event that can't be read", plugged(), event(1, timestamp=1), event(2)),
        idle("an id again", plugged(), ended(1), plugged(0, timestamp=LATER)),
        held("the cable is a start point", STARTS_WITH_THE_CABLE, plugged()).about("E01.FR.02"),
        held("the cable is a start point", STARTS_WITH_THE_CABLE, plugged()).about("E02.FR.06"),
        held("the card is a start point", STARTS_WITH_THE_CABLE, carded()).about("E01.FR.03"),
        held(
            "the closed path is the start point",
            variable("TxCtrlr", "TxStartPoint", "PowerPathClosed"),
            plugged(idToken=CARD),
        ).about("E01.FR.05"),
        held(
            "energy is the start point",
            variable("TxCtrlr", "TxStartPoint", "EnergyTransfer"),
            charging(0, eventType="Started", evse={"id": 1, "connectorId": 1}),
        ).about("E01.FR.06"),
        missed("Updated at a start point", STARTS_WITH_THE_CABLE, moved(0, "CablePluggedIn", "EVConnected"), event(1))
        .about("E01.FR.02")
        .mildly("must"),
        idle("a start point that isn't known", plugged()).about("E01.FR.02"),
    ],
    "an_evse_has_one_transaction": [
        missed(
            "another connector of the EVSE, meanwhile",
            plugged(),
            plugged(0, "T2", evse=OTHER_PLACE, timestamp=LATER),
            ended(1, timestamp=LATEST),
        ),
        missed(
            "a connector that isn't told", plugged(), plugged(0, "T2", evse={"id": 1}, timestamp=LATER), event(1)
        ).mildly(),
        held("another connector is occupied", plugged(), status(connector=2), ended(1)),
        idle("one connector", plugged(), ended(1)),
        idle("one after the other", plugged(), ended(1), plugged(0, "T2", evse=OTHER_PLACE, timestamp=LATER)),
        idle(
            "sent in another order, one after the other",
            plugged(0, "T2", evse=OTHER_PLACE, timestamp=LATER),
            plugged(),
            ended(1),
        ),
        idle("another EVSE", plugged(), plugged(0, "T2", evse={"id": 2, "connectorId": 1}, timestamp=LATER)),
        idle(
            "an end that an outage may have lost",
            plugged(),
            closed(),
            upgrade(),
            plugged(0, "T2", evse=OTHER_PLACE, timestamp=LATER),
        ),
    ],
}
