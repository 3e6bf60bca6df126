"""Samples of block B."""

from ocpp_conformance.harness.evidence import POWER_ON

from ..sample import csms, held, idle, missed, note, station, upgrade

PENDING, REJECTED, ACCEPTED = ({"status": status} for status in ("Pending", "Rejected", "Accepted"))
BOOT = station("BootNotification")
KEPT_WAITING = station("BootNotification", answer=PENDING)
TURNED_AWAY = station("BootNotification", answer=REJECTED)
HEARTBEAT = station("Heartbeat")
SWITCHED_ON = note(POWER_ON), upgrade()
TRIGGER = {"requestedMessage": "Heartbeat"}

SAMPLES = {
    "a_station_that_starts_boots_first": [
        missed("a Heartbeat after the start", *SWITCHED_ON, HEARTBEAT),
        missed(
            "a Heartbeat while the boot is not answered",
            *SWITCHED_ON,
            station("BootNotification", answer=None),
            HEARTBEAT,
        ),
        missed(
            "a boot that got a CALLERROR", *SWITCHED_ON, station("BootNotification", error="InternalError"), HEARTBEAT
        ),
        held("a Pending boot, then a Heartbeat: B02.FR.02 rules", *SWITCHED_ON, KEPT_WAITING, HEARTBEAT),
        idle("a connection that is no start", HEARTBEAT),
    ],
    "nothing_is_sent_unasked_before_acceptance": [
        missed("a Heartbeat while Pending", KEPT_WAITING, HEARTBEAT),
        missed("a Heartbeat while Rejected", TURNED_AWAY, HEARTBEAT).about("B03.FR.02"),
        held("a triggered Heartbeat", KEPT_WAITING, csms("TriggerMessage", TRIGGER, answer=ACCEPTED), HEARTBEAT),
        held(
            "what comes before the answer to its trigger",
            KEPT_WAITING,
            csms("TriggerMessage", TRIGGER, answer=None),
            HEARTBEAT,
        ),
        missed("a second one", KEPT_WAITING, csms("TriggerMessage", TRIGGER, answer=ACCEPTED), HEARTBEAT, HEARTBEAT),
        missed(
            "a trigger that was rejected", KEPT_WAITING, csms("TriggerMessage", TRIGGER, answer=REJECTED), HEARTBEAT
        ),
        held(
            "a certificate signing request has another name than its trigger",
            KEPT_WAITING,
            csms("TriggerMessage", {"requestedMessage": "SignChargingStationCertificate"}, answer=ACCEPTED),
            station("SignCertificate"),
        ),
        held(
            "the parts of a report that was asked for",
            KEPT_WAITING,
            csms("GetBaseReport", {"requestId": 7}, answer=ACCEPTED),
            station("NotifyReport", {"requestId": 7, "seqNo": 0, "tbc": True}),
            station("NotifyReport", {"requestId": 7, "seqNo": 1}),
        ),
        idle("a station that is accepted", BOOT, HEARTBEAT),
        idle("the next boot", KEPT_WAITING, BOOT),
        idle("a connection without a boot", HEARTBEAT),
    ],
}
