"""Functional block E: what the CSMS asks about transactions (E14, F06)."""

from __future__ import annotations

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Block, Core, Send


def get_transaction_status(station: Core, request: Payload) -> Payload:
    """GetTransactionStatus (E14)."""
    transactions, transaction_id = station.part(Transactions), request.get("transactionId")
    waiting = station.outbox.holds(transaction_id)  # E14.FR.04, E14.FR.07
    if transaction_id is None:
        return {"messagesInQueue": waiting}  # E14.FR.06
    return {"ongoingIndicator": transactions.find(transaction_id) is not None, "messagesInQueue": waiting}


def trigger_transaction(station: Core, evse: Payload) -> Send | None:
    transactions = station.part(Transactions)
    found = [t for t in transactions.ongoing() if evse.get("id") in (None, t.evse)]
    if not found:
        return None
    return lambda: [transactions.trigger(transaction) for transaction in found]


BLOCK = Block(
    handlers={"GetTransactionStatus": get_transaction_status},
    triggers={"TransactionEvent": trigger_transaction},
)
