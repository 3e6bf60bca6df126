"""TransactionEvents as a station sends them."""

from ..sample import csms, station

CARD = {"idToken": "04A2B3C4", "type": "ISO14443"}
OTHER = {"idToken": "04B1B2B3", "type": "ISO14443"}
PLACE = {"id": 1, "connectorId": 1}
ACCEPTED = {"status": "Accepted"}
REJECTED = {"status": "Rejected"}


def event(number, transaction="T1", *, info=None, how=None, **more):
    """An Updated event; `info` goes into transactionInfo, `how` to `station`."""
    told = {"transactionId": transaction, **(info or {})}
    return station("TransactionEvent", {"seqNo": number, "transactionInfo": told, **more}, **(how or {}))


def moved(number, trigger, state=None, transaction="T1", **more):
    """An event with this trigger and charging state."""
    info = {**more.pop("info", {}), **({} if state is None else {"chargingState": state})}
    return event(number, transaction, info=info, triggerReason=trigger, **more)


def plugged(number=0, transaction="T1", **more):
    """Started by the cable."""
    fields = {"triggerReason": "CablePluggedIn", "eventType": "Started", "evse": PLACE, **more}
    return moved(number, fields.pop("triggerReason"), "EVConnected", transaction, **fields)


def carded(number=0, transaction="T1", **more):
    """Started by a card, without a cable."""
    fields = {"eventType": "Started", "evse": {"id": 1}, "idToken": CARD, **more}
    return moved(number, "Authorized", "Idle", transaction, **fields)


def authorized(number=1, **more):
    """The card is accepted."""
    return moved(number, "Authorized", **{"idToken": CARD, **more})


def charging(number=2, **more):
    """Energy flows."""
    return moved(number, "ChargingStateChanged", "Charging", **more)


def stopped(number=3, **more):
    """The driver stops, with the card that started."""
    return moved(number, "StopAuthorized", **{"idToken": CARD, **more})


def ended(number=4, trigger="EVCommunicationLost", reason="Local", state="Idle", **more):
    """Ended, for this reason; None gives none."""
    info = {} if reason is None else {"stoppedReason": reason}
    return moved(number, trigger, state, info=info, **{"eventType": "Ended", **more})


def asked(card=CARD, status="Accepted", **more):
    """Authorize with its answer."""
    return station("Authorize", {"idToken": card}, answer={"idTokenInfo": {"status": status}}, **more)


def variable(component, name, value):
    """GetVariables, which shows this value."""
    about = {"component": {"name": component}, "variable": {"name": name}}
    result = {**about, "attributeStatus": "Accepted", "attributeValue": value}
    return csms("GetVariables", {"getVariableData": [about]}, answer={"getVariableResult": [result]})


def written(component, name, value):
    """SetVariables, which is accepted."""
    about = {"component": {"name": component}, "variable": {"name": name}}
    request = {"setVariableData": [{**about, "attributeValue": value}]}
    return csms("SetVariables", request, answer={"setVariableResult": [{**about, "attributeStatus": "Accepted"}]})


def status(state="Occupied", evse=1, connector=1, **more):
    """StatusNotification."""
    fields = {"connectorStatus": state, "evseId": evse, "connectorId": connector}
    return station("StatusNotification", fields, **more)


def remote_start(number=1, answer=ACCEPTED, **more):
    """RequestStartTransaction."""
    return csms("RequestStartTransaction", {"remoteStartId": number, "idToken": CARD, **more}, answer=answer)
