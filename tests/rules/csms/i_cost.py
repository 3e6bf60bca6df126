"""Samples of block I."""

from ..sample import csms, held, idle, missed, station


def event(cost, kind="Updated"):
    return station("TransactionEvent", {"eventType": kind}, answer={"totalCost": cost})


SAMPLES = {
    "a_cost_is_not_negative": [
        held("a running cost", event(1.5)),
        held("a total cost", event(3, "Ended")).about("I03.FR.02"),
        held("nothing to pay", event(0, "Ended")).about("I03.FR.02"),
        held("a cost in a message of its own", csms("CostUpdated")),
        missed("below 0 while it runs", event(-5)),
        missed("below 0 at the end", event(-5, "Ended")).about("I03.FR.02"),
        missed("below 0 in a message of its own", csms("CostUpdated", {"totalCost": -1})),
        idle("no cost", station("TransactionEvent")),
    ],
}
