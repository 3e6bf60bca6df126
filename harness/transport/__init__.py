"""WebSocket client and server with TLS and HTTP Basic authentication: moves text, knows no OCPP."""

from ocpp_conformance.harness.transport.basic_auth import Credentials, Secret, parse_basic
from ocpp_conformance.harness.transport.client import Dial, dial
from ocpp_conformance.harness.transport.errors import (
    DIAL_ERRORS,
    BadCertificateError,
    BadHandshakeError,
    PortTakenError,
    RefusedError,
    SocketClosedError,
    TlsAlertError,
    TlsClosedError,
    TlsError,
    UnreachableError,
)
from ocpp_conformance.harness.transport.handshake import Closed, Handshake, Headers
from ocpp_conformance.harness.transport.limits import Limits
from ocpp_conformance.harness.transport.server import Accept, Decision, Listener, Refuse, UpgradeRequest
from ocpp_conformance.harness.transport.socket import Socket
from ocpp_conformance.harness.transport.standstill import Standstills, limited, standstills
from ocpp_conformance.harness.transport.tls import ClientTls, ServerTls, TlsSettingError, client_tls, server_tls

__all__ = [
    "DIAL_ERRORS",
    "Accept",
    "BadCertificateError",
    "BadHandshakeError",
    "ClientTls",
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
    "ServerTls",
    "Socket",
    "SocketClosedError",
    "Standstills",
    "TlsAlertError",
    "TlsClosedError",
    "TlsError",
    "TlsSettingError",
    "UnreachableError",
    "UpgradeRequest",
    "client_tls",
    "dial",
    "limited",
    "parse_basic",
    "server_tls",
    "standstills",
]
