"""The bundled CSMS: what it answers, and to whom."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from ocpp_conformance.harness.csms import Csms, CsmsConfig, SettingError
from ocpp_conformance.harness.csms.stations import KEPT, kept
from ocpp_conformance.harness.peer import DisconnectedError, NoAnswerError, Peer
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Role
from ocpp_conformance.harness.transport import Credentials, Dial, Secret, dial
from ocpp_conformance.harness.validation import judge_reply

PASSWORD = Secret("a-good-password-of-CS001")
NOW = "2026-01-01T12:00:00.000Z"
TOKEN = {"idToken": "04A2B3C4", "type": "ISO14443"}
KEY_CODE = {"idToken": "1234", "type": "KeyCode"}
BOOT = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V", "serialNumber": "1"}}
STATUS = {"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1}
METER = {"evseId": 1, "meterValue": [{"timestamp": NOW, "sampledValue": [{"value": 1.5}]}]}
REPORT_ITEM = {"component": {"name": "C"}, "variable": {"name": "V"}, "variableAttribute": [{"value": "1"}]}
EVENT = {
    "eventId": 1,
    "timestamp": NOW,
    "trigger": "Delta",
    "actualValue": "1",
    "eventNotificationType": "HardWiredNotification",
    "component": {"name": "C"},
    "variable": {"name": "V"},
}


def transaction_event(kind="Started", seq_no=0, transaction_id="T1", info=(), **more):
    return {
        "eventType": kind,
        "timestamp": NOW,
        "triggerReason": "Authorized",
        "seqNo": seq_no,
        "transactionInfo": {"transactionId": transaction_id, **dict(info)},
        **more,
    }


def report(seq_no=0, request_id=1, **more):
    return {"requestId": request_id, "generatedAt": NOW, "seqNo": seq_no, "reportData": [REPORT_ITEM], **more}


SERVED = [
    ("BootNotification", BOOT),
    ("BootNotification", {**BOOT, "reason": "Triggered", "customData": {"vendorId": "V", "more": [1]}}),
    ("Heartbeat", {}),
    ("StatusNotification", STATUS),
    ("StatusNotification", {**STATUS, "evseId": 0, "connectorId": 0}),
    ("Authorize", {"idToken": TOKEN}),
    ("Authorize", {"idToken": {"idToken": "", "type": "NoAuthorization"}}),
    ("Authorize", {"idToken": TOKEN, "certificate": "-----BEGIN CERTIFICATE-----"}),
    ("TransactionEvent", transaction_event()),
    ("TransactionEvent", transaction_event("Ended", 9, idToken=TOKEN, offline=True, evse={"id": 1, "connectorId": 1})),
    ("MeterValues", METER),
    ("NotifyReport", report()),
    ("NotifyReport", {"requestId": 1, "generatedAt": NOW, "seqNo": 0}),
    ("NotifyEvent", {"generatedAt": NOW, "seqNo": 0, "eventData": [EVENT]}),
    ("SecurityEventNotification", {"type": "SettingSystemTime", "timestamp": NOW}),
    ("DataTransfer", {"vendorId": "org.example", "messageId": "x", "data": {"any": ["thing"]}}),
    ("LogStatusNotification", {"status": "Uploading", "requestId": 3}),
    ("FirmwareStatusNotification", {"status": "Idle"}),
]


class Answers:
    """Answers every CALL of the CSMS with this status; None: not at all."""

    def __init__(self, status):
        self._status = status

    def answer(self, call):
        return self._status and CallResult(call.message_id, {"status": self._status}).text()

    def answer_malformed(self, malformed):
        return None


def csms_with(**settings):
    tokens = {("04A2B3C4", "ISO14443"): "Accepted"}
    return Csms(CsmsConfig(**{"passwords": {"CS001": PASSWORD}, "tokens": tokens, **settings}))


@asynccontextmanager
async def station(csms, boot=True, status="Accepted"):
    socket = await dial(Dial(f"{csms.url}/CS001", credentials=Credentials("CS001", PASSWORD)))
    peer = Peer(socket, Role.STATION, Answers(status), timeout=5)
    running = asyncio.create_task(peer.run())
    try:
        if boot:
            await peer.call("BootNotification", BOOT)
        yield peer
    finally:
        await socket.close()
        await running


async def code(peer, action, payload):
    reply = await peer.call(action, payload)
    return reply.code if isinstance(reply, CallError) else "served"


@pytest.mark.asyncio
@pytest.mark.parametrize(("action", "payload"), SERVED)
async def test_valid_request_is_answered_with_a_valid_response(action, payload):
    async with csms_with() as csms, station(csms) as peer:
        reply = await peer.call(action, payload)

    assert isinstance(reply, CallResult)
    assert judge_reply(Call(reply.message_id, action, payload), reply) is None


# boots


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["Accepted", "Pending", "Rejected"])
async def test_boot_is_answered_as_configured(status):
    async with csms_with(registration=status, interval=42) as csms, station(csms, boot=False) as peer:
        reply = await peer.call("BootNotification", BOOT)

        assert (reply.payload["status"], reply.payload["interval"]) == (status, 42)
        assert csms.stations["CS001"].registration == status
        assert csms.stations["CS001"].boot == BOOT
        assert csms.stations["CS001"].connected


@pytest.mark.asyncio
async def test_boots_are_answered_as_planned_and_the_last_answer_stays():
    async with csms_with() as csms, station(csms, boot=False) as peer:
        csms.plan_registration("CS001", "Accepted", "Pending", "Rejected")

        seen = [(await peer.call("BootNotification", BOOT)).payload["status"] for _ in range(4)]

    assert seen == ["Accepted", "Pending", "Rejected", "Rejected"]


def test_plan_knows_the_registration_statuses():
    with pytest.raises(SettingError, match="Accepted, Pending, Rejected"):
        csms_with().plan_registration("CS001", "Perhaps")


@pytest.mark.asyncio
@pytest.mark.parametrize("action", ["BootNotification", "Heartbeat"])
async def test_current_time_is_utc_with_three_decimals(action):
    async with csms_with() as csms, station(csms) as peer:
        reply = await peer.call(action, BOOT if action == "BootNotification" else {})

    told = datetime.strptime(reply.payload["currentTime"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    assert len(reply.payload["currentTime"]) == len(NOW)
    assert abs(datetime.now(UTC) - told) < timedelta(seconds=10)


# who is served


@pytest.mark.asyncio
@pytest.mark.parametrize(("action", "payload"), [row for row in SERVED if row[0] != "BootNotification"])
@pytest.mark.parametrize("status", ["Pending", "Rejected", None])
async def test_station_that_is_not_accepted_gets_security_error(status, action, payload):
    async with csms_with(registration=status or "Accepted") as csms, station(csms, boot=status is not None) as peer:
        assert await code(peer, action, payload) == "SecurityError"


@pytest.mark.asyncio
async def test_station_is_served_once_it_is_accepted():
    async with csms_with() as csms:
        csms.plan_registration("CS001", "Pending", "Accepted")
        async with station(csms) as peer:
            before = await code(peer, "Heartbeat", {})
            await peer.call("BootNotification", BOOT)

            assert (before, await code(peer, "Heartbeat", {})) == ("SecurityError", "served")


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "outcome"), [("Accepted", "served"), ("Pending", "SecurityError")])
async def test_registration_belongs_to_the_identity(status, outcome):
    async with csms_with(registration=status) as csms:
        async with station(csms):
            pass
        async with station(csms, boot=False) as peer:
            assert await code(peer, "Heartbeat", {}) == outcome


@pytest.mark.asyncio
async def test_connection_stays_open_while_pending():
    async with csms_with(registration="Pending") as csms, station(csms) as peer:
        await peer.call("Heartbeat", {})

        assert peer.socket.closed is None


@pytest.mark.asyncio
async def test_triggered_message_is_served_once_while_pending():
    async with csms_with(registration="Pending") as csms, station(csms) as peer:
        await csms.trigger("CS001", "Heartbeat")

        assert [await code(peer, "Heartbeat", {}) for _ in range(2)] == ["served", "SecurityError"]


@pytest.mark.asyncio
async def test_trigger_for_one_connector_covers_that_connector():
    async with csms_with(registration="Pending") as csms, station(csms) as peer:
        await csms.trigger("CS001", "StatusNotification", {"id": 1, "connectorId": 1})

        assert await code(peer, "StatusNotification", {**STATUS, "evseId": 2}) == "SecurityError"
        assert await code(peer, "MeterValues", METER) == "SecurityError"
        assert await code(peer, "StatusNotification", STATUS) == "served"


@pytest.mark.asyncio
@pytest.mark.parametrize(("action", "payload"), [("MeterValues", METER), ("StatusNotification", STATUS)])
async def test_trigger_without_an_evse_covers_all(action, payload):
    async with csms_with(registration="Pending") as csms, station(csms) as peer:
        await csms.call("CS001", "TriggerMessage", {"requestedMessage": action})

        assert [await code(peer, action, {**payload, "evseId": evse}) for evse in (1, 2)] == ["served"] * 2


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", ["Rejected", "NotImplemented"])
async def test_trigger_that_the_station_turned_down_allows_nothing(answer):
    async with csms_with(registration="Pending") as csms, station(csms, status=answer) as peer:
        await csms.trigger("CS001", "Heartbeat")

        assert await code(peer, "Heartbeat", {}) == "SecurityError"


@pytest.mark.asyncio
async def test_trigger_without_an_answer_may_still_be_followed():
    async with csms_with(registration="Pending", call_timeout=0.05) as csms, station(csms, status=None) as peer:
        with pytest.raises(NoAnswerError):
            await csms.trigger("CS001", "Heartbeat")

        assert await code(peer, "Heartbeat", {}) == "served"


@pytest.mark.asyncio
async def test_trigger_that_was_cut_off_allows_nothing():
    async with csms_with(registration="Pending") as csms:
        async with station(csms, status=None) as peer:
            asked = asyncio.ensure_future(csms.trigger("CS001", "Heartbeat"))
            await peer.call("Heartbeat", {})
        with pytest.raises(DisconnectedError):
            await asked

    assert csms.stations["CS001"].asked == []


@pytest.mark.asyncio
async def test_new_boot_after_rejection_ends_what_was_asked_for():
    async with csms_with() as csms:
        csms.plan_registration("CS001", "Pending", "Rejected", "Pending")
        async with station(csms) as peer:
            await csms.trigger("CS001", "Heartbeat")
            outcomes = []
            for _ in range(2):
                await peer.call("BootNotification", BOOT)
                outcomes.append(await code(peer, "Heartbeat", {}))

    assert outcomes == ["SecurityError", "SecurityError"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("action", "payload"),
    [("GetBaseReport", {"requestId": 1, "reportBase": "FullInventory"}), ("GetReport", {"requestId": 1})],
)
async def test_requested_report_is_served_to_its_end_while_pending(action, payload):
    async with csms_with(registration="Pending") as csms, station(csms) as peer:
        await csms.call("CS001", action, payload)

        chunks = (report(request_id=2), report(0, tbc=True), report(1), report(2))
        outcomes = [await code(peer, "NotifyReport", chunk) for chunk in chunks]

    assert outcomes == ["SecurityError", "served", "served", "SecurityError"]


# what is wrong with a message


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "message_id", "expected"),
    [
        ("nonsense", "-1", "RpcFrameworkError"),
        ("{}", "-1", "RpcFrameworkError"),
        ("[2]", "-1", "RpcFrameworkError"),
        ('[2,"1","Heartbeat"]', "1", "RpcFrameworkError"),
        ('[2,"1","Heartbeat",null]', "1", "FormatViolation"),
        ('[9,"1","Heartbeat",{}]', "1", "MessageTypeNotSupported"),
        ('[2,"1","NoSuchAction",{}]', "1", "NotImplemented"),
        ('[2,"1","Reset",{"type":"Immediate"}]', "1", "NotSupported"),
        ('[2,"1","PublishFirmwareStatusNotification",{"status":"Idle"}]', "1", "NotSupported"),
        ('[2,"1","NotifyMonitoringReport",{"requestId":1,"seqNo":0,"generatedAt":"' + NOW + '"}]', "1", "NotSupported"),
        ('[2,"1","Authorize",{}]', "1", "OccurrenceConstraintViolation"),
        ('[2,"1","Heartbeat",{"a":1}]', "1", "PropertyConstraintViolation"),
        ('[2,"1","Authorize",{"idToken":7}]', "1", "TypeConstraintViolation"),
        ('[2,"' + "1" * 37 + '","Heartbeat",{}]', "-1", "RpcFrameworkError"),
        ("[" * 5000 + "]" * 5000, "-1", "RpcFrameworkError"),
        (b'[2,"1","Heartbeat",{}]', "-1", "RpcFrameworkError"),
    ],
)
async def test_wrong_message_is_answered_by_the_table(text, message_id, expected):
    async with csms_with() as csms:
        async with station(csms):
            pass
        socket = await dial(Dial(f"{csms.url}/CS001", credentials=Credentials("CS001", PASSWORD)))
        await socket.send(text)
        answer = json.loads(await socket.receive())
        await socket.close()

    assert answer[:3] == [4, message_id, expected]


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ['[3,"1"]', '[4,"1","x"]', '[3,"never-asked",{}]', "[3,null,{}]"])
async def test_reply_is_never_answered(text):
    async with csms_with() as csms:
        socket = await dial(Dial(f"{csms.url}/CS001", credentials=Credentials("CS001", PASSWORD)))
        await socket.send(text)
        await socket.send('[2,"fence","NoSuchAction",{}]')
        answer = json.loads(await socket.receive())
        await socket.close()

    assert answer[1] == "fence"


@pytest.mark.asyncio
async def test_schema_comes_before_the_order_of_messages():
    async with csms_with(registration="Pending") as csms, station(csms) as peer:
        assert await code(peer, "Heartbeat", {"a": 1}) == "PropertyConstraintViolation"


# blocks


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("id_token", "status"),
    [(TOKEN, "Accepted"), ({**TOKEN, "idToken": "04a2b3c4"}, "Accepted"), (KEY_CODE, "Invalid")],
)
async def test_token_has_one_status_in_authorize_and_transaction_event(id_token, status):
    async with csms_with() as csms, station(csms) as peer:
        authorized = await peer.call("Authorize", {"idToken": id_token})
        started = await peer.call("TransactionEvent", transaction_event(idToken=id_token))

    assert authorized.payload == started.payload == {"idTokenInfo": {"status": status}}


@pytest.mark.asyncio
async def test_token_can_change_while_running():
    async with csms_with() as csms, station(csms) as peer:
        csms.set_token("04a2B3c4", "ISO14443", "Blocked")
        reply = await peer.call("Authorize", {"idToken": TOKEN})

    assert reply.payload == {"idTokenInfo": {"status": "Blocked"}}


@pytest.mark.asyncio
async def test_contract_certificate_cannot_be_verified():
    async with csms_with() as csms, station(csms) as peer:
        reply = await peer.call("Authorize", {"idToken": TOKEN, "certificate": "PEM"})

    assert reply.payload == {"idTokenInfo": {"status": "Invalid"}, "certificateStatus": "CertChainError"}


@pytest.mark.asyncio
async def test_transaction_event_without_a_token_is_answered_empty():
    async with csms_with() as csms, station(csms) as peer:
        assert (await peer.call("TransactionEvent", transaction_event())).payload == {}


@pytest.mark.asyncio
async def test_transaction_is_kept_by_its_id():
    evse = {"id": 1, "connectorId": 2}
    async with csms_with() as csms, station(csms) as peer:
        for event in (
            transaction_event("Started", 0, evse=evse, idToken=TOKEN, info={"chargingState": "EVConnected"}),
            transaction_event("Updated", 1, info={"chargingState": "Charging", "remoteStartId": 5}),
            transaction_event("Started", 0, transaction_id="T2"),
            transaction_event("Ended", 2, info={"chargingState": "Idle", "stoppedReason": "Local"}),
        ):
            await peer.call("TransactionEvent", event)
        kept = csms.stations["CS001"].transactions

    first = kept["T1"]
    assert list(kept) == ["T1", "T2"]
    assert (first.started, first.ended, kept["T2"].ended) == (True, True, False)
    assert (first.evse_id, first.connector_id, first.id_token) == (1, 2, TOKEN)
    assert (first.charging_state, first.remote_start_id, first.stopped_reason) == ("Idle", 5, "Local")
    assert first.seq_nos == [0, 1, 2]


@pytest.mark.asyncio
async def test_repeated_and_late_events_do_not_turn_a_transaction_back():
    async with csms_with() as csms, station(csms) as peer:
        for event in (
            transaction_event("Ended", 2, info={"chargingState": "Idle"}),
            transaction_event("Updated", 1, info={"chargingState": "Charging"}, offline=True),
            transaction_event("Updated", 1, info={"chargingState": "Charging"}, offline=True),
        ):
            await peer.call("TransactionEvent", event)
        kept = csms.stations["CS001"].transactions["T1"]

    assert (kept.ended, kept.charging_state, kept.seq_nos) == (True, "Idle", [1, 2])


@pytest.mark.asyncio
async def test_report_is_put_together_in_order():
    async with csms_with() as csms, station(csms) as peer:
        states = []
        for chunk in (report(1), report(0, tbc=True)):
            await peer.call("NotifyReport", chunk)
            states.append(csms.stations["CS001"].reports[1].complete)

    assert states == [False, True]
    assert csms.stations["CS001"].reports[1].data == [REPORT_ITEM, REPORT_ITEM]


@pytest.mark.asyncio
async def test_new_request_starts_its_report_anew():
    async with csms_with() as csms, station(csms) as peer:
        await peer.call("NotifyReport", report())
        await csms.call("CS001", "GetReport", {"requestId": 1})

    assert 1 not in csms.stations["CS001"].reports


@pytest.mark.asyncio
async def test_connectors_are_kept_until_the_next_boot():
    async with csms_with() as csms, station(csms) as peer:
        await peer.call("StatusNotification", STATUS)
        before = dict(csms.stations["CS001"].connectors)
        await peer.call("BootNotification", BOOT)

    assert (before, csms.stations["CS001"].connectors) == ({(1, 1): "Available"}, {})


@pytest.mark.asyncio
async def test_notifications_are_kept():
    async with csms_with() as csms, station(csms) as peer:
        for action, payload in SERVED:
            await peer.call(action, payload)
        known = csms.stations["CS001"]

    assert list(known.events) == [EVENT]
    assert list(known.meter_values) == [METER]
    assert known.security_events[0]["type"] == "SettingSystemTime"
    assert (known.log_status["status"], known.firmware_status["status"]) == ("Uploading", "Idle")


def test_oldest_things_go_when_there_are_too_many():
    things = {}
    for number in range(KEPT + 1):
        kept(things, number, str(number))

    assert (len(things), kept(things, KEPT, "again")) == (KEPT, str(KEPT))
    assert 0 not in things
