"""One identity's traffic: the only place that pairs CALLs and answers."""

from ocpp_conformance.harness.conversation.conversation import Answer, Connection, Conversation, Exchange, Stray, read

__all__ = ["Answer", "Connection", "Conversation", "Exchange", "Stray", "read"]
