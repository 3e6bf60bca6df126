"""Samples of triggers and unlocking."""

from ocpp_conformance.harness.rpc import Role

from ..sample import closed, csms, held, held_only, idle, missed, raw, station, upgrade
from .inventories import connectors

BOOT, PENDING = (station("BootNotification", answer={"status": status}) for status in ("Accepted", "Pending"))
LATER = csms("GetVariables", after=20)
LAST = csms("GetVariables", after=70)
TWO = connectors((1, 1), (2, 1))


def trigger(message="Heartbeat", status="Accepted", evse=None, **more):
    request = {"requestedMessage": message} | ({} if evse is None else {"evse": evse})
    return csms("TriggerMessage", request, answer={"status": status}, **more)


def state(evse):
    return station("StatusNotification", {"evseId": evse, "connectorId": 1})


def event(number=0, kind="Started", reason="Authorized", info=None, token="Accepted", **more):
    about = {"transactionId": "T1", **(info or {})}
    request = {"eventType": kind, "triggerReason": reason, "seqNo": number, "transactionInfo": about, **more}
    if token is None:
        return station("TransactionEvent", request)
    request |= {"idToken": {"idToken": "04", "type": "ISO14443"}, "evse": {"id": 1, "connectorId": 1}}
    return station("TransactionEvent", request, answer={"idTokenInfo": {"status": token}})


def unlock(status, evse=1):
    return csms("UnlockConnector", {"evseId": evse, "connectorId": 1}, answer={"status": status})


VALUES = {"meterValue": [{"timestamp": "2026-01-01T00:00:00Z", "sampledValue": [{"value": 1}]}]}
TRIGGERED = {
    "meterValue": [{"timestamp": "2026-01-01T00:00:00Z", "sampledValue": [{"value": 1, "context": "Trigger"}]}]
}
BOOT_NOW = station("BootNotification", {"reason": "Triggered"})
NO_TOKEN = event(token=None)
ENDED = event(1, "Ended", token=None)
IN_USE = "OngoingAuthorizedTransaction"


def crossing(message, call):
    """The call comes between a trigger and its answer."""
    opened = csms("TriggerMessage", {"requestedMessage": message}, answer=None, id="t")
    return opened, call, answered("t")


def answered(id):
    return raw(f'[3,"{id}",{{"status":"Accepted"}}]', by=Role.STATION)


SAMPLES = {
    "what_was_triggered_comes": [
        held("a Heartbeat", trigger(), station("Heartbeat")),
        held("a signing request has another name", trigger("SignV2GCertificate"), station("SignCertificate")),
        missed("nothing", trigger(), LATER),
        missed("something else", trigger(), station("Authorize"), LATER),
        idle("patience has not passed", trigger(), csms("GetVariables")),
        idle("a key takes its time", trigger("SignChargingStationCertificate"), LATER),
        missed("no key takes that long", trigger("SignChargingStationCertificate"), LAST),
        idle("a reset", trigger(), csms("Reset"), LATER),
        idle("another CALL holds the line", trigger(), station("Authorize", answer=None), LATER),
        idle("Rejected", trigger(status="Rejected"), LATER),
    ],
    "what_was_triggered_comes_after_the_answer": [
        held("a boot", PENDING, trigger("BootNotification"), BOOT_NOW),
        held("values", trigger("MeterValues"), station("MeterValues", TRIGGERED)),
        missed("a boot before it", PENDING, *crossing("BootNotification", BOOT_NOW)),
        missed("values before it", *crossing("MeterValues", station("MeterValues", TRIGGERED))),
        missed("an event before it", *crossing("TransactionEvent", event(reason="Trigger"))),
        idle("a Heartbeat may cross it", *crossing("Heartbeat", station("Heartbeat"))),
        idle("a boot for another reason", PENDING, *crossing("BootNotification", BOOT)),
        held("an earlier trigger", PENDING, trigger("BootNotification"), *crossing("BootNotification", BOOT_NOW)),
    ],
    "an_accepted_station_is_triggered_to_no_boot": [
        held("Rejected", BOOT, trigger("BootNotification", "Rejected")),
        missed("Accepted", BOOT, trigger("BootNotification")),
        idle("NotImplemented", BOOT, trigger("BootNotification", "NotImplemented")),
        idle("while Pending", PENDING, trigger("BootNotification")),
        idle("another message", BOOT, trigger()),
        idle("a boot is open", BOOT, station("BootNotification", answer=None), trigger("BootNotification")),
    ],
    "a_trigger_without_evse_means_all": [
        held("both", *TWO, trigger("StatusNotification"), state(1), state(2)),
        missed("one of two", *TWO, trigger("StatusNotification"), state(1), LATER),
        idle("patience has not passed", *TWO, trigger("StatusNotification"), state(1)),
        idle("one is asked for", *TWO, trigger("StatusNotification", evse={"id": 1}), state(1), LATER),
        idle("the connectors aren't known", trigger("StatusNotification"), state(1), LATER),
        idle("there is only one", *connectors((1, 1)), trigger("StatusNotification"), LATER),
        idle("Rejected", *TWO, trigger("StatusNotification", "Rejected"), LATER),
    ],
    "a_triggered_event_has_a_state_and_values": [
        held("both", event(reason="Trigger", info={"chargingState": "Charging"}, **VALUES)),
        missed("no state", event(reason="Trigger", **VALUES)),
        missed("no values", event(reason="Trigger", info={"chargingState": "Charging"})),
        idle("another reason", event()),
    ],
    "an_unknown_connector_is_not_unlocked": [
        held("unknown", *TWO, unlock("UnknownConnector", 3)),
        missed("Unlocked", *TWO, unlock("Unlocked", 3)),
        idle("a known one", *TWO, unlock("Unlocked")),
        idle("no inventory", unlock("Unlocked", 3)),
    ],
    "a_connector_in_use_is_not_unlocked": [
        held("in use", event(), unlock(IN_USE)),
        missed("Unlocked", event(), unlock("Unlocked")),
        held_only("UnlockFailed", event(), unlock("UnlockFailed")),
        idle("no start", event(1, "Updated"), unlock("Unlocked")),
        idle("it has ended", event(), ENDED, unlock("Unlocked")),
        idle("another connector", event(), unlock("Unlocked", 2)),
        idle("no idToken", NO_TOKEN, unlock("Unlocked")),
        idle("a deny", event(token="Blocked"), unlock("Unlocked")),
        idle("events of another connection", event(), closed(), upgrade(), unlock("Unlocked")),
    ],
}
