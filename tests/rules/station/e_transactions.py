"""Samples of block E."""

from ..sample import held, idle, missed, station


def event(number, transaction="T1", **more):
    return station("TransactionEvent", {"seqNo": number, "transactionInfo": {"transactionId": transaction}, **more})


SAMPLES = {
    "events_are_numbered_in_steps_of_one": [
        held("0, then 1", event(0), event(1)),
        held("a counter that runs on", event(7), event(8)),
        held("sent in another order", event(1), event(0)),
        missed("1 is left out", event(0), event(2)),
        missed("two events with one number", event(0), event(0, evse={"id": 1})),
        held("sent again as it was, marked as offline", event(0), event(0, offline=True), event(1)),
        idle("one event alone", event(0)),
        idle("one event of each of two transactions", event(0), event(5, "T2")),
    ],
}
