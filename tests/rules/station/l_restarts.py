"""Samples of restarts for an update of the firmware."""

from ..sample import csms, held, idle, missed, station, upgrade
from .moves import ended, plugged

SIGNED = {"firmware": {"signingCertificate": "x", "signature": "x"}}
UPDATE = csms("UpdateFirmware", {"requestId": 1, **SIGNED}, answer={"status": "Accepted"})
PLAIN = csms("UpdateFirmware", {"requestId": 1}, answer={"status": "Accepted"})
RESET = csms("Reset", {}, answer={"status": "Accepted"})


def told(*statuses, number=1):
    return [station("FirmwareStatusNotification", {"status": status, "requestId": number}) for status in statuses]


BOOT = upgrade(), station("BootNotification", {"reason": "FirmwareUpdate"})
OTHER = upgrade(), station("BootNotification", {"reason": "PowerUp"})
QUIET = station("Heartbeat", after=20)
LOADED = told("Downloading", "Downloaded")
WRITTEN = told("Downloading", "Downloaded", "Installing")
REBOOTING, INSTALLING, INSTALLED = (told(each) for each in ("InstallRebooting", "Installing", "Installed"))
CUT = ended(5, "AbnormalCondition", "Reboot")

SAMPLES = {
    "a_restart_before_installing_is_told": [
        held("it is", UPDATE, *LOADED, *REBOOTING, *BOOT, *INSTALLING),
        held("without a signature", PLAIN, *LOADED, *REBOOTING, *BOOT, *INSTALLING).about("L02.FR.09"),
        missed("it isn't", UPDATE, *LOADED, *BOOT, *INSTALLING),
        missed("it isn't, without a signature", PLAIN, *LOADED, *BOOT, *INSTALLING).about("L02.FR.09"),
        idle("a restart after the installation", UPDATE, *WRITTEN, *BOOT, *INSTALLED),
        idle("nothing was downloaded", UPDATE, *BOOT, *INSTALLING),
        idle("another reason", UPDATE, *LOADED, *OTHER, *INSTALLING),
        idle("a Reset", UPDATE, *LOADED, RESET, *BOOT, *INSTALLING),
        idle("no update", *LOADED, *BOOT, *INSTALLING),
    ],
    "installed_comes_after_the_restart": [
        held("with InstallRebooting", UPDATE, *WRITTEN, *REBOOTING, *BOOT, *INSTALLED),
        held("without it", UPDATE, *WRITTEN, *BOOT, *INSTALLED),
        held("without a signature", PLAIN, *WRITTEN, *BOOT, *INSTALLED).about("L02.FR.21"),
        missed("nothing comes", UPDATE, *WRITTEN, *REBOOTING, *BOOT, QUIET),
        missed("nothing comes", PLAIN, *WRITTEN, *REBOOTING, *BOOT, QUIET).about("L02.FR.21"),
        missed("Installed came before", UPDATE, *WRITTEN, *INSTALLED, *REBOOTING, *BOOT, QUIET),
        idle("too early to tell", UPDATE, *WRITTEN, *BOOT),
        idle("it failed", UPDATE, *WRITTEN, *BOOT, *told("InstallationFailed"), QUIET),
        idle("the status of another update", UPDATE, *told("Installing", number=2), *BOOT, QUIET),
        idle("before the installation", UPDATE, *LOADED, *REBOOTING, *BOOT, *INSTALLING, QUIET),
    ],
    "the_restart_waits_for_transactions": [
        held("it ended before", plugged(), UPDATE, *LOADED, ended(), *INSTALLING, *BOOT),
        held("without a signature", plugged(), PLAIN, *LOADED, ended(), *INSTALLING, *BOOT).about("L02.FR.22"),
        missed("it runs", plugged(), UPDATE, *WRITTEN, *BOOT),
        missed("the restart ended it", plugged(), PLAIN, *WRITTEN, *BOOT, CUT).about("L02.FR.22"),
        missed("it ended for the restart", plugged(), UPDATE, *WRITTEN, CUT, *BOOT),
        idle("it had ended", plugged(), ended(), UPDATE, *WRITTEN, *BOOT),
        idle("it began later", UPDATE, *WRITTEN, *BOOT, plugged()),
        idle("its start is not here", UPDATE, *WRITTEN, *BOOT, ended()),
        idle("its end was told late", plugged(), UPDATE, *WRITTEN, *BOOT, ended()),
        idle("a restart before the installation", plugged(), UPDATE, *LOADED, *BOOT),
    ],
}
