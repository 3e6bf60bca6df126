"""Functional block A: security events, and another password; another certificate has a module of its own."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item
from ocpp_conformance.harness.transport import BadCertificateError, TlsError

LOG_LENGTH = 200
"""Security events that the log of them holds."""


class Security:
    """Watches the attempts to connect and the password of a station. `log` has its security events, each behind its
    time."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self._reported: set[str] = set()
        self.log: deque[tuple[str, str]] = deque(maxlen=LOG_LENGTH)
        self._password = self._current()
        station.connection.dialled.append(self._dialled)
        station.model.watch("SecurityCtrlr", "BasicAuthPassword", self._password_set)

    def _dialled(self, error: Exception | None) -> None:
        """Report a failed TLS handshake, once until the next good one."""
        if error is None:
            self._reported.clear()
            return
        kind = event_of(error)
        if kind is not None and kind not in self._reported:
            self._reported.add(kind)
            report(self._station, kind)

    def _current(self) -> str:
        return self._station.model.text("SecurityCtrlr", "BasicAuthPassword")

    def _password_set(self) -> None:
        self._station.connection.after(self._renew)

    def _renew(self) -> None:
        """Use another password from the next connection on, which is made at once (A01)."""
        if self._current() != self._password:
            self._password = self._current()
            self._station.tasks.start(reconnect(self._station), "new password")


async def reconnect(station: Core) -> None:
    """Connect anew at once, with what the station now signs in with."""
    station.connection.hurry()
    await station.connection.close()


def report(station: Core, kind: str) -> None:
    """Queue a critical security event; it is kept until it could be delivered (A04.FR.01, A04.FR.02)."""

    payload = {"type": kind, "timestamp": station.clock.stamp()}
    station.part(Security).log.append((payload["timestamp"], kind))
    item = Item("SecurityEventNotification", payload, durable=True)
    _complete(station, item)
    station.outbox.post(item)


def _complete(station: Core, item: Item) -> None:
    def last_touch(payload: dict[str, Any]) -> Payload | None:
        return station.decide(security_event, payload)

    item.last_touch = last_touch


def event_of(error: Exception) -> str | None:
    """The security event that a failed connection attempt is (A00.FR.310, 316, 323, 413, 419, 426); None for most."""
    if isinstance(error, BadCertificateError):
        return "InvalidCsmsCertificate"
    if isinstance(error, TlsError) and error.wrong_version:
        return "InvalidTLSVersion"
    if isinstance(error, TlsError) and error.wrong_suite:
        return "InvalidTLSCipherSuite"
    return None


def security_event(_: Core, payload: dict[str, Any]) -> Payload | None:
    """The last touch on a SecurityEventNotification before it is sent; None drops it."""
    return payload


def variables(station: Core) -> list[Variable]:
    config, make = station.config, partial(Variable, component="SecurityCtrlr")
    return [
        make(name="Identity", value=config.identity, maximum=48),
        make(name="OrganizationName", value="OCPP conformance", mutability=RW, maximum=1000),
        make(name="SecurityProfile", value=lambda: str(station.security_profile), data_type="integer"),
    ]


BLOCK = Block(
    state=Security,
    keeps=("log",),
    revived={"SecurityEventNotification": _complete},
    variables=variables,
    seams=(security_event,),
)
