"""Samples of block F."""

from ..sample import csms, held, idle, missed, station
from .k_smart_charging import profile

RUNNING = station("TransactionEvent", {"eventType": "Started", "evse": {"id": 1}})
ENDED = station("TransactionEvent", {"eventType": "Ended", "seqNo": 2})


def trigger(wanted, **more):
    return csms("TriggerMessage", {"requestedMessage": wanted, **more})


def start(**more):
    return csms("RequestStartTransaction", {"evseId": 1, **more})


def start_with(**changes):
    return start(chargingProfile=profile(**changes))


BY_DEFAULT = {"chargingProfilePurpose": "TxDefaultProfile"}

SAMPLES = {
    "a_triggered_status_names_its_connector": [
        held("it does", trigger("StatusNotification", evse={"id": 1, "connectorId": 1})),
        missed("an EVSE alone", trigger("StatusNotification", evse={"id": 1})),
        missed("nothing", trigger("StatusNotification")),
        idle("another message", trigger("Heartbeat")),
    ],
    "the_profile_of_a_remote_start_is_for_its_transaction": [
        held("a TxProfile", start_with()),
        held("a TxProfile", start_with()).about("K05.FR.02"),
        held("behind the cable", RUNNING, start_with()).about("F01.FR.09"),
        missed("another", start_with(**BY_DEFAULT)),
        missed("another behind the cable", RUNNING, start_with(**BY_DEFAULT)).about("F01.FR.09"),
        idle("the transaction there has ended", RUNNING, ENDED, start_with()).about("F01.FR.09"),
        idle("no profile", start()),
    ],
    "the_profile_of_a_remote_start_names_no_transaction": [
        held("it does not", start_with()),
        held("it does not behind the cable", RUNNING, start_with()).about("F01.FR.11"),
        missed("it does", start_with(transactionId="T1")),
        idle("no profile", start()),
    ],
}
