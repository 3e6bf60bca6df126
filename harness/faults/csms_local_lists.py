"""Block D: how a CSMS sends the local authorization list."""

from __future__ import annotations

from ocpp_conformance.harness.faults.fault import of_csms
from ocpp_conformance.harness.faults.own_calls import asks, having, never_asks
from ocpp_conformance.harness.rpc import Payload


def _without_info(payload: Payload) -> Payload:
    entries = [{"idToken": each["idToken"]} for each in payload.get("localAuthorizationList", ())]
    return {**payload, "localAuthorizationList": entries} if entries else payload


def _never_empty(payload: Payload) -> Payload:
    entry = {"idToken": {"idToken": "04FFFFFF", "type": "ISO14443"}, "idTokenInfo": {"status": "Accepted"}}
    return {"localAuthorizationList": [entry], **payload}


FAULTS = (
    of_csms(
        "listed-without-info",
        "lists id tokens without what they are worth",
        "D01.FR.01",
        call=asks("SendLocalList", _without_info),
    ),
    of_csms(
        "list-always-full",
        "sends each update as a whole list",
        "D01.FR.01",
        call=asks("SendLocalList", having(updateType="Full")),
    ),
    of_csms(
        "list-version-0",
        "sends a list with the version 0",
        "D01.FR.18",
        call=asks("SendLocalList", having(versionNumber=0)),
    ),
    of_csms(
        "list-never-sent-empty",
        "puts a token into a list that is to be empty",
        "D01.FR.01",
        call=asks("SendLocalList", _never_empty),
    ),
    of_csms(
        "list-version-unasked",
        "never asks for the version of the list",
        "D02.FR.01",
        call=never_asks("GetLocalListVersion", lambda _: True),
    ),
)
