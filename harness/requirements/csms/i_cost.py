"""Block I, tariff and cost: what a CSMS must do."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS = Role.CSMS


@rule("I02.FR.01", "I03.FR.02", judges=CSMS, answers="TransactionEvent", sends="CostUpdated")
def a_cost_is_not_negative(exchange: Exchange, context: Context) -> Answers:
    """A cost that a CSMS tells is one: of a transaction that ended (I03) or runs (I02), not below 0; each proves it.

    Not judged where it tells none: it may know none.
    """
    told = exchange.request if exchange.action == "CostUpdated" else exchange.result
    if "totalCost" not in told:
        return NOT_EXERCISED
    ended = exchange.action == "TransactionEvent" and exchange.request["eventType"] == "Ended"
    id, cost = "I03.FR.02" if ended else "I02.FR.01", told["totalCost"]
    return HELD.of(id) if cost >= 0 else missed(f"totalCost is {cost}", cause="negative").of(id)
