"""What the bundled CSMS sends for each goal, and what it makes of the answers."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from ocpp_conformance.harness.csms import Csms, CsmsConfig
from ocpp_conformance.harness.csms.operations import OPERATIONS
from ocpp_conformance.harness.peer import Peer
from ocpp_conformance.harness.rpc import CallResult, Role
from ocpp_conformance.harness.sut.csms_under_test import _PREPARE, BundledCsmsDriver
from ocpp_conformance.harness.sut.driver import Intent, Result
from ocpp_conformance.harness.sut.intents import GOALS, SETUP, STATES, names
from ocpp_conformance.harness.transport import Credentials, Dial, RefusedError, Secret, dial

OLD, NEW = Secret("a-good-password-of-CS001"), Secret("a-new-password-of-CS001")
NOW = "2026-01-01T12:00:00.000Z"
TOKEN, MATE, LONER = ("04A2B3C4", "ISO14443"), ("04A5A6A7", "ISO14443"), ("04B1B2B3", "ISO14443")
GROUP = {"idToken": "GROUP-1", "type": "Central"}
BOOT = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}}
HASH = {"hashAlgorithm": "SHA256", "issuerNameHash": "a", "issuerKeyHash": "b", "serialNumber": "1"}
OTHER_HASH = {**HASH, "serialNumber": "2"}
THRESHOLD = {"component": "OCPPCommCtrlr", "variable": "OfflineThreshold"}
ON_WIRE = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "OfflineThreshold"}}
PLACE = {
    "component": "Connector",
    "evse": 1,
    "connector": 2,
    "variable": "X",
    "instance": "i",
    "component_instance": "c",
}
PLACE_ON_WIRE = {
    "component": {"name": "Connector", "instance": "c", "evse": {"id": 1, "connectorId": 2}},
    "variable": {"name": "X", "instance": "i"},
}
WITH_GROUP = {"idToken": {"idToken": "04A2B3C4", "type": "ISO14443"}, "groupIdToken": GROUP}
ID, TIME = "an id", "a time"


class Station:
    """A station in our hand: answers as told and keeps every CALL of the CSMS."""

    def __init__(self, answers):
        self.calls, self._answers = [], answers

    def answer(self, call):
        self.calls.append((call.action, call.payload))
        return CallResult(call.message_id, self._answers.get(call.action, {"status": "Accepted"})).text()

    def answer_malformed(self, malformed):
        return None


@asynccontextmanager
async def booted(csms, answers=(), password=OLD):
    socket = await dial(Dial(f"{csms.url}/CS001", credentials=Credentials("CS001", password)))
    station = Station(dict(answers))
    station.peer = Peer(socket, Role.STATION, station, timeout=5)
    running = asyncio.create_task(station.peer.run())
    try:
        await station.peer.call("BootNotification", BOOT)
        yield station
    finally:
        await socket.close()
        await running


def csms_with(**settings):
    group = dict.fromkeys((TOKEN, MATE), ("GROUP-1", "Central"))
    tokens = {TOKEN: "Accepted", MATE: "Accepted", LONER: "Blocked"}
    return Csms(CsmsConfig(**{"passwords": {"CS001": OLD}, "tokens": tokens, "groups": group, **settings}))


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
LISTED = {"id_token": "04A2B3C4", "type": "ISO14443"}
SENT = [
    ("remote_start", {"id_token": "04A2B3C4", "type": "ISO14443"}, {"remoteStartId": ID, **WITH_GROUP}),
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
        {"password": NEW.reveal()},
        {
            "setVariableData": [
                {
                    "component": {"name": "SecurityCtrlr"},
                    "variable": {"name": "BasicAuthPassword"},
                    "attributeValue": NEW.reveal(),
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
                    "idToken": {"idToken": "04A2B3C4", "type": "ISO14443"},
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
            "localAuthorizationList": [{"idToken": {"idToken": "04A2B3C4", "type": "ISO14443"}}],
        },
    ),
    ("send_local_list", {"kind": "Full", "version": 5, "entries": []}, {"versionNumber": 5, "updateType": "Full"}),
    ("local_list_version", {}, {}),
    (
        "reserve",
        {"id": 7, "evse": 1, "id_token": "04A2B3C4", "type": "ISO14443"},
        {"id": 7, "expiryDateTime": TIME, "evseId": 1, **WITH_GROUP},
    ),
    ("cancel_reservation", {"id": 7}, {"reservationId": 7}),
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
            "idToken": {"idToken": "04A2B3C4", "type": "ISO14443"},
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
    async with csms_with() as csms, booted(csms) as station:
        receipt = await BundledCsmsDriver(csms, "CS001").intend(Intent(goal, arguments))

        assert receipt.result is Result.DONE
        assert [(action, shape(payload)) for action, payload in station.calls] == [(GOALS[goal].action, expected)]


@pytest.mark.asyncio
async def test_each_request_has_an_id_of_its_own():
    async with csms_with() as csms, booted(csms) as station:
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
    async with csms_with() as csms, booted(csms) as station:
        receipt = await BundledCsmsDriver(csms, "CS001").intend(Intent(goal, arguments))

        assert (receipt.result, station.calls) == (Result.DECLINED, [])
        assert why in receipt.text


@pytest.mark.asyncio
async def test_driver_knows_its_limits():
    driver = BundledCsmsDriver(csms_with(), "CS001")

    assert driver.describe() == names(Role.CSMS)
    assert (await driver.intend(Intent("make_coffee"))).result is Result.UNSUPPORTED
    assert (await driver.setup({"weather": "fine"})).result is Result.UNSUPPORTED


# what it learns


@pytest.mark.asyncio
@pytest.mark.parametrize(("answer", "accepted"), [("Accepted", NEW), ("Rejected", OLD), ("RebootRequired", OLD)])
async def test_new_password_is_demanded_once_the_station_has_accepted_it(answer, accepted):
    place = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    answers = {"SetVariables": {"setVariableResult": [{**place, "attributeStatus": answer}]}}
    async with csms_with() as csms:
        async with booted(csms, answers):
            await csms.operate("CS001", "change_password", password=NEW.reveal())
        refused = OLD if accepted is NEW else NEW
        with pytest.raises(RefusedError, match="401"):
            await dial(Dial(f"{csms.url}/CS001", credentials=Credentials("CS001", refused)))
        async with booted(csms, password=accepted):
            pass

        assert len(csms.stations["CS001"].device_model) == 0


@pytest.mark.asyncio
async def test_device_model_is_learned_from_reports_reads_and_writes():
    read = {**ON_WIRE, "attributeStatus": "Accepted", "attributeValue": "60"}
    unread = {**PLACE_ON_WIRE, "attributeStatus": "UnknownVariable"}
    written = {**PLACE_ON_WIRE, "attributeStatus": "Accepted"}
    refused = {**ON_WIRE, "attributeStatus": "Rejected"}
    answers = {
        "GetVariables": {"getVariableResult": [read, unread]},
        "SetVariables": {"setVariableResult": [written, refused]},
    }
    data = [{"component": {"name": "C"}, "variable": {"name": "V"}, "variableAttribute": [{"value": "1"}, {}]}]
    async with csms_with() as csms, booted(csms, answers) as station:
        await csms.operate("CS001", "read_variables", variables=[THRESHOLD])
        await csms.operate(
            "CS001", "write_variables", variables=[{**PLACE, "value": "new"}, {**THRESHOLD, "value": "9"}]
        )
        report = {"requestId": 1, "generatedAt": NOW, "seqNo": 0, "reportData": data}
        await station.peer.call("NotifyReport", report)
        model = csms.stations["CS001"].device_model

        assert model.value("ocppcommctrlr", "OFFLINETHRESHOLD") == "60"
        place = {"evse": 1, "connector": 2, "component_instance": "c", "instance": "i"}
        assert model.value("Connector", "X", **place) == "new"
        assert model.value("C", "V") == "1"
        assert (model.value("C", "V", attribute="Target"), len(model)) == (None, 3)


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "slots"), [("Accepted", [2]), ("Failed", [])])
async def test_network_profile_is_kept_when_the_station_took_it(status, slots):
    async with csms_with() as csms, booted(csms, {"SetNetworkProfile": {"status": status}}):
        await csms.operate("CS001", "set_network_profile", slot=2, url="wss://x/ocpp", security_profile=2)

        assert list(csms.stations["CS001"].network_profiles) == slots


@pytest.mark.asyncio
async def test_local_list_is_kept_as_the_station_holds_it():
    async with csms_with() as csms, booted(csms, {"GetLocalListVersion": {"versionNumber": 9}}):
        both = [LISTED, {"id_token": "04B1B2B3", "type": "ISO14443"}]
        await csms.operate("CS001", "send_local_list", kind="Full", version=1, entries=both)
        away = [{**LISTED, "remove": True}]
        await csms.operate("CS001", "send_local_list", kind="Differential", version=2, entries=away)
        held = csms.stations["CS001"].local_list
        assert (held.version, list(held.entries)) == (2, [("04b1b2b3", "ISO14443")])

        await csms.operate("CS001", "local_list_version")
        assert csms.stations["CS001"].local_list.version == 9


@pytest.mark.asyncio
async def test_local_list_that_failed_changes_nothing():
    async with csms_with() as csms, booted(csms, {"SendLocalList": {"status": "VersionMismatch"}}):
        await csms.operate("CS001", "send_local_list", kind="Full", version=1, entries=[LISTED])

        assert csms.stations["CS001"].local_list.version == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["Accepted", "Rejected"])
async def test_customer_who_is_cleared_leaves_the_local_list(status):
    async with csms_with() as csms, booted(csms, {"CustomerInformation": {"status": status}}) as station:
        await BundledCsmsDriver(csms, "CS001").setup({"local_list": {"version": 4, "entries": [LISTED]}})
        await csms.operate("CS001", "customer_information", report=False, clear=True, customer=LISTED)

        sent = [payload for action, payload in station.calls if action == "SendLocalList"]
        assert [payload["versionNumber"] for payload in sent] == ([5] if status == "Accepted" else [])


@pytest.mark.asyncio
async def test_reservation_is_followed_to_its_end():
    async with csms_with() as csms, booted(csms) as station:
        for number in (1, 2):
            await csms.operate("CS001", "reserve", id=number, id_token="04A2B3C4", type="ISO14443")
        await csms.operate("CS001", "cancel_reservation", id=1)
        update = {"reservationId": 2, "reservationUpdateStatus": "Expired"}
        await station.peer.call("ReservationStatusUpdate", update)

        held = csms.stations["CS001"].reservations
        assert {number: one.status for number, one in held.items()} == {1: "Cancelled", 2: "Expired"}


@pytest.mark.asyncio
async def test_charging_profiles_are_kept_until_they_are_cleared():
    async with csms_with() as csms, booted(csms) as station:
        event = {
            "eventType": "Started",
            "timestamp": NOW,
            "triggerReason": "CablePluggedIn",
            "seqNo": 0,
            "transactionInfo": {"transactionId": "T1"},
            "evse": {"id": 1, "connectorId": 1},
        }
        await station.peer.call("TransactionEvent", event)
        for purpose in ("TxProfile", "TxDefaultProfile"):
            await csms.operate("CS001", "set_profile", evse=1, purpose=purpose, limit=6)
        assert station.calls[0][1]["chargingProfile"]["transactionId"] == "T1"
        await csms.operate("CS001", "clear_profile", purpose="TxProfile")
        held = csms.stations["CS001"].profiles.values()
        assert [one["chargingProfile"]["chargingProfilePurpose"] for one in held] == ["TxDefaultProfile"]

        await csms.operate("CS001", "clear_profile")
        assert csms.stations["CS001"].profiles == {}


@pytest.mark.asyncio
async def test_update_of_firmware_is_followed():
    async with csms_with() as csms, booted(csms, {"UpdateFirmware": {"status": "AcceptedCanceled"}}) as station:
        await csms.operate("CS001", "firmware", location="ftp://x/f")
        request_id = station.calls[0][1]["requestId"]
        for status in ("Downloading", "Downloaded"):
            told = {"status": status, "requestId": request_id}
            await station.peer.call("FirmwareStatusNotification", told)
        await station.peer.call("FirmwareStatusNotification", {"status": "Idle"})

        update = csms.stations["CS001"].updates[request_id]
        assert (update.answer, update.statuses) == ("AcceptedCanceled", ["Downloading", "Downloaded"])


@pytest.mark.asyncio
async def test_upload_of_a_log_is_followed():
    async with csms_with() as csms, booted(csms) as station:
        await csms.operate("CS001", "log", kind="DiagnosticsLog", location="http://x/l")
        request_id = station.calls[0][1]["requestId"]
        await station.peer.call("LogStatusNotification", {"status": "Uploading", "requestId": request_id})
        await station.peer.call("LogStatusNotification", {"status": "Idle"})

        upload = csms.stations["CS001"].uploads[request_id]
        assert (upload.answer, upload.statuses) == ("Accepted", ["Uploading"])


@pytest.mark.asyncio
async def test_customer_information_comes_in_chunks():
    async with csms_with() as csms, booted(csms) as station:
        for seq_no, (data, more) in enumerate([("a", True), ("b", False)]):
            chunk = {"requestId": 3, "generatedAt": NOW, "seqNo": seq_no, "data": data, "tbc": more}
            await station.peer.call("NotifyCustomerInformation", chunk)
        report = csms.stations["CS001"].customers[3]

        assert (report.complete, report.text) == (True, "ab")


@pytest.mark.asyncio
async def test_certificate_is_deleted_by_the_hash_that_the_station_told():
    chain = [
        {"certificateType": "ManufacturerRootCertificate", "certificateHashData": OTHER_HASH},
        {"certificateType": "CSMSRootCertificate", "certificateHashData": HASH},
    ]
    answers = {"GetInstalledCertificateIds": {"status": "Accepted", "certificateHashDataChain": chain}}
    async with csms_with() as csms, booted(csms, answers) as station:
        await csms.operate("CS001", "list_certificates")
        await csms.operate("CS001", "delete_certificate", kind="CSMSRootCertificate")

        assert station.calls[-1] == ("DeleteCertificate", {"certificateHashData": HASH})
        assert csms.stations["CS001"].certificates == chain[:1]


@pytest.mark.asyncio
async def test_listing_one_kind_leaves_what_is_known_of_others():
    listed = {"certificateType": "CSMSRootCertificate", "certificateHashData": HASH}
    other = {"certificateType": "ManufacturerRootCertificate", "certificateHashData": OTHER_HASH}
    answers = {"GetInstalledCertificateIds": {"status": "Accepted", "certificateHashDataChain": [listed]}}
    async with csms_with() as csms, booted(csms, answers):
        csms.stations["CS001"].certificates = [other, {**listed, "certificateHashData": OTHER_HASH}]
        await csms.operate("CS001", "list_certificates", kinds=["CSMSRootCertificate"])

        assert csms.stations["CS001"].certificates == [other, listed]


# tokens


@pytest.mark.asyncio
async def test_group_of_a_token_is_told_in_both_answers():
    id_token = {"idToken": "04A5A6A7", "type": "ISO14443"}
    event = {
        "eventType": "Started",
        "timestamp": NOW,
        "triggerReason": "Authorized",
        "seqNo": 0,
        "transactionInfo": {"transactionId": "T1"},
        "idToken": id_token,
    }
    async with csms_with(cache_lifetime=60) as csms, booted(csms) as station:
        for action, payload in (("Authorize", {"idToken": id_token}), ("TransactionEvent", event)):
            info = (await station.peer.call(action, payload)).payload["idTokenInfo"]

            assert (info["status"], info["groupIdToken"]) == ("Accepted", GROUP)
            left = datetime.fromisoformat(info["cacheExpiryDateTime"]) - datetime.now(UTC)
            assert timedelta(seconds=30) < left <= timedelta(seconds=60)


# states


def test_every_state_can_be_prepared():
    assert set(_PREPARE) == set(STATES)


@pytest.mark.asyncio
async def test_states_of_tokens_password_and_profile():
    async with csms_with() as csms:
        token = {"id_token": "04FF", "type": "ISO15693", "status": "NoCredit", "group": {**LISTED, "type": "Local"}}
        state = {"tokens": [token], "password": NEW.reveal(), "security_profile": 1, "registration": ["Pending"]}
        receipt = await BundledCsmsDriver(csms, "CS001").setup(state)
        async with booted(csms, password=NEW) as station:
            registration = csms.stations["CS001"].registration
            csms.plan_registration("CS001", "Accepted")
            await station.peer.call("BootNotification", BOOT)
            reply = await station.peer.call("Authorize", {"idToken": {"idToken": "04ff", "type": "ISO15693"}})

    assert (receipt.result, registration) == (Result.DONE, "Pending")
    group = {"idToken": "04A2B3C4", "type": "Local"}
    assert reply.payload["idTokenInfo"] == {"status": "NoCredit", "groupIdToken": group}
