"""One identity's traffic: the only place that pairs CALLs and answers."""

from ocpp_conformance.harness.conversation.conversation import Conversation, Conversations, Taken, read
from ocpp_conformance.harness.conversation.device import ASKED_BY, Described, Device, Key, Report, key_of
from ocpp_conformance.harness.conversation.exchange import Answer, Connection, Exchange, Exchanges
from ocpp_conformance.harness.conversation.transactions import Transaction

__all__ = [
    "ASKED_BY",
    "Answer",
    "Connection",
    "Conversation",
    "Conversations",
    "Described",
    "Device",
    "Exchange",
    "Exchanges",
    "Key",
    "Report",
    "Taken",
    "Transaction",
    "key_of",
    "read",
]
