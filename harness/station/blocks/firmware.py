"""Functional block L: what the station answers to an UpdateFirmware; `firmware_update` is how it then goes on."""

from __future__ import annotations

from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks import file_transfer, security
from ocpp_conformance.harness.station.blocks.certificates import MANUFACTURER_ROOT, Certificates
from ocpp_conformance.harness.station.blocks.firmware_image import trusted
from ocpp_conformance.harness.station.blocks.firmware_update import (
    Firmware,
    Update,
    holds_free_evses,
    install,
    reopens_evses,
    seconds_until,
    signature_holds,
    waits_for_transactions,
)
from ocpp_conformance.harness.station.core.core import Block, Core, Send
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item


def update_firmware(station: Core, request: Payload) -> Payload:
    """UpdateFirmware: L01 where the firmware is signed, else L02, by a station that takes such firmware."""
    wanted: dict[str, Any] = request["firmware"]
    signed = "signingCertificate" in wanted
    if not (signed or station.config.unsigned_firmware):
        return _rejected("MissingParam")
    if signed and not station.decide(signing_certificate_trusted, wanted["signingCertificate"]):
        return station.decide(certificate_refused)
    if not file_transfer.supported(wanted["location"]):
        return _rejected("UnsupportedParam")
    firmware = station.part(Firmware)
    running = firmware.update
    if running is not None and not station.decide(cancels, running):
        return _rejected("FwUpdateInProgress")  # L01.FR.27, L02.FR.18
    station.connection.after(lambda: firmware.start(Update.of(request)))
    return {"status": "Accepted" if running is None else "AcceptedCanceled"}  # L01.FR.24, L02.FR.15


def signing_certificate_trusted(station: Core, certificate: str) -> bool:
    """Whether the signing certificate (PEM) comes from the manufacturer (L01.FR.21)."""
    roots = (each.pem for each in station.part(Certificates).roots if each.kind == MANUFACTURER_ROOT)
    return any(trusted(certificate, root) for root in roots)


def certificate_refused(station: Core) -> Payload:
    """The answer to an update with a bad signing certificate; an event follows it (L01.FR.02, L01.FR.22)."""
    station.connection.after(partial(security.report, station, "InvalidFirmwareSigningCertificate"))
    return {"status": "InvalidCertificate"}


def cancels(station: Core, update: Update) -> bool:
    """Whether an update is cancelled for another one; not once it installs."""
    return station.config.updates.cancels and not update.installing


def trigger_status(station: Core, _evse: Payload) -> Send:
    last = station.part(Firmware).told
    # L01.FR.25, L01.FR.26, L02.FR.16, L02.FR.17, F06.FR.16
    payload = {"status": "Idle"} if last is None or last["status"] == "Installed" else last
    return lambda: station.outbox.post(Item("FirmwareStatusNotification", dict(payload), requested=True))


def variables(_: Core) -> list[Variable]:
    make = partial(Variable, component="ChargingStation", data_type="boolean", mutability=RW)
    return [make(name="AllowNewSessionsPendingFirmwareUpdate", value="false")]


def _rejected(reason: str) -> Payload:
    return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}


BLOCK = Block(
    state=Firmware,
    keeps=("told",),  # L01.FR.25
    handlers={"UpdateFirmware": update_firmware},
    triggers={"FirmwareStatusNotification": trigger_status},
    variables=variables,
    seams=(
        signing_certificate_trusted,
        certificate_refused,
        cancels,
        signature_holds,
        holds_free_evses,
        install,
        reopens_evses,
        seconds_until,
        waits_for_transactions,
    ),
    powered_off=lambda station: station.part(Firmware).forget(),
)
