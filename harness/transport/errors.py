"""What can go wrong between two sockets; errors hold fields, the text is made when it is asked for."""

from __future__ import annotations

from ocpp_conformance.harness.transport.handshake import Closed, Headers


class TransportError(Exception):
    """Base of the errors of this package."""


class UnreachableError(TransportError):
    """Nobody answered at the address: connection refused, name unknown, no answer in time."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        return f"{self.url} can't be reached: {self.reason}"


class RefusedError(TransportError):
    """The server answered the upgrade request with another status than 101."""

    def __init__(self, url: str, status: int, headers: Headers, body: str) -> None:
        super().__init__(url, status)
        self.url, self.status, self.headers, self.body = url, status, headers, body

    def __str__(self) -> str:
        return f"{self.url} refused the upgrade with HTTP status {self.status}"


class BadHandshakeError(TransportError):
    """The server answered the upgrade, but not as RFC 6455 wants it."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        return f"{self.url} answered the upgrade against RFC 6455: {self.reason}"


class TlsError(TransportError):
    """The TLS handshake failed; `wrong_version` and `wrong_suite` say that we turned down the version or the cipher
    suite that the peer wants."""

    def __init__(self, url: str, reason: str, *, wrong_version: bool = False, wrong_suite: bool = False) -> None:
        super().__init__(url, reason)
        self.url, self.reason, self.wrong_version, self.wrong_suite = url, reason, wrong_version, wrong_suite

    def __str__(self) -> str:
        return f"the TLS handshake with {self.url} failed: {self.reason}"


class BadCertificateError(TlsError):
    """We refused the certificate of the server."""

    def __str__(self) -> str:
        return f"the certificate of {self.url} is refused: {self.reason}"


class TlsAlertError(TlsError):
    """The peer ended TLS with an alert; `reason` is the alert's name."""

    def __str__(self) -> str:
        return f"{self.url} ended TLS with the alert {self.reason!r}"


class TlsClosedError(TlsError):
    """The peer ended the connection without an alert: after our ClientHello, or after the handshake and without a word
    of HTTP (in TLS 1.3 the client has finished before its certificate is looked at)."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "the peer closed the connection")


DIAL_ERRORS = (UnreachableError, RefusedError, BadHandshakeError, TlsError)
"""What `dial` raises."""


class SocketClosedError(TransportError):
    """The connection is closed."""

    def __init__(self, closed: Closed) -> None:
        super().__init__(closed)
        self.closed = closed

    def __str__(self) -> str:
        return str(self.closed)


class PortTakenError(TransportError):
    """The address to listen on can't be bound."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(host, port, reason)
        self.host, self.port, self.reason = host, port, reason

    def __str__(self) -> str:
        return f"can't listen on {self.host}:{self.port}: {self.reason}; give another port or end what holds it"
