"""Transactions, resets, connectors and availability from afar."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.intents.record import CONNECTOR, ID_TOKEN, Argument, Arguments, Goal, optional
from ocpp_conformance.harness.sut.intents.smart_charging import limited_to
from ocpp_conformance.harness.sut.intents.wording import place, token


def _start(a: Arguments, number: int) -> dict[str, Any]:
    profile = limited_to({"purpose": "TxProfile", "limit": a["limit"]}, number) if "limit" in a else None
    return {"evseId": a.get("evse"), "remoteStartId": number, "idToken": token(a), "chargingProfile": profile}


ROWS = (
    Goal(
        "remote_start",
        Role.CSMS,
        "Start a transaction from afar at EVSE {evse} for the id token {id_token} ({type}), with a charging profile "
        "that limits it to {limit} A",
        {"evse": optional("integer"), "limit": optional("number"), **ID_TOKEN},
        action="RequestStartTransaction",
        words=_start,
    ),
    Goal(
        "remote_stop",
        Role.CSMS,
        "Stop transaction {transaction_id}",
        {"transaction_id": Argument("string", "self-test")},
        action="RequestStopTransaction",
        words=lambda a, _: {"transactionId": a["transaction_id"]},
    ),
    Goal(
        "transaction_status",
        Role.CSMS,
        "Ask for the status of {transaction_id}",
        {"transaction_id": optional("string")},
        action="GetTransactionStatus",
        words=lambda a, _: {"transactionId": a.get("transaction_id")},
    ),
    Goal(
        "reset",
        Role.CSMS,
        "Reset the station ({kind}) or its EVSE {evse}",
        {"kind": Argument("string", "OnIdle"), "evse": optional("integer")},
        action="Reset",
        words=lambda a, _: {"type": a["kind"], "evseId": a.get("evse")},
        confirmation=lambda a: (("Reset", {"type": a["kind"]}),),
    ),
    Goal(
        "unlock",
        Role.CSMS,
        "Unlock connector {connector} of EVSE {evse}",
        CONNECTOR,
        action="UnlockConnector",
        words=lambda a, _: {"evseId": a["evse"], "connectorId": a["connector"]},
    ),
    Goal(
        "change_availability",
        Role.CSMS,
        "Make the station, EVSE {evse} or connector {connector} operative: {operative}",
        {"operative": Argument("boolean", True), "evse": optional("integer"), "connector": optional("integer")},
        action="ChangeAvailability",
        words=lambda a, _: {"operationalStatus": "Operative" if a["operative"] else "Inoperative", "evse": place(a)},
    ),
)
