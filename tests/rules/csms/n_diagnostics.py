"""Samples of block N."""

from ..sample import csms, held, idle, missed, station


def customer(report=True, clear=False, **named):
    return csms("CustomerInformation", {"report": report, "clear": clear, **named})


CARD = {"idToken": {"idToken": "AA", "type": "ISO14443"}}
NAME = {"customerIdentifier": "N"}

SAMPLES = {
    "a_customer_is_named_in_one_way": [
        held("by a card", customer(**CARD)),
        held("by a name, to clear", customer(False, True, **NAME)).about("N10.FR.08"),
        missed("by nothing", customer()),
        missed("by two", customer(**CARD, **NAME)),
        missed("by nothing, to clear", customer(False, True)).about("N10.FR.08"),
        idle("nothing to clear", customer(**CARD)).about("N10.FR.08"),
        idle("no CustomerInformation", station("Heartbeat")),
    ],
}
