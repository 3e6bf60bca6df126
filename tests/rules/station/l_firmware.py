"""Samples of firmware updates and logs."""

from ocpp_conformance.harness.evidence import POWER_ON

from ..sample import csms, held, idle, missed, note, station, upgrade

SIGNED = {"firmware": {"signingCertificate": "x", "signature": "x"}}
START = note(POWER_ON), upgrade()


def update(number=1, status="Accepted", **more):
    return csms("UpdateFirmware", {"requestId": number, **more}, answer={"status": status})


def log(number=1, status="Accepted"):
    return csms("GetLog", {"requestId": number}, answer={"status": status})


def firmware(status="Downloading", number=None):
    return station("FirmwareStatusNotification", {"status": status} | ({} if number is None else {"requestId": number}))


def upload(status="Uploading", number=None):
    return station("LogStatusNotification", {"status": status} | ({} if number is None else {"requestId": number}))


def trigger(message, status="Accepted"):
    return csms("TriggerMessage", {"requestedMessage": message}, answer={"status": status})


OF_LOG, OF_FIRMWARE = trigger("LogStatusNotification"), trigger("FirmwareStatusNotification")
INSTALLED = firmware("Installed", 1)

FAILED = firmware("DownloadFailed", 1)

SAMPLES = {
    "a_triggered_firmware_status_is_the_last_one": [
        held("it is told again", update(**SIGNED), FAILED, OF_FIRMWARE, FAILED),
        held("without a signature", update(), FAILED, OF_FIRMWARE, FAILED).about("L02.FR.17"),
        missed("Idle", update(**SIGNED), FAILED, OF_FIRMWARE, firmware("Idle")),
        missed("no requestId", update(), FAILED, OF_FIRMWARE, firmware("DownloadFailed")).about("L02.FR.17"),
        idle("it was installed", update(**SIGNED), INSTALLED, OF_FIRMWARE, firmware("Idle")),
        idle("it still runs", update(**SIGNED), firmware(number=1), OF_FIRMWARE, firmware("Downloaded", 1)),
        idle("another update", update(**SIGNED), FAILED, update(2, **SIGNED), OF_FIRMWARE, firmware("Idle")),
        idle(
            "it was not accepted", update(**SIGNED), FAILED, trigger("FirmwareStatusNotification", "Rejected"), FAILED
        ),
        idle("no update", FAILED, OF_FIRMWARE, firmware("Idle")),
    ],
    "a_firmware_status_has_the_id_of_its_update": [
        held("a signed update", update(**SIGNED), firmware(number=1)),
        held("an update without signature", update(), firmware(number=1)).about("L02.FR.06"),
        held("one that was cancelled", update(), update(2, "AcceptedCanceled"), firmware(number=1)).about("L02.FR.06"),
        missed("another id", update(**SIGNED), firmware(number=2)),
        missed("none", update(), firmware()).about("L02.FR.06"),
        idle("Idle", update(), firmware("Idle")).about("L02.FR.06"),
        idle("no update", firmware()),
    ],
    "a_log_status_has_the_id_of_its_request": [
        held("the id", log(), upload(number=1)),
        held("one that was cancelled", log(), log(2, "AcceptedCanceled"), upload("AcceptedCanceled", 1)),
        missed("another id", log(), upload(number=2)),
        missed("none", log(), upload()),
        idle("Idle", log(), upload("Idle")),
        idle("no GetLog", upload()),
    ],
    "what_does_not_run_is_idle": [
        held("logs", *START, OF_LOG, upload("Idle")),
        held("firmware", *START, OF_FIRMWARE, firmware("Idle")).about("F06.FR.16"),
        missed("an upload", *START, OF_LOG, upload()),
        missed("a download", *START, OF_FIRMWARE, firmware()).about("F06.FR.16"),
        idle("no start", OF_LOG, upload()),
        idle("after GetLog", *START, log(), OF_LOG, upload()),
        idle("after UpdateFirmware", *START, update(), OF_FIRMWARE, firmware()).about("F06.FR.16"),
        idle("after one that came by itself", *START, firmware(), OF_FIRMWARE, firmware()).about("F06.FR.16"),
    ],
    "after_an_update_the_firmware_is_idle": [
        held("a signed update", update(**SIGNED), INSTALLED, OF_FIRMWARE, firmware("Idle")),
        held("one without signature", update(), INSTALLED, OF_FIRMWARE, firmware("Idle")).about("L02.FR.16"),
        missed("Installed again", update(**SIGNED), INSTALLED, OF_FIRMWARE, INSTALLED),
        idle("not installed", update(**SIGNED), firmware(number=1), OF_FIRMWARE, firmware(number=1)),
        idle("another update", update(**SIGNED), INSTALLED, update(2, **SIGNED), OF_FIRMWARE, firmware(number=2)),
        idle("no update", INSTALLED, OF_FIRMWARE, INSTALLED),
    ],
}
