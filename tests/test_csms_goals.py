"""What the bundled CSMS sends for each goal."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta

import pytest

from ocpp_conformance.harness.csms.operations import OPERATIONS
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.csms_under_test import BundledCsmsDriver
from ocpp_conformance.harness.sut.driver import Intent, Result
from ocpp_conformance.harness.sut.intents import GOALS, SETUP, names

from .messages import CARD, GROUP, GROUPS, HASH, LISTED, NOW, ON_WIRE, PLACE, PLACE_ON_WIRE, THRESHOLD
from .station_in_hand import booted, csms_with

WITH_GROUP = {"idToken": CARD, "groupIdToken": GROUP}
ID, TIME = "an id", "a time"


def shape(value):
    """The payload with what the CSMS makes up by itself replaced, after a look at it."""
    if isinstance(value, dict):
        return {name: _made_up(name, part) for name, part in value.items()}
    return [shape(part) for part in value] if isinstance(value, list) else value


def _made_up(name, part):
    if name in ("requestId", "remoteStartId") or (name == "id" and isinstance(part, int) and part > 1000):
        assert 0 < part < 2**31
        return ID
    if name.endswith("DateTime") or name == "startSchedule":
        assert datetime.fromisoformat(part) > datetime.now(UTC) - timedelta(seconds=10) or part == NOW
        return NOW if part == NOW else TIME
    return shape(part)


def profile(purpose, kind, **more):
    period = [{"startPeriod": 0, "limit": 8.5}]
    start = {} if kind == "Relative" else {"startSchedule": TIME}
    schedule = {"id": ID, "chargingRateUnit": "A", "chargingSchedulePeriod": period, **start}
    made = {"id": ID, "stackLevel": 0, "chargingProfilePurpose": purpose, "chargingProfileKind": kind}
    return {"evseId": 1, "chargingProfile": {**made, "chargingSchedule": [schedule], **more}}


CONNECTION = {
    "ocppVersion": "OCPP20",
    "ocppTransport": "JSON",
    "ocppCsmsUrl": "wss://x/ocpp",
    "messageTimeout": 30,
    "securityProfile": 2,
    "ocppInterface": "Wired0",
}
SENT = [
    ("remote_start", LISTED, {"remoteStartId": ID, **WITH_GROUP}),
    (
        "remote_start",
        {"id_token": "04B1B2B3", "type": "ISO14443", "evse": 2},
        {"remoteStartId": ID, "evseId": 2, "idToken": {"idToken": "04B1B2B3", "type": "ISO14443"}},
    ),
    ("remote_stop", {"transaction_id": "T"}, {"transactionId": "T"}),
    ("transaction_status", {}, {}),
    ("transaction_status", {"transaction_id": "T"}, {"transactionId": "T"}),
    ("reset", {"kind": "OnIdle"}, {"type": "OnIdle"}),
    ("reset", {"kind": "Immediate", "evse": 1}, {"type": "Immediate", "evseId": 1}),
    ("unlock", {"evse": 1, "connector": 2}, {"evseId": 1, "connectorId": 2}),
    ("change_availability", {"operative": True}, {"operationalStatus": "Operative"}),
    ("change_availability", {"operative": False, "evse": 1}, {"operationalStatus": "Inoperative", "evse": {"id": 1}}),
    (
        "change_availability",
        {"operative": False, "evse": 1, "connector": 2},
        {"operationalStatus": "Inoperative", "evse": {"id": 1, "connectorId": 2}},
    ),
    ("read_variables", {"variables": [THRESHOLD]}, {"getVariableData": [ON_WIRE]}),
    (
        "read_variables",
        {"variables": [THRESHOLD, {**PLACE, "attribute": "Target"}]},
        {"getVariableData": [ON_WIRE, {**PLACE_ON_WIRE, "attributeType": "Target"}]},
    ),
    (
        "write_variables",
        {"variables": [{**THRESHOLD, "value": "123"}]},
        {"setVariableData": [{**ON_WIRE, "attributeValue": "123"}]},
    ),
    (
        "change_password",
        {"password": "a-new-password-of-CS001"},
        {
            "setVariableData": [
                {
                    "component": {"name": "SecurityCtrlr"},
                    "variable": {"name": "BasicAuthPassword"},
                    "attributeValue": "a-new-password-of-CS001",
                }
            ]
        },
    ),
    ("base_report", {"kind": "FullInventory"}, {"requestId": ID, "reportBase": "FullInventory"}),
    ("report", {"criteria": ["Problem"]}, {"requestId": ID, "componentCriteria": ["Problem"]}),
    (
        "report",
        {"variables": [THRESHOLD, {"component": "EVSE", "evse": 1}]},
        {"requestId": ID, "componentVariable": [ON_WIRE, {"component": {"name": "EVSE", "evse": {"id": 1}}}]},
    ),
    ("clear_cache", {}, {}),
    (
        "send_local_list",
        {"kind": "Full", "version": 3, "entries": [LISTED]},
        {
            "versionNumber": 3,
            "updateType": "Full",
            "localAuthorizationList": [
                {
                    "idToken": CARD,
                    "idTokenInfo": {"status": "Accepted", "groupIdToken": GROUP},
                }
            ],
        },
    ),
    (
        "send_local_list",
        {"kind": "Differential", "version": 4, "entries": [{**LISTED, "remove": True}]},
        {
            "versionNumber": 4,
            "updateType": "Differential",
            "localAuthorizationList": [{"idToken": CARD}],
        },
    ),
    ("send_local_list", {"kind": "Full", "version": 5, "entries": []}, {"versionNumber": 5, "updateType": "Full"}),
    ("local_list_version", {}, {}),
    (
        "reserve",
        {"id": 7, "evse": 1, **LISTED},
        {"id": 7, "expiryDateTime": TIME, "evseId": 1, **WITH_GROUP},
    ),
    (
        "reserve",
        {"id": 7, "connector_type": "sType2", "group": {"id_token": "G", "type": "Central"}, "until": NOW, **LISTED},
        {
            "id": 7,
            "expiryDateTime": NOW,
            "connectorType": "sType2",
            "idToken": CARD,
            "groupIdToken": {"idToken": "G", "type": "Central"},
        },
    ),
    ("cancel_reservation", {"id": 7}, {"reservationId": 7}),
    (
        "set_display_message",
        {"text": "Hello", "format": "UTF8", "priority": "InFront"},
        {
            "message": {
                "id": ID,
                "priority": "InFront",
                "message": {"format": "UTF8", "language": "en", "content": "Hello"},
            }
        },
    ),
    (
        "set_display_message",
        {
            "text": "Hello",
            "format": "HTML",
            "priority": "InFront",
            "id": 7,
            "state": "Idle",
            "start": NOW,
            "end": NOW,
            "transaction_id": "T",
        },
        {
            "message": {
                "id": 7,
                "priority": "InFront",
                "message": {"format": "HTML", "language": "en", "content": "Hello"},
                "state": "Idle",
                "startDateTime": NOW,
                "endDateTime": NOW,
                "transactionId": "T",
            }
        },
    ),
    ("display_messages", {}, {"requestId": ID}),
    (
        "display_messages",
        {"ids": [7], "priority": "InFront", "state": "Idle"},
        {"requestId": ID, "id": [7], "priority": "InFront", "state": "Idle"},
    ),
    ("clear_display_message", {"id": 7}, {"id": 7}),
    (
        "set_monitors",
        {"monitors": [{**PLACE, "type": "Delta", "value": 1, "severity": 8, "id": 3}]},
        {"setMonitoringData": [{**PLACE_ON_WIRE, "type": "Delta", "value": 1, "severity": 8, "id": 3}]},
    ),
    ("clear_monitors", {"ids": [1, 2]}, {"id": [1, 2]}),
    ("monitoring_report", {}, {"requestId": ID}),
    (
        "monitoring_report",
        {"variables": [PLACE], "criteria": ["DeltaMonitoring"]},
        {"requestId": ID, "componentVariable": [PLACE_ON_WIRE], "monitoringCriteria": ["DeltaMonitoring"]},
    ),
    ("monitoring_base", {"kind": "All"}, {"monitoringBase": "All"}),
    ("monitoring_level", {"severity": 4}, {"severity": 4}),
    (
        "publish_firmware",
        {"location": "https://x/f", "checksum": "c"},
        {"location": "https://x/f", "checksum": "c", "requestId": ID},
    ),
    ("unpublish_firmware", {"checksum": "c"}, {"checksum": "c"}),
    ("get_profiles", {}, {"requestId": ID, "chargingProfile": {}}),
    (
        "get_profiles",
        {"evse": 1, "purpose": "TxProfile", "stack_level": 2, "ids": [3], "limit_source": "CSO"},
        {
            "requestId": ID,
            "evseId": 1,
            "chargingProfile": {
                "chargingProfilePurpose": "TxProfile",
                "stackLevel": 2,
                "chargingProfileId": [3],
                "chargingLimitSource": ["CSO"],
            },
        },
    ),
    ("clear_profile", {"id": 3}, {"chargingProfileId": 3}),
    (
        "clear_profile",
        {"purpose": "TxProfile", "stack_level": 2, "evse": 1},
        {"chargingProfileCriteria": {"chargingProfilePurpose": "TxProfile", "stackLevel": 2, "evseId": 1}},
    ),
    (
        "set_profile",
        {"evse": 1, "purpose": "TxDefaultProfile", "limit": 8.5},
        profile("TxDefaultProfile", "Absolute"),
    ),
    (
        "set_profile",
        {"evse": 1, "purpose": "TxProfile", "limit": 8.5, "transaction_id": "T"},
        profile("TxProfile", "Relative", transactionId="T"),
    ),
    ("clear_profile", {}, {"chargingProfileCriteria": {"stackLevel": 0}}),
    (
        "clear_profile",
        {"purpose": "TxProfile"},
        {"chargingProfileCriteria": {"chargingProfilePurpose": "TxProfile"}},
    ),
    ("composite_schedule", {"evse": 1, "duration": 300}, {"evseId": 1, "duration": 300}),
    ("trigger", {"requested_message": "Heartbeat"}, {"requestedMessage": "Heartbeat"}),
    (
        "trigger",
        {"requested_message": "MeterValues", "evse": {"id": 1}},
        {"requestedMessage": "MeterValues", "evse": {"id": 1}},
    ),
    (
        "firmware",
        {"location": "ftp://x/f"},
        {"requestId": ID, "firmware": {"location": "ftp://x/f", "retrieveDateTime": TIME}},
    ),
    (
        "firmware",
        {
            "location": "ftp://x/f",
            "retrieve_at": NOW,
            "install_at": NOW,
            "signing_certificate": "PEM",
            "signature": "sig",
        },
        {
            "requestId": ID,
            "firmware": {
                "location": "ftp://x/f",
                "retrieveDateTime": NOW,
                "installDateTime": NOW,
                "signingCertificate": "PEM",
                "signature": "sig",
            },
        },
    ),
    (
        "log",
        {"kind": "SecurityLog", "location": "http://x/l"},
        {"logType": "SecurityLog", "requestId": ID, "log": {"remoteLocation": "http://x/l"}},
    ),
    (
        "install_certificate",
        {"kind": "CSMSRootCertificate", "certificate": "PEM"},
        {"certificateType": "CSMSRootCertificate", "certificate": "PEM"},
    ),
    ("delete_certificate", {"hash": HASH}, {"certificateHashData": HASH}),
    ("list_certificates", {}, {}),
    ("list_certificates", {"kinds": ["CSMSRootCertificate"]}, {"certificateType": ["CSMSRootCertificate"]}),
    (
        "customer_information",
        {"report": True, "clear": False, "customer": LISTED},
        {
            "requestId": ID,
            "report": True,
            "clear": False,
            "idToken": CARD,
        },
    ),
    (
        "customer_information",
        {"report": True, "clear": True, "customer": {"identifier": "OpenChargeAlliance"}},
        {"requestId": ID, "report": True, "clear": True, "customerIdentifier": "OpenChargeAlliance"},
    ),
    (
        "customer_information",
        {"report": False, "clear": True, "customer": {"certificate": HASH}},
        {"requestId": ID, "report": False, "clear": True, "customerCertificate": HASH},
    ),
    (
        "set_network_profile",
        {"slot": 2, "url": "wss://x/ocpp", "security_profile": 2},
        {"configurationSlot": 2, "connectionData": CONNECTION},
    ),
    (
        "data_transfer",
        {"vendor_id": "org.example", "message_id": "m", "data": "d"},
        {"vendorId": "org.example", "messageId": "m", "data": "d"},
    ),
]


def test_every_goal_can_be_carried_out_with_its_arguments():
    assert {*OPERATIONS, SETUP} == names(Role.CSMS)
    for name, carry_out in OPERATIONS.items():
        parameters = list(inspect.signature(carry_out).parameters.values())[2:]
        assert {parameter.name for parameter in parameters} == set(GOALS[name].arguments), name
        needed = {parameter.name for parameter in parameters if parameter.default is parameter.empty}
        assert needed == GOALS[name].required, name


def test_every_goal_is_sent_in_these_tests():
    assert {goal for goal, _, _ in SENT} == set(OPERATIONS)


@pytest.mark.asyncio
@pytest.mark.parametrize(("goal", "arguments", "expected"), SENT)
async def test_goal_becomes_one_valid_call(goal, arguments, expected):
    async with csms_with(groups=GROUPS) as csms, booted(csms.url) as station:
        receipt = await BundledCsmsDriver(csms, "CS001").intend(Intent(goal, arguments))

        assert receipt.result is Result.DONE
        assert [(action, shape(payload)) for action, payload in station.calls] == [(GOALS[goal].action, expected)]


@pytest.mark.asyncio
async def test_each_request_has_an_id_of_its_own():
    async with csms_with() as csms, booted(csms.url) as station:
        for _ in range(3):
            await csms.operate("CS001", "base_report", kind="FullInventory")

        assert len({payload["requestId"] for _, payload in station.calls}) == 3


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("goal", "arguments", "why"),
    [
        ("delete_certificate", {"kind": "CSMSRootCertificate"}, "list its certificates first"),
        ("set_profile", {"evse": 1, "purpose": "TxProfile", "limit": 6}, "no transaction runs on EVSE 1"),
        ("customer_information", {"report": True, "clear": False, "customer": {}}, "N09.FR.04"),
        ("customer_information", {"report": True, "clear": False, "customer": {"id_token": "1"}}, "give id_token and"),
        ("change_password", {"password": "short"}, "16 to 64"),
        ("read_variables", {"variables": [{"variable": "X"}]}, "names no component"),
        ("reset", {"kind": "Soft"}, "Soft"),
    ],
)
async def test_goal_that_makes_no_request_is_declined(goal, arguments, why):
    async with csms_with() as csms, booted(csms.url) as station:
        receipt = await BundledCsmsDriver(csms, "CS001").intend(Intent(goal, arguments))

        assert (receipt.result, station.calls) == (Result.DECLINED, [])
        assert why in receipt.text


@pytest.mark.asyncio
async def test_driver_knows_its_limits():
    driver = BundledCsmsDriver(csms_with(), "CS001")

    assert driver.describe() == names(Role.CSMS)
    assert (await driver.intend(Intent("make_coffee"))).result is Result.UNSUPPORTED
    assert (await driver.setup({"weather": "fine"})).result is Result.UNSUPPORTED
