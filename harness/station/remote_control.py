"""Functional block F: what the CSMS has the station do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station import authorization
from ocpp_conformance.harness.station.authorization import Authorization, IdToken
from ocpp_conformance.harness.station.outbox import Item

if TYPE_CHECKING:
    from ocpp_conformance.harness.station.station import Station
    from ocpp_conformance.harness.station.transaction_events import Transaction


def request_start(station: Station, request: Payload) -> Payload:
    """RequestStartTransaction (F01, F02); a charging profile is ignored (F01.FR.12)."""
    if not station.accepted:
        return _rejected("CSNotAccepted")  # B02.FR.05
    evse, transactions = request.get("evseId"), station.transactions
    if evse is not None and evse not in transactions.meters:
        return _rejected("UnknownEvse")
    place = transactions.place_for(evse, authorization.LOCAL)
    if place is None:  # F01.FR.23, F01.FR.24
        return _rejected("TxInProgress")
    token, remote_start = IdToken.read(request["idToken"]), request["remoteStartId"]
    place.promised = True
    start = partial(_start, station, place, token, remote_start)
    station.connection.after(lambda: station.tasks.start(start(), "remote start"))
    answer: dict[str, Any] = {"status": "Accepted"}
    if place.started:
        answer["transactionId"] = place.id  # F01.FR.13
    return answer


async def _start(station: Station, place: Transaction, token: IdToken, remote_start: int) -> None:
    decision: Authorization | None = authorization.LOCAL
    # C05.FR.01: a Central token is the CSMS's own, it is never asked about
    if token.type not in ("Central", "NoAuthorization") and station.model.boolean("AuthCtrlr", "AuthorizeRemoteStart"):
        decision = await authorization.decide(station, token)  # F01.FR.01, F02.FR.09
    place.promised = False
    if decision is None or not decision.accepted or (place.evse is not None and not decision.allows(place.evse)):
        station.transactions.forsake(place)
        return
    if not place.ended and not place.authorized:
        station.transactions.authorize(place, token, decision.group, "RemoteStart", remote_start)


def request_stop(station: Station, request: Payload) -> Payload:
    """RequestStopTransaction (F03)."""
    if not station.accepted:
        return _rejected("CSNotAccepted")  # B02.FR.05
    transaction = station.transactions.find(request["transactionId"])
    if transaction is None:
        return _rejected("UnknownTxId")  # F03.FR.08
    station.connection.after(lambda: station.transactions.stop_remotely(transaction))
    return {"status": "Accepted"}  # F03.FR.07


def unlock_connector(station: Station, request: Payload) -> Payload:
    """UnlockConnector (F05)."""
    evse, connector = request["evseId"], request["connectorId"]
    if not station.availability.at(evse, connector):
        return {"status": "UnknownConnector"}  # F05.FR.03
    session = station.transactions.on(evse)
    if session is not None and session.authorized and session.connector == connector:
        return {"status": "OngoingAuthorizedTransaction"}  # F05.FR.02
    return {"status": "Unlocked"}  # F05.FR.04, F05.FR.06


def trigger_message(station: Station, request: Payload) -> Payload:
    """TriggerMessage (F06): answer first, then send what was asked for (F06.FR.04)."""
    prepare = TRIGGERS.get(request["requestedMessage"])
    if prepare is None:
        return {"status": "NotImplemented"}  # F06.FR.08
    send = prepare(station, request.get("evse", {}))
    if send is None:
        return {"status": "Rejected"}
    station.connection.after(send)
    return {"status": "Accepted"}


Send = Callable[[], object]


def _boot(station: Station, _evse: Payload) -> Send | None:
    return None if station.accepted else station.provisioning.boot_now  # F06.FR.17


def _plain(action: str, payload: dict[str, Any]) -> Callable[[Station, Payload], Send | None]:
    def prepare(station: Station, _evse: Payload) -> Send | None:
        return lambda: station.outbox.post(Item(action, dict(payload), requested=True))

    return prepare


def _status(station: Station, evse: Payload) -> Send | None:
    if "id" in evse and "connectorId" not in evse:
        return None  # F06.FR.12
    connectors = station.availability.at(evse.get("id"), evse.get("connectorId"))  # F06.FR.11: none given means all
    if not connectors:
        return None
    return lambda: [station.availability.report(connector, requested=True) for connector in connectors]


def _meter_values(station: Station, evse: Payload) -> Send | None:
    meters = station.transactions.meters
    wanted = [evse["id"]] if "id" in evse else list(meters)  # F06.FR.11
    if not set(wanted) <= set(meters):
        return None

    def send() -> None:
        for number in wanted:
            values = meters[number].read(station.model.members("AlignedDataCtrlr", "Measurands"), "Trigger")
            if values:  # F06.FR.06
                payload = {"evseId": number, "meterValue": values}
                station.outbox.post(Item("MeterValues", payload, requested=True))

    return send


def _transaction(station: Station, evse: Payload) -> Send | None:
    found = [t for t in station.transactions.ongoing() if evse.get("id") in (None, t.evse)]
    if not found:
        return None
    return lambda: [station.transactions.trigger(transaction) for transaction in found]


TRIGGERS: dict[str, Callable[[Station, Payload], Send | None]] = {
    "BootNotification": _boot,
    "StatusNotification": _status,
    "Heartbeat": _plain("Heartbeat", {}),
    "MeterValues": _meter_values,
    "TransactionEvent": _transaction,
    "LogStatusNotification": _plain("LogStatusNotification", {"status": "Idle"}),  # F06.FR.15
    "FirmwareStatusNotification": _plain("FirmwareStatusNotification", {"status": "Idle"}),  # F06.FR.16
}


def data_transfer(_station: Station, _request: Payload) -> Payload:
    """DataTransfer: there is no vendor extension (P01.FR.05)."""
    return {"status": "UnknownVendorId"}


def _rejected(reason: str) -> Payload:
    return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}


HANDLERS = {
    "RequestStartTransaction": request_start,
    "RequestStopTransaction": request_stop,
    "UnlockConnector": unlock_connector,
    "TriggerMessage": trigger_message,
    "DataTransfer": data_transfer,
}
