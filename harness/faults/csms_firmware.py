"""Block L: how a CSMS asks for updates of firmware, and what it makes of how they go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import NOW, heard, refuses
from ocpp_conformance.harness.faults.fault import About, of_csms
from ocpp_conformance.harness.faults.kinds import Asking, Hearing
from ocpp_conformance.harness.faults.own_calls import asks, falls_over, having, inside, without
from ocpp_conformance.harness.rpc import Call, Payload

_AFTER_BOOT = ("Installed", "InstallationFailed")


def _is_event(_station: Any, call: Call) -> bool:
    return bool(call.payload["type"].startswith("InvalidFirmware"))


def _tells(*statuses: str) -> About[Hearing]:
    """A FirmwareStatusNotification of such a status is refused."""
    return refuses("FirmwareStatusNotification", lambda _station, call: call.payload["status"] in statuses)


def _elsewhere_after_update(station: Any, call: Call) -> bool:
    return bool(station.updates) and call.payload["evseId"] > 1


def _boot_rejected(original: Any, station: Any, call: Call) -> Any:
    answer = original(station, call)
    return {**answer, "status": "Rejected"} if call.payload["reason"] == "FirmwareUpdate" else answer


def _firmware(change: Callable[[Payload], Payload]) -> About[Asking]:
    return asks("UpdateFirmware", inside("firmware", change))


FAULTS = (
    of_csms(
        "update-unsigned",
        "asks for a secure update without certificate and signature",
        "L01.FR.11",
        call=_firmware(without("signingCertificate", "signature")),
    ),
    of_csms(
        "update-signature-lost",
        "sends the certificate of a secure update and forgets the signature",
        "L01.FR.09",
        call=_firmware(without("signature")),
    ),
    of_csms(
        "update-signature-empty",
        "sends the certificate of a secure update and an empty signature",
        "L01.FR.09",
        call=_firmware(having(signature="")),
    ),
    of_csms(
        "update-signed-by-another",
        "sends another signing certificate than the configured one",
        "L01.FR.11",
        call=_firmware(having(signingCertificate="-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")),
    ),
    of_csms(
        "update-installs-at-once",
        "forgets when an update is to be installed",
        "L01.FR.16",
        call=_firmware(without("installDateTime")),
    ),
    of_csms(
        "update-retrieves-at-once",
        "sends a moment in the past for the download of an update",
        "L01.FR.13",
        call=_firmware(having(retrieveDateTime=NOW)),
    ),
    of_csms(
        "update-refusal-fatal",
        "closes the connection when a station refuses a signing certificate",
        "L01.FR.22",
        call=falls_over("UpdateFirmware", "RevokedCertificate", "InvalidCertificate"),
    ),
    of_csms(
        "firmware-event-refused",
        "refuses security events about firmware",
        "A04.FR.03",
        handle=refuses("SecurityEventNotification", _is_event),
    ),
    of_csms(
        "download-failure-refused",
        "refuses to hear that a download failed",
        "J-4.1.7-01",
        handle=_tells("DownloadFailed"),
    ),
    of_csms(
        "verification-failure-refused",
        "refuses to hear that the verification of firmware failed",
        "J-4.1.7-01",
        handle=_tells("InstallVerificationFailed", "InvalidSignature"),
    ),
    of_csms(
        "installation-result-refused",
        "refuses to hear how an installation ended",
        "J-4.1.7-01",
        handle=_tells(*_AFTER_BOOT),
    ),
    of_csms(
        "status-after-update-refused",
        "refuses the status of all EVSEs but the first once it has asked for an update",
        "J-4.1.7-01",
        handle=refuses("StatusNotification", _elsewhere_after_update),
    ),
    of_csms(
        "boot-after-update-rejected",
        "rejects a station that boots after an update of its firmware",
        "B01.FR.02",
        handle=heard(_boot_rejected, "BootNotification"),
    ),
)
