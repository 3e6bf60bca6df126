"""The bundled CSMS: what it answers, and to whom."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest

from ocpp_conformance.harness.csms import SettingError
from ocpp_conformance.harness.peer import DisconnectedError, NoAnswerError
from ocpp_conformance.harness.rpc import Call, CallError, CallResult
from ocpp_conformance.harness.times import epoch, wall
from ocpp_conformance.harness.validation import judge_reply

from .messages import BOOT, CARD, GROUP, GROUPS, METER, NOW, SERVED, STATUS, report, transaction_event
from .station_in_hand import booted, connected, csms_with, raw_station

KEY_CODE = {"idToken": "1234", "type": "KeyCode"}


async def code(station, action, payload):
    reply = await station.call(action, payload)
    return reply.code if isinstance(reply, CallError) else "served"


@pytest.mark.asyncio
@pytest.mark.parametrize(("action", "payload"), SERVED)
async def test_valid_request_is_answered_with_a_valid_response(action, payload):
    async with csms_with() as csms, booted(csms.url) as station:
        reply = await station.call(action, payload)

    assert isinstance(reply, CallResult)
    assert judge_reply(Call(reply.message_id, action, payload), reply) is None


# boots


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["Accepted", "Pending", "Rejected"])
async def test_boot_is_answered_as_configured(status):
    async with csms_with(registration=status, interval=42) as csms, connected(csms.url) as station:
        reply = await station.call("BootNotification", BOOT)

        assert (reply.payload["status"], reply.payload["interval"]) == (status, 42)
        assert csms.stations["CS001"].registration == status
        assert csms.stations["CS001"].boot == BOOT
        assert csms.stations["CS001"].connected


@pytest.mark.asyncio
async def test_boots_are_answered_as_planned_and_the_last_answer_stays():
    async with csms_with() as csms, connected(csms.url) as station:
        csms.plan_registration("CS001", "Accepted", "Pending", "Rejected")

        seen = [(await station.call("BootNotification", BOOT)).payload["status"] for _ in range(4)]

    assert seen == ["Accepted", "Pending", "Rejected", "Rejected"]


def test_plan_knows_the_registration_statuses():
    with pytest.raises(SettingError, match="Accepted, Pending, Rejected"):
        csms_with().plan_registration("CS001", "Perhaps")


@pytest.mark.asyncio
@pytest.mark.parametrize("action", ["BootNotification", "Heartbeat"])
async def test_current_time_is_utc_with_three_decimals(action):
    async with csms_with() as csms, booted(csms.url) as station:
        reply = await station.call(action, BOOT if action == "BootNotification" else {})

    told = datetime.strptime(reply.payload["currentTime"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    assert len(reply.payload["currentTime"]) == len(NOW)
    assert abs(wall() - told.timestamp()) < 10


# who is served


@pytest.mark.asyncio
@pytest.mark.parametrize(("action", "payload"), [row for row in SERVED if row[0] != "BootNotification"])
@pytest.mark.parametrize("status", ["Pending", "Rejected", None])
async def test_station_that_is_not_accepted_gets_security_error(status, action, payload):
    join = connected if status is None else booted
    async with csms_with(registration=status or "Accepted") as csms, join(csms.url) as station:
        assert await code(station, action, payload) == "SecurityError"


@pytest.mark.asyncio
async def test_station_is_served_once_it_is_accepted():
    async with csms_with() as csms:
        csms.plan_registration("CS001", "Pending", "Accepted")
        async with booted(csms.url) as station:
            before = await code(station, "Heartbeat", {})
            await station.call("BootNotification", BOOT)

            assert (before, await code(station, "Heartbeat", {})) == ("SecurityError", "served")


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "outcome"), [("Accepted", "served"), ("Pending", "SecurityError")])
async def test_registration_belongs_to_the_identity(status, outcome):
    async with csms_with(registration=status) as csms:
        async with booted(csms.url):
            pass
        async with connected(csms.url) as station:
            assert await code(station, "Heartbeat", {}) == outcome


@pytest.mark.asyncio
async def test_connection_stays_open_while_pending():
    async with csms_with(registration="Pending") as csms, booted(csms.url) as station:
        await station.call("Heartbeat", {})

        assert station.socket.closed is None


@pytest.mark.asyncio
async def test_triggered_message_is_served_once_while_pending():
    async with csms_with(registration="Pending") as csms, booted(csms.url) as station:
        await csms.trigger("CS001", "Heartbeat")

        assert [await code(station, "Heartbeat", {}) for _ in range(2)] == ["served", "SecurityError"]


@pytest.mark.asyncio
async def test_trigger_for_one_connector_covers_that_connector():
    async with csms_with(registration="Pending") as csms, booted(csms.url) as station:
        await csms.trigger("CS001", "StatusNotification", {"id": 1, "connectorId": 1})

        assert await code(station, "StatusNotification", {**STATUS, "evseId": 2}) == "SecurityError"
        assert await code(station, "MeterValues", METER) == "SecurityError"
        assert await code(station, "StatusNotification", STATUS) == "served"


@pytest.mark.asyncio
@pytest.mark.parametrize(("action", "payload"), [("MeterValues", METER), ("StatusNotification", STATUS)])
async def test_trigger_without_an_evse_covers_all(action, payload):
    async with csms_with(registration="Pending") as csms, booted(csms.url) as station:
        await csms.call("CS001", "TriggerMessage", {"requestedMessage": action})

        assert [await code(station, action, {**payload, "evseId": evse}) for evse in (1, 2)] == ["served"] * 2


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", ["Rejected", "NotImplemented"])
async def test_trigger_that_the_station_turned_down_allows_nothing(answer):
    async with csms_with(registration="Pending") as csms, booted(csms.url, otherwise={"status": answer}) as station:
        await csms.trigger("CS001", "Heartbeat")

        assert await code(station, "Heartbeat", {}) == "SecurityError"


@pytest.mark.asyncio
async def test_trigger_without_an_answer_may_still_be_followed():
    async with (
        csms_with(registration="Pending", call_timeout=0.05) as csms,
        booted(csms.url, otherwise=None) as station,
    ):
        with pytest.raises(NoAnswerError):
            await csms.trigger("CS001", "Heartbeat")

        assert await code(station, "Heartbeat", {}) == "served"


@pytest.mark.asyncio
async def test_trigger_that_was_cut_off_allows_nothing():
    async with csms_with(registration="Pending") as csms:
        async with booted(csms.url, otherwise=None) as station:
            asked = asyncio.ensure_future(csms.trigger("CS001", "Heartbeat"))
            await station.call("Heartbeat", {})
        with pytest.raises(DisconnectedError):
            await asked

    assert csms.stations["CS001"].asked == []


@pytest.mark.asyncio
async def test_new_boot_after_rejection_ends_what_was_asked_for():
    async with csms_with() as csms:
        csms.plan_registration("CS001", "Pending", "Rejected", "Pending")
        async with booted(csms.url) as station:
            await csms.trigger("CS001", "Heartbeat")
            outcomes = []
            for _ in range(2):
                await station.call("BootNotification", BOOT)
                outcomes.append(await code(station, "Heartbeat", {}))

    assert outcomes == ["SecurityError", "SecurityError"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("action", "payload"),
    [("GetBaseReport", {"requestId": 1, "reportBase": "FullInventory"}), ("GetReport", {"requestId": 1})],
)
async def test_requested_report_is_served_to_its_end_while_pending(action, payload):
    async with csms_with(registration="Pending") as csms, booted(csms.url) as station:
        await csms.call("CS001", action, payload)

        chunks = (report(request_id=2), report(0, tbc=True), report(1), report(2))
        outcomes = [await code(station, "NotifyReport", chunk) for chunk in chunks]

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
        ('[2,"1","CostUpdated",{"totalCost":1,"transactionId":"T1"}]', "1", "NotSupported"),
        ('[2,"1","GetDisplayMessages",{"requestId":1}]', "1", "NotSupported"),
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
        async with booted(csms.url):
            pass
        socket = await raw_station(csms.url)
        await socket.send(text)
        answer = json.loads(await socket.receive())
        await socket.close()

    assert answer[:3] == [4, message_id, expected]


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ['[3,"1"]', '[4,"1","x"]', '[3,"never-asked",{}]', "[3,null,{}]"])
async def test_reply_is_never_answered(text):
    async with csms_with() as csms:
        socket = await raw_station(csms.url)
        await socket.send(text)
        await socket.send('[2,"fence","NoSuchAction",{}]')
        answer = json.loads(await socket.receive())
        await socket.close()

    assert answer[1] == "fence"


@pytest.mark.asyncio
async def test_schema_comes_before_the_order_of_messages():
    async with csms_with(registration="Pending") as csms, booted(csms.url) as station:
        assert await code(station, "Heartbeat", {"a": 1}) == "PropertyConstraintViolation"


# tokens


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("id_token", "status"),
    [(CARD, "Accepted"), ({**CARD, "idToken": "04a2b3c4"}, "Accepted"), (KEY_CODE, "Invalid")],
)
async def test_token_has_one_status_in_authorize_and_transaction_event(id_token, status):
    async with csms_with() as csms, booted(csms.url) as station:
        authorized = await station.call("Authorize", {"idToken": id_token})
        started = await station.call("TransactionEvent", transaction_event(idToken=id_token))

    assert authorized.payload == started.payload == {"idTokenInfo": {"status": status}}


@pytest.mark.asyncio
async def test_token_can_change_while_running():
    async with csms_with() as csms, booted(csms.url) as station:
        csms.set_token("04a2B3c4", "ISO14443", "Blocked")
        reply = await station.call("Authorize", {"idToken": CARD})

    assert reply.payload == {"idTokenInfo": {"status": "Blocked"}}


@pytest.mark.asyncio
async def test_contract_certificate_cannot_be_verified():
    async with csms_with() as csms, booted(csms.url) as station:
        reply = await station.call("Authorize", {"idToken": CARD, "certificate": "PEM"})

    assert reply.payload == {"idTokenInfo": {"status": "Invalid"}, "certificateStatus": "CertChainError"}


@pytest.mark.asyncio
async def test_transaction_event_without_a_token_is_answered_empty():
    async with csms_with() as csms, booted(csms.url) as station:
        assert (await station.call("TransactionEvent", transaction_event())).payload == {}


@pytest.mark.asyncio
async def test_group_of_a_token_is_told_in_both_answers():
    asked = (("Authorize", {"idToken": CARD}), ("TransactionEvent", transaction_event(idToken=CARD)))
    async with csms_with(groups=GROUPS, cache_lifetime=60) as csms, booted(csms.url) as station:
        for action, payload in asked:
            info = (await station.call(action, payload)).payload["idTokenInfo"]

            assert (info["status"], info["groupIdToken"]) == ("Accepted", GROUP)
            assert 30 < epoch(info["cacheExpiryDateTime"]) - wall() <= 60
