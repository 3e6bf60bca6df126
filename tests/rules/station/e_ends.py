"""Samples of block E: how a transaction ends."""

from ..sample import OMIT, closed, csms, held, held_only, idle, missed, station, upgrade
from .moves import (
    ACCEPTED,
    OTHER,
    PLACE,
    authorized,
    charging,
    ended,
    event,
    moved,
    plugged,
    status,
    stopped,
    variable,
    written,
)


def stops_at(points):
    return variable("TxCtrlr", "TxStopPoint", points)


GONE = moved(1, "EVCommunicationLost", "Idle")
LATER = event(2, how={"after": 9})
MUCH_LATER = event(4, how={"after": 9})
STOP = csms("RequestStopTransaction", {"transactionId": "T1"}, answer=ACCEPTED)
RUNNING = plugged(), authorized(), charging()

BOOT = upgrade(), station("BootNotification", {"reason": "PowerUp"})
FREE, TAKEN = status("Available"), status("Occupied")
QUIET = station("Heartbeat", after=20)
LOST = closed(code=1006)
NEEDS = station("NotifyEVChargingNeeds", {"evseId": 1})
NEXT = event(0, "T2", eventType="Started", triggerReason="CablePluggedIn", evse=PLACE)

SAMPLES = {
    "a_transaction_outlives_a_restart_or_ends": [
        held("it ends", *RUNNING, LOST, *BOOT, ended(3, "AbnormalCondition", "PowerLoss"), FREE),
        missed("its connector is free", *RUNNING, LOST, *BOOT, FREE, QUIET),
        missed("the next one starts", *RUNNING, LOST, *BOOT, NEXT, QUIET),
        idle("its connector is occupied", *RUNNING, LOST, *BOOT, TAKEN, QUIET),
        idle("it goes on", *RUNNING, LOST, *BOOT, charging(3), FREE, QUIET),
        idle("patience has not passed", *RUNNING, LOST, *BOOT, FREE),
        idle("no boot", *RUNNING, LOST, upgrade(), FREE, QUIET),
        idle("it had ended", *RUNNING, ended(3), LOST, *BOOT, FREE, QUIET),
        idle("another connector", *RUNNING, LOST, *BOOT, status("Available", connector=2), QUIET),
        idle("a CALL without an answer", *RUNNING, LOST, *BOOT, FREE, station("Heartbeat", answer=None), QUIET),
    ],
    "a_stop_point_ends_the_transaction": [
        held("the EV is gone", stops_at("EVConnected"), plugged(), ended(1)),
        held("the EV is gone", stops_at("EVConnected"), plugged(), ended(1)).about("I03.FR.01"),
        missed("the transaction goes on", stops_at("EVConnected"), plugged(), GONE, LATER),
        held("the driver stops", stops_at("Authorized"), *RUNNING, stopped(), ended()).about("E06.FR.03"),
        missed("it goes on", stops_at("Authorized"), *RUNNING, stopped(), MUCH_LATER).about("E06.FR.03"),
        held("the path opens", stops_at("PowerPathClosed"), plugged(), ended(1)).about("E06.FR.06"),
        held(
            "energy stops",
            stops_at("EnergyTransfer"),
            *RUNNING,
            ended(3, "ChargingStateChanged", state="EVConnected"),
        ).about("E06.FR.07"),
        idle("another stop point", stops_at("ParkingBayOccupancy"), plugged(), GONE, LATER),
        idle("a stop point that isn't known", plugged(), GONE, LATER),
        idle("a stop point that was written", written("TxCtrlr", "TxStopPoint", "EVConnected"), plugged(), GONE, LATER),
        idle("no time yet", stops_at("EVConnected"), plugged(), GONE),
        idle("events missing", stops_at("EVConnected"), plugged(), moved(2, "EVCommunicationLost", "Idle"), ended(3)),
    ],
    "the_stopped_reason_fits_the_trigger": [
        held("RemoteStop, Remote", plugged(), ended(1, "RemoteStop", "Remote")),
        missed("RemoteStop, Local", plugged(), ended(1, "RemoteStop", "Local")),
        held("Deauthorized", plugged(), ended(1, "Deauthorized", "DeAuthorized")).about("E05.FR.10"),
        missed("Deauthorized, Local", plugged(), ended(1, "Deauthorized", "Local")).about("E05.FR.10"),
        held("after an offline start", plugged(offline=True), ended(1, "Deauthorized", "DeAuthorized")).about(
            "C15.FR.04"
        ),
        held(
            "after a remote start", event(0, info={"remoteStartId": 1}), ended(1, "EVConnectTimeout", "Timeout")
        ).about("F02.FR.07"),
        held("EVConnectTimeout", plugged(), ended(1, "EVConnectTimeout", "Timeout")).about("E03.FR.05"),
        missed("EVConnectTimeout, Local", plugged(), ended(1, "EVConnectTimeout", "Local")).about("E03.FR.05").mildly(),
        held("unplugged after a remote stop", plugged(), moved(1, "RemoteStop"), ended(2, reason="Remote")).about(
            "F04.FR.03"
        ),
        missed("another reason then", plugged(), moved(1, "RemoteStop"), ended(2, reason="EVDisconnected")).about(
            "F04.FR.03"
        ),
        idle("another trigger", plugged(), ended(1)),
    ],
    "an_end_not_by_the_driver_has_a_reason": [
        held("the cable is pulled", plugged(), ended(1, reason="EVDisconnected")),
        held("a fault", plugged(), ended(1, "AbnormalCondition", "GroundFault")).about("E07.FR.06"),
        missed("a fault without a reason", plugged(), ended(1, "AbnormalCondition", None)),
        missed("the cable is pulled, without a reason", plugged(), ended(1, reason=None)).mildly(),
        missed("Remote that nobody asked for", plugged(), ended(1, reason="Remote")).about("E07.FR.06").mildly(),
        held("Remote", STOP, plugged(), ended(1, "RemoteStop", "Remote")),
        missed(
            "ImmediateReset after OnIdle",
            csms("Reset", {"type": "OnIdle"}, answer=ACCEPTED),
            plugged(),
            ended(1, "ResetCommand", "ImmediateReset"),
        )
        .about("E07.FR.06")
        .mildly(),
        held(
            "ImmediateReset",
            csms("Reset", {"type": "Immediate"}, answer=ACCEPTED),
            plugged(),
            ended(1, "ResetCommand", "ImmediateReset"),
        ),
        idle("the driver stopped", plugged(), stopped(1), ended(2, reason=None)),
        idle("a start that is not in the conversation", ended(3, reason=None)),
    ],
    "an_end_by_the_driver_is_local": [
        held("Local", plugged(), stopped(1), ended(2)),
        held_only("no reason", plugged(), stopped(1), ended(2, reason=None)),
        missed("Remote", plugged(), stopped(1), ended(2, reason="Remote")).mildly(),
        idle("another reason, which may have come up", plugged(), stopped(1), ended(2, reason="EVDisconnected")),
        idle("the driver didn't stop", plugged(), ended(1)),
        idle("a start that is not in the conversation", stopped(3), ended()),
    ],
    "a_card_that_stops_is_told": [
        held("the card that started", *RUNNING, stopped(), ended()),
        missed("no idToken", *RUNNING, stopped(idToken=OMIT), ended()).mildly(),
        missed("no StopAuthorized", *RUNNING, ended(3)).mildly(),
        idle("another card", *RUNNING, stopped(idToken=OTHER), ended()),
        idle("an EV that speaks ISO 15118", *RUNNING, NEEDS, stopped(idToken=OMIT), ended()),
        idle("the car ended its session", *RUNNING, stopped(idToken=OMIT), ended(reason="StoppedByEV")),
        idle("another reason", *RUNNING, ended(3, reason="EVDisconnected")),
        idle("nobody was authorized", plugged(), ended(1)),
        idle("events missing", *RUNNING, ended(4)),
        idle("a start that is not in the conversation", authorized(3), ended(4)),
    ],
}
