"""The catalogue of faults; one entry is a few declarative lines."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ocpp_conformance.harness.faults.fault import Departure, Fault, UnknownFaultError
from ocpp_conformance.harness.rpc import CallResult, Role


def _always(value: object) -> Departure:
    return lambda _original, *_arguments: value


def _wrong_id(original: Departure, reply: Any) -> Any:
    text = original(reply)
    return text.replace(f'"{reply.message_id}"', f'"{reply.message_id[:-1]}x"', 1)


def _soon(original: Departure, reply: Any) -> Any:
    if isinstance(reply, CallResult) and "interval" in reply.payload:
        reply = CallResult(reply.message_id, {**reply.payload, "interval": "soon"})
    return original(reply)


_DECLARED = (
    Fault(
        "password-ignored",
        Role.CSMS,
        "lets a known station in whatever its password",
        "A00.FR.207",
        {"password_matches": _always(True)},
    ),
    Fault(
        "every-token-accepted",
        Role.CSMS,
        "answers Accepted to every id token",
        "C01.FR.07",
        {"token_status": _always("Accepted")},
    ),
    Fault(
        "interval-soon",
        Role.CSMS,
        'sends "interval": "soon" in the BootNotificationResponse',
        "J-4.1.7-01",
        {"encode": _soon},
    ),
    Fault("reply-wrong-id", Role.CSMS, "replies with another message id", "J-4.1.4-02", {"encode": _wrong_id}),
    Fault(
        "serves-while-pending",
        Role.CSMS,
        "serves a station whose boot it answered Pending or Rejected",
        "B02.FR.09",
        {"may_serve": _always(True)},
    ),
)

FAULTS: Mapping[str, Fault] = MappingProxyType({fault.name: fault for fault in _DECLARED})
"""Every fault by name."""


def break_it(system: object, name: str | None) -> None:
    """Apply the fault of this name to a system; None leaves it honest. Raises `UnknownFaultError`."""
    if name is None:
        return
    if name not in FAULTS:
        raise UnknownFaultError(name, FAULTS)
    FAULTS[name].apply(system)
