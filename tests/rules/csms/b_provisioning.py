"""Samples of block B."""

from ..sample import csms, idle, missed, station

KEPT_WAITING = station("BootNotification", answer={"status": "Pending"})
TURNED_AWAY = station("BootNotification", answer={"status": "Rejected"})

SAMPLES = {
    "nothing_is_asked_of_a_rejected_station": [
        missed("a CALL to a rejected station", TURNED_AWAY, csms("ClearCache")),
        idle("a CALL to a pending station", KEPT_WAITING, csms("ClearCache")),
        idle("a CALL that was relayed", TURNED_AWAY, csms("ClearCache", relayed=())),
    ],
}
