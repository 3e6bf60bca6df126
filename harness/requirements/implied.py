"""Requirements that the schema of a message or "is answered" implies: data, no code.

A valid message proves them; they are breached by the finding of the schema there, or by the answer that didn't come, on
that finding's own line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.evidence.matchers import PRESENT, a_list_with, mismatches
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.validation import Defect

MessageKind = Literal["Request", "Response"]
CSMS, STATION = Role.CSMS, Role.STATION


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement, the message that keeps it, and where in it; an empty pointer stands for the whole message.

    `asked` is what the CALL must hold for the requirement to apply, where it is about some CALLs only. `given` is what
    the message itself must hold besides, where that is optional: without it nothing is proven, nor broken. A row that
    doesn't earn is broken alone: a rule looks at the value and proves it.
    """

    id: str
    judges: Role
    action: str
    kind: MessageKind
    pointer: str = ""
    asked: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    earns: bool = True


def _answered(judges: Role, rows: Mapping[str, str], pointer: str = "") -> Iterator[Row]:
    """Rows of what an answer alone keeps: requirement → action."""
    return (Row(id, judges, action, "Response", pointer) for id, action in rows.items())


_LOCK_FAILED = {"component": {"name": "ConnectorPlugRetentionLock"}, "variable": {"name": "Problem"}}
_STATUS_AS_ASKED = "/idTokenInfo/status"

ROWS: tuple[Row, ...] = (
    *_answered(
        CSMS,
        {
            "A04.FR.03": "SecurityEventNotification",
            "J01.FR.18": "MeterValues",
            "J02.FR.19": "TransactionEvent",
            "K15.FR.02": "NotifyEVChargingNeeds",
            "M06.FR.01": "GetCertificateStatus",
            "N07.FR.03": "NotifyEvent",
        },
    ),
    Row("B01.FR.02", CSMS, "BootNotification", "Response", "/status"),
    Row("C01.FR.07", CSMS, "Authorize", "Response", _STATUS_AS_ASKED),
    Row("C06.FR.04", CSMS, "Authorize", "Response", _STATUS_AS_ASKED, asked={"idToken": {"type": "Local"}}),
    Row("C07.FR.04", CSMS, "Authorize", "Response", _STATUS_AS_ASKED, asked={"idToken": {"type": "eMAID"}}),
    Row("C09.FR.10", CSMS, "Authorize", "Response", _STATUS_AS_ASKED, given={"idTokenInfo": {"groupIdToken": PRESENT}}),
    Row("D01.FR.01", CSMS, "SendLocalList", "Request", "/versionNumber"),
    Row("D01.FR.01", CSMS, "SendLocalList", "Request", "/updateType"),
    Row("F06.FR.01", CSMS, "TriggerMessage", "Request", "/requestedMessage"),
    Row("G02.FR.03", CSMS, "Heartbeat", "Response", "/currentTime", earns=False),
    Row("G05.FR.03", CSMS, "NotifyEvent", "Response", asked={"eventData": a_list_with(_LOCK_FAILED)}),
    Row("N08.FR.02", CSMS, "NotifyEvent", "Response", asked={"eventData": a_list_with({"trigger": "Periodic"})}),
    *_answered(
        STATION,
        {
            "B11.FR.01": "Reset",
            "F05.FR.01": "UnlockConnector",
            "I02.FR.02": "CostUpdated",
            "M03.FR.01": "GetInstalledCertificateIds",
            "M04.FR.01": "DeleteCertificate",
        },
    ),
    *_answered(
        STATION, {"C11.FR.02": "ClearCache", "D01.FR.02": "SendLocalList", "F06.FR.05": "TriggerMessage"}, "/status"
    ),
    Row("B01.FR.09", STATION, "BootNotification", "Request", "/reason"),
    Row("G01.FR.01", STATION, "StatusNotification", "Request", "/connectorStatus"),
    Row("J01.FR.02", STATION, "MeterValues", "Request", "/evseId"),
    Row("J01.FR.05", STATION, "MeterValues", "Request", "/meterValue/*/timestamp"),
    Row("J01.FR.06", STATION, "MeterValues", "Request", "/meterValue/*/sampledValue"),
    Row(
        *("J02.FR.02", STATION, "TransactionEvent", "Request", "/meterValue/*/sampledValue"),
        given={"meterValue": PRESENT},
    ),
)


def messages(exchange: Exchange, kind: MessageKind) -> tuple[Row, ...]:
    """The rows that this message keeps, where it is valid; a requirement of several rows comes once."""
    sender = exchange.sender if kind == "Request" else exchange.sender.other
    rows = _EARNED.get((exchange.action, kind, sender), ())
    if not any(map(_depends, rows)):
        return rows
    message = exchange.request if kind == "Request" else exchange.result
    return _once(row for row in rows if _applies(row, exchange) and not (row.given and mismatches(row.given, message)))


def broken_at(exchange: Exchange, kind: MessageKind, defect: Defect) -> tuple[str, ...]:
    """The requirements that this finding of the schema breaks: it is about the row's place, above or in it."""
    place = _place(defect)
    return _ids(row for row in _about(exchange, kind) if _meet(row.pointer, place))


def broken_by_silence(exchange: Exchange) -> tuple[str, ...]:
    """The requirements that an answer which never comes breaks."""
    return _ids(row for row in _about(exchange, "Response") if not row.given)


_MISSING = re.compile(r"""["'](.+?)["'] is a required property""")


def _place(defect: Defect) -> str:
    """Where it is, list items as `*`; of a field that is missing, where that would be."""
    missing = _MISSING.match(defect.text) if defect.keyword == "required" else None
    where = defect.pointer if missing is None else f"{defect.pointer}/{missing[1]}"
    return re.sub(r"/\d+(?=/|$)", "/*", where)


def _meet(pointer: str, place: str) -> bool:
    if pointer == "" or place == pointer:
        return True
    return place.startswith(f"{pointer}/") or (place != "" and pointer.startswith(f"{place}/"))


def _about(exchange: Exchange, kind: MessageKind) -> Iterator[Row]:
    """The rows about this message of whoever sends it."""
    sender = exchange.sender if kind == "Request" else exchange.sender.other
    rows = _BY_MESSAGE.get((exchange.action, kind), ())
    return (row for row in rows if row.judges is sender and _applies(row, exchange))


def _applies(row: Row, exchange: Exchange) -> bool:
    return not (row.asked and mismatches(row.asked, exchange.request))


def _depends(row: Row) -> bool:
    """Whether what a message holds decides if it is about it."""
    return bool(row.asked or row.given)


def _once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows, each requirement once."""
    return tuple({row.id: row for row in rows}.values())


def _ids(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row.id for row in _once(rows))


def _by_message() -> Mapping[tuple[str, MessageKind], tuple[Row, ...]]:
    found: dict[tuple[str, MessageKind], tuple[Row, ...]] = {}
    for row in ROWS:
        found[row.action, row.kind] = (*found.get((row.action, row.kind), ()), row)
    return found


def _earned() -> Mapping[tuple[str, MessageKind, Role], tuple[Row, ...]]:
    """Those that a valid message proves, by who sends it."""
    found: dict[tuple[str, MessageKind, Role], tuple[Row, ...]] = {}
    for row in ROWS:
        if row.earns:
            key = (row.action, row.kind, row.judges)
            found[key] = (*found.get(key, ()), row)
    return {key: rows if any(map(_depends, rows)) else _once(rows) for key, rows in found.items()}


_BY_MESSAGE, _EARNED = _by_message(), _earned()
