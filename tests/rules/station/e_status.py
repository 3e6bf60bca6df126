"""Samples of block E: what is answered about a transaction."""

from ocpp_conformance.harness.evidence import POWER_ON

from ..sample import OMIT, closed, csms, held, idle, missed, note, station, upgrade
from .moves import ended, event, plugged

BOOT = station("BootNotification")


def status(ongoing=OMIT, queue=False, id=None, **more):
    request = {} if id is None else {"transactionId": id}
    return csms("GetTransactionStatus", request, answer={"messagesInQueue": queue, "ongoingIndicator": ongoing}, **more)


SAMPLES = {
    "the_ongoing_indicator_is_right": [
        held("left out", status()),
        missed("about no transaction", status(True)),
        held("unknown", status(False, id="T1")).about("E14.FR.01"),
        missed("unknown, left out", status(id="T1")).about("E14.FR.01"),
        idle("unknown, and running since before", status(True, id="T1")).about("E14.FR.01"),
        held("running", plugged(), status(True, id="T1")).about("E14.FR.02"),
        missed("running", plugged(), status(False, id="T1")).about("E14.FR.02"),
        idle("an end that may be queued", plugged(), status(False, True, id="T1")).about("E14.FR.02"),
        idle("after a power loss", plugged(), note(POWER_ON), status(False, id="T1")).about("E14.FR.02"),
        idle("after a boot", plugged(), BOOT, status(False, id="T1")).about("E14.FR.02"),
        held("ended", plugged(), ended(1), status(False, id="T1")).about("E14.FR.03"),
        missed("ended", plugged(), ended(1), status(True, id="T1")).about("E14.FR.03"),
        idle("a start that is not in the conversation", event(3), status(False, id="T1")).about("E14.FR.02"),
    ],
    "a_queue_that_is_told_is_delivered": [
        held("empty", BOOT, plugged(), status()),
        held("empty", BOOT, plugged(), status(True, id="T1")).about("E14.FR.05"),
        missed("told, and nothing came", BOOT, plugged(), status(queue=True), station("Heartbeat", after=9)),
        idle("told, and an event came", BOOT, plugged(), status(queue=True), event(1), station("Heartbeat", after=9)),
        idle("an event without an answer", BOOT, plugged(how={"answer": None}), status(queue=True)),
        idle("an event that was refused", BOOT, plugged(how={"error": "InternalError"}), status()),
        idle("a connection that didn't last", BOOT, plugged(), status(queue=True), closed(), upgrade(after=9)),
        idle("a station that isn't accepted", plugged(), status()),
    ],
}
