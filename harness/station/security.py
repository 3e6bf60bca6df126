"""Functional block A: security events."""

from __future__ import annotations

from ocpp_conformance.harness.station.outbox import Item
from ocpp_conformance.harness.times import now
from ocpp_conformance.harness.transport import BadCertificateError, TlsError


def event(kind: str) -> Item:
    """The report of a critical security event; it is kept until it could be delivered (A04.FR.01, A04.FR.02)."""
    return Item("SecurityEventNotification", {"type": kind, "timestamp": now()}, durable=True)


def event_of(error: Exception) -> str | None:
    """The security event that a failed connection attempt is (A00.FR.310, 316, 323, 413, 419, 426); None for most."""
    if isinstance(error, BadCertificateError):
        return "InvalidCsmsCertificate"
    if isinstance(error, TlsError) and error.wrong_version:
        return "InvalidTLSVersion"
    if isinstance(error, TlsError) and error.wrong_suite:
        return "InvalidTLSCipherSuite"
    return None
