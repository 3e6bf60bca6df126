"""Requirements that the schema of a message or "is answered" implies: data, no code.

A valid message proves them; they are breached by the finding of the schema there, or by the answer that didn't come, on
that finding's own line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ocpp_conformance.harness.rpc import Role

MessageKind = Literal["Request", "Response"]


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement, the message that keeps it, and where in it; an empty pointer stands for the whole message."""

    id: str
    judges: Role
    action: str
    kind: MessageKind
    pointer: str = ""


ROWS: tuple[Row, ...] = (
    Row("C11.FR.02", Role.STATION, "ClearCache", "Response"),
    Row("I02.FR.02", Role.STATION, "CostUpdated", "Response"),
    Row("B01.FR.09", Role.STATION, "BootNotification", "Request", "/reason"),
    Row("B11.FR.01", Role.STATION, "Reset", "Response"),
    Row("D01.FR.02", Role.STATION, "SendLocalList", "Response", "/status"),
    Row("F05.FR.01", Role.STATION, "UnlockConnector", "Response"),
    Row("F06.FR.05", Role.STATION, "TriggerMessage", "Response", "/status"),
    Row("G01.FR.01", Role.STATION, "StatusNotification", "Request", "/connectorStatus"),
    Row("M03.FR.01", Role.STATION, "GetInstalledCertificateIds", "Response"),
    Row("M04.FR.01", Role.STATION, "DeleteCertificate", "Response"),
)


def messages(action: str, kind: MessageKind) -> tuple[Row, ...]:
    """The rows about this message."""
    return _BY_MESSAGE.get((action, kind), ())


def broken_at(action: str, kind: MessageKind, pointer: str) -> Iterator[str]:
    """The requirements that a finding of the schema at this place breaks."""
    return (row.id for row in messages(action, kind) if pointer.startswith(row.pointer))


def _by_message() -> Mapping[tuple[str, MessageKind], tuple[Row, ...]]:
    found: dict[tuple[str, MessageKind], tuple[Row, ...]] = {}
    for row in ROWS:
        found[row.action, row.kind] = (*found.get((row.action, row.kind), ()), row)
    return found


_BY_MESSAGE = _by_message()
