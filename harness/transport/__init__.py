"""WebSocket client and server with HTTP Basic authentication: moves text, knows no OCPP."""

from ocpp_conformance.harness.transport.basic_auth import Credentials, Secret, parse_basic
from ocpp_conformance.harness.transport.client import Dial, dial
from ocpp_conformance.harness.transport.errors import (
    BadHandshakeError,
    PortTakenError,
    RefusedError,
    SocketClosedError,
    UnreachableError,
)
from ocpp_conformance.harness.transport.limits import Limits
from ocpp_conformance.harness.transport.server import Accept, Decision, Listener, Refuse, UpgradeRequest
from ocpp_conformance.harness.transport.socket import Closed, Handshake, Headers, Socket

__all__ = [
    "Accept",
    "BadHandshakeError",
    "Closed",
    "Credentials",
    "Decision",
    "Dial",
    "Handshake",
    "Headers",
    "Limits",
    "Listener",
    "PortTakenError",
    "Refuse",
    "RefusedError",
    "Secret",
    "Socket",
    "SocketClosedError",
    "UnreachableError",
    "UpgradeRequest",
    "dial",
    "parse_basic",
]
