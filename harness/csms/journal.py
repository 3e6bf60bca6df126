"""The log of the CSMS: one readable line per message on the wire.

Only named fields are shown, so passwords stay out (A01.FR.09); a message that holds a key code or a password shows none
(C04.FR.04). Text of the peer is escaped and cut.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Frame, Malformed, Payload, Role, parse
from ocpp_conformance.harness.times import now

WIDTH = 120
"""Characters that a text of the peer takes in a line at most."""
REMEMBERED = 64
"""How many CALLs without an answer are remembered, to name the action when the answer comes."""

_PRIVATE = ("KeyCode", "BasicAuthPassword")
_SHOWN = MappingProxyType(
    {
        "Authorize": ("idToken.idToken", "idToken.type"),
        "BootNotification": ("reason", "chargingStation.vendorName", "chargingStation.model"),
        "CancelReservation": ("reservationId",),
        "CertificateSigned": ("certificateType",),
        "ChangeAvailability": ("operationalStatus", "evse.id", "evse.connectorId"),
        "CustomerInformation": ("requestId", "report", "clear"),
        "DataTransfer": ("vendorId", "messageId"),
        "FirmwareStatusNotification": ("status", "requestId"),
        "GetBaseReport": ("requestId", "reportBase"),
        "GetCompositeSchedule": ("evseId", "duration"),
        "GetLog": ("requestId", "logType"),
        "GetReport": ("requestId",),
        "GetTransactionStatus": ("transactionId",),
        "InstallCertificate": ("certificateType",),
        "LogStatusNotification": ("status", "requestId"),
        "MeterValues": ("evseId",),
        "NotifyCustomerInformation": ("requestId", "seqNo", "tbc"),
        "NotifyEvent": ("seqNo", "tbc"),
        "NotifyReport": ("requestId", "seqNo", "tbc"),
        "RequestStartTransaction": ("remoteStartId", "evseId", "idToken.idToken"),
        "RequestStopTransaction": ("transactionId",),
        "ReservationStatusUpdate": ("reservationId", "reservationUpdateStatus"),
        "ReserveNow": ("id", "evseId", "idToken.idToken"),
        "Reset": ("type", "evseId"),
        "SecurityEventNotification": ("type",),
        "SendLocalList": ("versionNumber", "updateType"),
        "SetChargingProfile": ("evseId", "chargingProfile.id", "chargingProfile.chargingProfilePurpose"),
        "SetNetworkProfile": ("configurationSlot", "connectionData.securityProfile"),
        "SignCertificate": ("certificateType",),
        "StatusNotification": ("evseId", "connectorId", "connectorStatus"),
        "TransactionEvent": (
            "eventType",
            "triggerReason",
            "seqNo",
            "offline",
            "transactionInfo.transactionId",
            "transactionInfo.chargingState",
            "idToken.idToken",
        ),
        "TriggerMessage": ("requestedMessage", "evse.id", "evse.connectorId"),
        "UnlockConnector": ("evseId", "connectorId"),
        "UpdateFirmware": ("requestId",),
    }
)
_SHOWN_IN_RESULTS = ("status", "idTokenInfo.status", "certificateStatus", "interval")


def clean(text: str) -> str:
    """A text of the peer for one line of a terminal: nothing unprintable, not too long."""
    cut = text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in cut)


def stamped(line: str) -> str:
    """The line behind the time of day, UTC."""
    return f"{now()[11:23]} {line}"


class Journal:
    """Writes what passes on one connection; `->` comes from the station, `<-` goes to it."""

    def __init__(self, identity: str, write: Callable[[str], None]) -> None:
        self._identity, self._write = clean(identity), write
        self._open: dict[tuple[Role, str], tuple[str, bool]] = {}

    def frame(self, sender: Role, raw: str | bytes, deliberate: bool, frame: Frame | None = None) -> None:
        """Note one message; `frame` is what one that came is."""
        arrow = "<-" if sender is Role.CSMS else "->"
        self._write(stamped(f"{self._identity} {arrow} {self._line(sender, raw, frame or parse(raw))}"))

    def _line(self, sender: Role, raw: str | bytes, frame: Frame) -> str:
        private = any(word in str(raw) for word in _PRIVATE)
        match frame:
            case Call(message_id, action, payload):
                self._open[sender, message_id] = action, private
                if len(self._open) > REMEMBERED:
                    del self._open[next(iter(self._open))]
                return _words(clean(action), "" if private else _fields(payload, _SHOWN.get(action, ())))
            case CallResult(message_id, payload):
                action, _ = self._answered(sender, message_id)
                return _words(action, _fields(payload, _SHOWN_IN_RESULTS))
            case CallError(message_id, code, description):
                action, private = self._answered(sender, message_id)
                return _words(action, "CALLERROR", clean(code), "" if private else clean(description))
            case Malformed(_, _, reason):
                return _words("malformed:", clean(reason), "" if private else f"in {clean(str(raw))}")

    def _answered(self, sender: Role, message_id: str) -> tuple[str, bool]:
        action, private = self._open.pop((sender.other, message_id), ("", False))
        return clean(action) or f"(answer to {clean(message_id)})", private


def _words(*words: str) -> str:
    return " ".join(word for word in words if word)


def _fields(payload: Payload, paths: tuple[str, ...]) -> str:
    words = []
    for path in paths:
        value: object = payload
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None:
            text = clean(str(value))
            words.append(text if path.endswith("status") else f"{path.rpartition('.')[2]}={text}")
    return " ".join(words)
