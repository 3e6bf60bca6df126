"""Samples of block F: remote start and stop."""

from ..sample import closed, csms, held, held_only, idle, missed, station, upgrade
from .moves import ACCEPTED, CARD, OTHER, REJECTED, ended, event, moved, plugged, remote_start

BOOT = station("BootNotification")
NAMED = {"remoteStartId": 1}
FIRST = plugged(triggerReason="RemoteStart", info=NAMED)


def stop(answer, id="T1"):
    return csms("RequestStopTransaction", {"transactionId": id}, answer=answer)


SAMPLES = {
    "a_remote_start_uses_its_token": [
        held("it does", remote_start(1), plugged(triggerReason="RemoteStart", info=NAMED, idToken=CARD)),
        missed("another one", remote_start(1), plugged(triggerReason="RemoteStart", info=NAMED, idToken=OTHER)),
        idle("without a token", remote_start(1), FIRST),
        idle("without an id", remote_start(1), plugged(idToken=OTHER)),
        idle("a refused one", remote_start(1, answer=REJECTED), plugged(info=NAMED, idToken=OTHER)),
    ],
    "a_remote_start_is_named": [
        held("in the running one", plugged(), remote_start(1), moved(1, "RemoteStart", info=NAMED)),
        held("in the first event", remote_start(1), FIRST).about("F02.FR.21"),
        missed("left out", plugged(), remote_start(1), moved(1, "RemoteStart")),
        missed("left out", remote_start(1), moved(0, "RemoteStart", "Idle", eventType="Started")).about("F02.FR.01"),
        missed("another", plugged(), remote_start(1), moved(1, "RemoteStart", info={"remoteStartId": 2})),
        idle("two that aren't told", plugged(), remote_start(1), remote_start(2), moved(1, "RemoteStart")),
        idle("a refused one", plugged(), remote_start(1, answer=REJECTED), moved(1, "RemoteStart")),
        idle(
            "told before",
            plugged(),
            remote_start(1),
            moved(1, "ChargingStateChanged", info=NAMED),
            moved(2, "RemoteStart"),
        ),
        idle("no remote start", plugged(), event(1)),
    ],
    "a_waiting_transaction_is_named": [
        held("its id", plugged(), remote_start(1, {**ACCEPTED, "transactionId": "T1"}, evseId=1)),
        missed("left out", plugged(), remote_start(1, evseId=1)),
        missed("another", plugged(), remote_start(1, {**ACCEPTED, "transactionId": "T2"}, evseId=1)),
        idle("no EVSE", plugged(), remote_start(1)),
        idle("another EVSE", plugged(), remote_start(1, evseId=2)),
        idle("an authorized one", plugged(idToken=CARD), remote_start(1, evseId=1)),
        idle("a refused one", plugged(), remote_start(1, REJECTED, evseId=1)),
    ],
    "a_remote_stop_finds_its_transaction": [
        held("running", BOOT, plugged(), stop(ACCEPTED)),
        missed("running, refused", BOOT, plugged(), stop(REJECTED)),
        held("ended", BOOT, plugged(), ended(1), stop(REJECTED)).about("F03.FR.08"),
        missed("ended, accepted", BOOT, plugged(), ended(1), stop(ACCEPTED)).about("F03.FR.08"),
        held_only("never told", BOOT, stop(REJECTED)).about("F03.FR.08"),
        idle("never told, and running since before", BOOT, stop(ACCEPTED)),
        idle("a start that is not in the conversation", BOOT, event(3), stop(REJECTED)),
        idle("a station that isn't accepted", plugged(), stop(REJECTED)),
        idle("an event without an answer", BOOT, plugged(how={"answer": None}), closed(), upgrade(), stop(REJECTED)),
    ],
}
