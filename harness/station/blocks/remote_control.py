"""Functional block F: what the CSMS has the station do."""

from __future__ import annotations

from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks import authorization
from ocpp_conformance.harness.station.blocks.authorization import Authorization, IdToken
from ocpp_conformance.harness.station.blocks.availability import Availability
from ocpp_conformance.harness.station.blocks.charging_objections import remote_profile_refused
from ocpp_conformance.harness.station.blocks.charging_profiles import Installed, Profiles, profile_kept
from ocpp_conformance.harness.station.blocks.locks import Locks
from ocpp_conformance.harness.station.blocks.master_pass import is_master_pass
from ocpp_conformance.harness.station.blocks.reservations import Bearer, Reservations
from ocpp_conformance.harness.station.blocks.smart_charging import charges_smartly
from ocpp_conformance.harness.station.blocks.transaction_events import Transaction
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Block, Core


def request_start(station: Core, request: Payload) -> Payload:
    """RequestStartTransaction (F01, F02); without smart charging a profile is ignored (F01.FR.12, K05.FR.04)."""
    if not station.accepted:
        return _rejected("CSNotAccepted")  # B02.FR.05
    evse, transactions = request.get("evseId"), station.part(Transactions)
    if evse is not None and evse not in transactions.meters:
        return _rejected("UnknownEvse")
    token, remote_start = IdToken.read(request["idToken"]), request["remoteStartId"]
    group = request.get("groupIdToken")
    bearer = Bearer(token, None if group is None else IdToken.read(group))
    if evse is not None and not station.part(Reservations).is_open(evse, bearer):
        return _rejected("Unspecified")  # F01.FR.21, F01.FR.22, F02.FR.23, F02.FR.24
    profile = request.get("chargingProfile") if station.decide(charges_smartly) else None
    reason = None if profile is None else station.decide(remote_profile_refused, profile)
    if reason is not None:
        return _rejected(reason)  # F01.FR.26, K05.FR.05
    place = transactions.place_for(evse, authorization.LOCAL, bearer)
    if place is None:  # F01.FR.23, F01.FR.24
        return _rejected("TxInProgress")
    transactions.claim(place, bearer)
    mine = None if profile is None else Installed(place.evse, {**profile, "transactionId": place.id})
    if mine is not None:  # F01.FR.10, K05.FR.03
        station.decide(profile_kept, mine)
    start = partial(_start, station, place, token, remote_start, mine)
    station.connection.after(lambda: station.tasks.start(start(), "remote start"))
    answer: dict[str, Any] = {"status": "Accepted"}
    if place.started:
        answer["transactionId"] = place.id  # F01.FR.13
    return answer


async def _start(
    station: Core, place: Transaction, token: IdToken, remote_start: int, profile: Installed | None
) -> None:
    decision: Authorization | None = authorization.LOCAL
    # C05.FR.01: a Central token is the CSMS's own, it is never asked about
    if token.type not in ("Central", "NoAuthorization") and station.model.boolean("AuthCtrlr", "AuthorizeRemoteStart"):
        decision = await authorization.decide(station, token)  # F01.FR.01, F02.FR.09
    place.promised = False
    refused = decision is None or not decision.accepted or station.decide(is_master_pass, decision)
    if decision is None or refused or (place.evse is not None and not decision.allows(place.evse)):  # C16.FR.03
        station.part(Transactions).forsake(place)
        if profile is not None:
            station.part(Profiles).drop([profile])
        return
    if not place.ended and not place.authorized:
        place.priority = decision.priority
        station.part(Transactions).authorize(place, token, decision.group, "RemoteStart", remote_start)


def request_stop(station: Core, request: Payload) -> Payload:
    """RequestStopTransaction (F03)."""
    if not station.accepted:
        return _rejected("CSNotAccepted")  # B02.FR.05
    transaction = station.part(Transactions).find(request["transactionId"])
    if transaction is None:
        return _rejected("UnknownTxId")  # F03.FR.08
    station.connection.after(lambda: station.part(Transactions).stop_remotely(transaction))
    return {"status": "Accepted"}  # F03.FR.07


def unlock_connector(station: Core, request: Payload) -> Payload:
    """UnlockConnector (F05)."""
    evse, connector = request["evseId"], request["connectorId"]
    if not station.part(Availability).at(evse, connector):
        return {"status": "UnknownConnector"}  # F05.FR.03
    session = station.part(Transactions).on(evse)
    if session is not None and session.authorized and session.connector == connector:
        return {"status": "OngoingAuthorizedTransaction"}  # F05.FR.02
    if not station.decide(unlock, evse, connector):
        return {"status": "UnlockFailed"}  # F05.FR.05
    station.part(Locks).open(evse, connector)
    return {"status": "Unlocked"}  # F05.FR.04


def unlock(station: Core, evse: int, connector: int) -> bool:
    """Try to open the lock of a connector, whether a cable is in it or not (F05.FR.06); whether it moves."""
    return not station.part(Locks).is_jammed(station.part(Availability).connector(evse, connector))


def trigger_message(station: Core, request: Payload) -> Payload:
    """TriggerMessage (F06): answer first, then send what was asked for (F06.FR.04)."""
    prepare = station.triggers.get(request["requestedMessage"])
    if prepare is None:
        return {"status": "NotImplemented"}  # F06.FR.08
    send = prepare(station, request.get("evse", {}))
    if send is None:
        return {"status": "Rejected"}
    station.connection.after(send)
    return {"status": "Accepted"}


def _rejected(reason: str) -> Payload:
    return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}


BLOCK = Block(
    handlers={
        "RequestStartTransaction": request_start,
        "RequestStopTransaction": request_stop,
        "UnlockConnector": unlock_connector,
        "TriggerMessage": trigger_message,
    },
    seams=(unlock,),
)
