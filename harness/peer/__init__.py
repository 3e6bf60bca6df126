"""One end of a live OCPP-J connection; the bundled systems and the probes are built on it."""

from ocpp_conformance.harness.peer.dispatch import Refusal, error_for, reply_to
from ocpp_conformance.harness.peer.errors import (
    CallFailedError,
    DisconnectedError,
    MalformedAnswerError,
    NoAnswerError,
)
from ocpp_conformance.harness.peer.peer import Answerer, Peer, Tap

__all__ = [
    "Answerer",
    "CallFailedError",
    "DisconnectedError",
    "MalformedAnswerError",
    "NoAnswerError",
    "Peer",
    "Refusal",
    "Tap",
    "error_for",
    "reply_to",
]
