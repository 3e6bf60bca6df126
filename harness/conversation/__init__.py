"""One identity's traffic: the only place that pairs CALLs and answers."""

from ocpp_conformance.harness.conversation.conversation import Conversation, Conversations, Taken, read
from ocpp_conformance.harness.conversation.device import Device, key_of
from ocpp_conformance.harness.conversation.exchange import Answer, Connection, Exchange
from ocpp_conformance.harness.conversation.transactions import Transaction

__all__ = [
    "Answer",
    "Connection",
    "Conversation",
    "Conversations",
    "Device",
    "Exchange",
    "Taken",
    "Transaction",
    "key_of",
    "read",
]
