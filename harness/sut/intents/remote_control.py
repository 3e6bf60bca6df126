"""Transactions, resets, connectors and availability from afar."""

from __future__ import annotations

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.intents.record import CONNECTOR, ID_TOKEN, Argument, Goal, optional
from ocpp_conformance.harness.sut.intents.wording import place, token

ROWS = (
    Goal(
        "remote_start",
        Role.CSMS,
        "Start a transaction from afar at EVSE {evse} for the id token {id_token} ({type})",
        {"evse": optional("integer"), **ID_TOKEN},
        action="RequestStartTransaction",
        words=lambda a, n: {"evseId": a.get("evse"), "remoteStartId": n, "idToken": token(a)},
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
