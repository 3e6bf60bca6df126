"""A station's firmware: what it trusts, when it updates, what it tells of that."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import Change, always, answers_to, system_of
from ocpp_conformance.harness.faults.fault import Departure, about, of_station
from ocpp_conformance.harness.faults.station_order import rewrites, swallows

_STATUS, _EVENT = "FirmwareStatusNotification", "SecurityEventNotification"


def _untold(status: str) -> Departure:
    """For `call`: this status isn't sent."""
    return swallows(_STATUS, lambda payload: payload["status"] == status)


def _unreported(kind: str) -> Departure:
    """For `call`: this security event isn't sent."""
    return swallows(_EVENT, lambda payload: payload["type"] == kind)


def answered(was: str, status: str) -> Change:
    """An answer with one status leaves with another."""
    return lambda frame: [*frame[:2], {"status": status}] if frame[2]["status"] == was else frame


def _at_once(moment: str) -> Departure:
    """For `seconds_until`: this moment is always past."""
    return lambda original, update, asked: 0.0 if asked == moment else original(update, asked)


def _as_faulted(original: Any, evse: int, connector: int) -> str:
    """For `connector_status`: an EVSE that an update keeps out of service is broken."""
    status: str = original(evse, connector)
    return "Faulted" if evse in system_of(original).availability.kept_out else status


def _drops_the_first(_original: Any, update: Any) -> bool:
    """For `cancels`: the update that runs comes to its end, and yet no other is taken."""
    update.task.cancel()
    return False


def _published(told: Any) -> Any:
    return {**told, "status": "Published"} if told["status"] == "Idle" else told


FAULTS = (
    of_station(
        "signing-certificate-unchecked",
        "takes firmware whoever signed it",
        "L01.FR.21",
        signing_certificate_trusted=always(True),
    ),
    of_station(
        "bad-signing-certificate-unreported",
        "refuses a signing certificate and reports no security event",
        "L01.FR.02",
        call=_unreported("InvalidFirmwareSigningCertificate"),
    ),
    of_station("signature-unchecked", "takes any signature", "L01.FR.04", signature_holds=always(True)),
    of_station(
        "bad-signature-unreported",
        "finds a bad signature and reports no security event",
        "L01.FR.03",
        call=_unreported("InvalidFirmwareSignature"),
    ),
    of_station(
        "update-unreported",
        "reports no security event once its firmware is updated",
        "L01.FR.31",
        call=_unreported("FirmwareUpdated"),
    ),
    of_station(
        "update-boots-as-ever",
        "boots with the reason PowerUp after an update",
        "B01.FR.07",
        call=rewrites("BootNotification", lambda boot: {**boot, "reason": "PowerUp"}),
    ),
    of_station(
        "update-id-lost",
        "tells the status of an update with requestId 0",
        "L01.FR.10",
        call=rewrites(_STATUS, lambda status: {**status, "requestId": 0}),
    ),
    of_station(
        "installed-untold", "does not tell that the firmware is installed", "L01.FR.28", call=_untold("Installed")
    ),
    of_station(
        "downloaded-untold", "does not tell that the firmware is downloaded", "L02.FR.01", call=_untold("Downloaded")
    ),
    of_station(
        "installing-untold", "does not tell that it installs the firmware", "L01.FR.01", call=_untold("Installing")
    ),
    of_station(
        "download-failure-untold", "does not tell that a download failed", "L01.FR.30", call=_untold("DownloadFailed")
    ),
    of_station(
        "damaged-firmware-installed",
        "tells that damaged firmware is installed",
        "L01.FR.29",
        call=rewrites(
            _STATUS,
            lambda told: {**told, "status": "Installed"} if told["status"] == "InstallVerificationFailed" else told,
        ),
    ),
    of_station(
        "install-time-ignored",
        "installs firmware before its time",
        "L01.FR.16",
        seconds_until=_at_once("installDateTime"),
    ),
    of_station(
        "retrieve-time-ignored",
        "downloads firmware before its time",
        "L01.FR.13",
        seconds_until=_at_once("retrieveDateTime"),
    ),
    of_station(
        "download-plan-untold",
        "does not tell that a download waits",
        "L01.FR.13",
        call=_untold("DownloadScheduled"),
    ),
    of_station(
        "install-scheduled-untold",
        "does not tell that it waits to install the firmware",
        "L01.FR.16",
        call=_untold("InstallScheduled"),
    ),
    of_station(
        "waiting-update-closes-evses",
        "lets no session start while an update waits, though it is told to let them",
        "L01.FR.07",
        holds_free_evses=always(True),
    ),
    of_station(
        "waiting-update-opens-evses",
        "lets sessions start while an update waits, though it is told not to",
        "L01.FR.07",
        holds_free_evses=always(False),
    ),
    of_station(
        "closed-evses-faulted",
        "tells that its connectors are broken while it updates",
        "L01.FR.07",
        connector_status=about(_as_faulted, "UpdateFirmware"),
    ),
    of_station(
        "evses-stay-closed",
        "leaves its EVSEs out of service after an update",
        "L01.FR.28",
        reopens_evses=always(False),
    ),
    of_station(
        "cancelled-update-unsaid",
        "cancels an update for another one and does not say so",
        "L01.FR.24",
        answers_to("UpdateFirmware", answered("AcceptedCanceled", "Accepted")),
    ),
    of_station(
        "refused-update-accepted",
        "answers Accepted to an update that it does not carry out",
        "L01.FR.27",
        answers_to("UpdateFirmware", answered("Rejected", "Accepted")),
    ),
    of_station(
        "download-pause-untold",
        "does not tell that it pauses a download",
        "L01.FR.14",
        call=_untold("DownloadPaused"),
    ),
    of_station(
        "restart-before-install-untold",
        "restarts for an update and does not say so",
        "L01.FR.15",
        call=_untold("InstallRebooting"),
    ),
    of_station(
        "update-restarts-at-once",
        "restarts into new firmware whoever charges",
        "L01.FR.33",
        waits_for_transactions=always(False),
    ),
    of_station(
        "published-told-again",
        "tells Published when asked again",
        "L03.FR.10",
        call=rewrites("PublishFirmwareStatusNotification", _published),
    ),
    of_station(
        "failed-publishing-idle",
        "tells Idle after a file that it could not publish",
        "L03.FR.11",
        publishing_told=always({"status": "Idle"}),
    ),
    of_station(
        "refused-update-ends-first",
        "refuses an update and gives up the one that runs",
        "L01.FR.01",
        cancels=_drops_the_first,
    ),
)
