"""The bundled station: what the CSMS can have it do."""

from __future__ import annotations

import json

import pytest

from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.rpc import CallError, ErrorCode

from .test_station_csms import SCALE, ScriptedCsms, set_variable, system

pytestmark = pytest.mark.asyncio

CARD = ("04A2B3C4", "ISO14443")
TOKEN = {"idToken": "04A2B3C4", "type": "ISO14443"}
START = {"idToken": TOKEN, "remoteStartId": 42, "evseId": 1}


async def test_remote_start_is_authorized_first_and_carries_its_id():
    async with system() as (csms, _):
        assert await csms.call("RequestStartTransaction", START) == {"status": "Accepted"}
        event = await csms.seen("TransactionEvent")
        assert csms.actions() == ["Authorize", "TransactionEvent"]
        assert (event["eventType"], event["triggerReason"]) == ("Started", "RemoteStart")
        assert (event["transactionInfo"]["remoteStartId"], event["idToken"]) == (42, TOKEN)


async def test_remote_start_without_authorization_asks_nobody():
    async with system() as (csms, _):
        await set_variable(csms, "AuthCtrlr", "AuthorizeRemoteStart", "false")
        await csms.call("RequestStartTransaction", START)
        await csms.seen("TransactionEvent")
        assert csms.actions() == ["TransactionEvent"]


async def test_a_central_token_is_never_asked_about():
    async with system() as (csms, _):
        await csms.call("RequestStartTransaction", {**START, "idToken": {"idToken": "X", "type": "Central"}})
        await csms.seen("TransactionEvent")
        assert csms.of("Authorize") == []


async def test_remote_start_with_the_cable_in_names_the_transaction():
    async with system() as (csms, station):
        await station.plug_in()
        answer = await csms.call("RequestStartTransaction", START)
        await csms.until(lambda: len(csms.events()) == 3)
        assert answer["transactionId"] == csms.of("TransactionEvent")[0]["transactionInfo"]["transactionId"]
        assert csms.events()[1:] == [("Updated", "RemoteStart", None), ("Updated", "ChargingStateChanged", "Charging")]


async def test_remote_start_with_a_refused_token_starts_nothing():
    csms = ScriptedCsms()
    csms.answers("Authorize", {"idTokenInfo": {"status": "Blocked"}})
    async with system(csms) as (_, station):
        await csms.call("RequestStartTransaction", START)
        await csms.seen("Authorize")
        await csms.fence()
        await station.plug_in()
        assert csms.events() == [("Started", "CablePluggedIn", "EVConnected")]


async def test_remote_start_without_evse_finds_one():
    async with system(evses=(1, 1)) as (csms, station):
        await station.plug_in(2)
        await csms.call("RequestStartTransaction", {"idToken": TOKEN, "remoteStartId": 1})
        await csms.until(lambda: len(csms.events()) == 3)
        assert csms.of("TransactionEvent")[0]["evse"]["id"] == 2


async def test_remote_start_waits_for_its_start_point():
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStartPoint", "EVConnected")
        await csms.call("RequestStartTransaction", START)
        await csms.seen("Authorize")
        await csms.fence()
        await station.plug_in()
        first = csms.of("TransactionEvent")[0]
        assert (first["triggerReason"], first["transactionInfo"]["remoteStartId"]) == ("RemoteStart", 42)


@pytest.mark.parametrize("evse", [0, 2, -1])
async def test_remote_start_on_an_unknown_evse_is_rejected(evse):
    async with system() as (csms, _):
        answer = await csms.call("RequestStartTransaction", {**START, "evseId": evse})
        assert answer["status"] == "Rejected"


async def test_remote_start_on_an_authorized_transaction_is_rejected():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        assert (await csms.call("RequestStartTransaction", START))["status"] == "Rejected"


async def test_a_second_remote_start_is_rejected_while_the_first_is_looked_into():
    csms = ScriptedCsms()
    csms.answers("Authorize", None)
    async with system(csms) as (_, _station):
        assert (await csms.call("RequestStartTransaction", START))["status"] == "Accepted"
        assert (await csms.call("RequestStartTransaction", {**START, "remoteStartId": 43}))["status"] == "Rejected"


async def test_remote_stop_of_an_unknown_transaction_is_rejected():
    async with system() as (csms, _):
        assert (await csms.call("RequestStopTransaction", {"transactionId": "x"}))["status"] == "Rejected"


REMOTE_STOPS = [
    ("EVConnected", [("Updated", "RemoteStop", None), ("Updated", "ChargingStateChanged", "EVConnected")]),
    ("Authorized", [("Ended", "RemoteStop", "EVConnected")]),
]


@pytest.mark.parametrize(("points", "events"), REMOTE_STOPS)
async def test_remote_stop_by_stop_point(points, events):
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStopPoint", points)
        await station.plug_in()
        await station.present_token(*CARD)
        transaction_id = csms.of("TransactionEvent")[0]["transactionInfo"]["transactionId"]
        assert await csms.call("RequestStopTransaction", {"transactionId": transaction_id}) == {"status": "Accepted"}
        await csms.until(lambda: len(csms.events()) == 3 + len(events))
        await station.unplug()
        assert csms.events()[3 : 3 + len(events)] == events
        assert csms.of("TransactionEvent")[-1]["transactionInfo"]["stoppedReason"] == "Remote"


async def test_remote_stop_without_a_cable_ends():
    async with system() as (csms, station):
        await station.present_token(*CARD)
        transaction_id = csms.of("TransactionEvent")[0]["transactionInfo"]["transactionId"]
        await csms.call("RequestStopTransaction", {"transactionId": transaction_id})
        await csms.seen("TransactionEvent", 2)
        assert csms.events()[1] == ("Ended", "RemoteStop", "Idle")


TRIGGERS = [
    ("Heartbeat", None, "Heartbeat", {}),
    ("LogStatusNotification", None, "LogStatusNotification", {"status": "Idle"}),
    ("FirmwareStatusNotification", None, "FirmwareStatusNotification", {"status": "Idle"}),
    ("StatusNotification", {"id": 1, "connectorId": 1}, "StatusNotification", {"connectorStatus": "Available"}),
    ("StatusNotification", None, "StatusNotification", {"evseId": 1}),
    ("MeterValues", {"id": 1}, "MeterValues", {"evseId": 1}),
    ("MeterValues", None, "MeterValues", {"evseId": 1}),
]


@pytest.mark.parametrize(("requested", "evse", "action", "fields"), TRIGGERS)
async def test_a_triggered_message_follows_the_answer(requested, evse, action, fields):
    async with system() as (csms, _):
        request = {"requestedMessage": requested} | ({} if evse is None else {"evse": evse})
        assert await csms.call("TriggerMessage", request) == {"status": "Accepted"}
        payload = await csms.seen(action)
        assert {name: payload[name] for name in fields} == fields


REFUSED_TRIGGERS = [
    ("BootNotification", {}, "Rejected"),
    ("StatusNotification", {"evse": {"id": 1}}, "Rejected"),
    ("StatusNotification", {"evse": {"id": 1, "connectorId": 9}}, "Rejected"),
    ("MeterValues", {"evse": {"id": 9}}, "Rejected"),
    ("TransactionEvent", {}, "Rejected"),
    ("SignV2GCertificate", {}, "NotImplemented"),
    ("PublishFirmwareStatusNotification", {}, "NotImplemented"),
]


@pytest.mark.parametrize(("requested", "more", "status"), REFUSED_TRIGGERS)
async def test_a_trigger_that_cannot_be_followed_is_refused(requested, more, status):
    async with system() as (csms, _):
        assert (await csms.call("TriggerMessage", {"requestedMessage": requested, **more}))["status"] == status
        await csms.fence()
        assert csms.calls == []


async def test_a_triggered_transaction_event_tells_how_it_stands():
    async with system() as (csms, station):
        await station.plug_in()
        await csms.call("TriggerMessage", {"requestedMessage": "TransactionEvent", "evse": {"id": 1}})
        event = await csms.seen("TransactionEvent", 2)
        assert csms.events()[1] == ("Updated", "Trigger", "EVConnected")
        assert event["meterValue"][0]["sampledValue"][0]["context"] == "Trigger"


UNLOCKS = [((1, 1), "Unlocked"), ((1, 2), "UnknownConnector"), ((7, 1), "UnknownConnector")]


@pytest.mark.parametrize(("place", "status"), UNLOCKS)
async def test_unlocking(place, status):
    async with system() as (csms, _):
        request = {"evseId": place[0], "connectorId": place[1]}
        assert (await csms.call("UnlockConnector", request))["status"] == status


async def test_a_connector_in_an_authorized_transaction_stays_locked():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        answer = await csms.call("UnlockConnector", {"evseId": 1, "connectorId": 1})
        assert answer == {"status": "OngoingAuthorizedTransaction"}


@pytest.mark.parametrize("place", [{}, {"evse": {"id": 1}}, {"evse": {"id": 1, "connectorId": 1}}])
async def test_out_of_service_and_back(place):
    async with system() as (csms, station):
        inoperative = {"operationalStatus": "Inoperative", **place}
        assert await csms.call("ChangeAvailability", inoperative) == {"status": "Accepted"}
        assert (await csms.seen("StatusNotification"))["connectorStatus"] == "Unavailable"
        assert (await csms.call("RequestStartTransaction", START))["status"] == "Rejected"
        await station.plug_in()
        assert csms.events() == []
        await station.unplug()
        csms.calls.clear()
        assert await csms.call("ChangeAvailability", {**inoperative, "operationalStatus": "Operative"}) == {
            "status": "Accepted"
        }
        assert (await csms.seen("StatusNotification"))["connectorStatus"] == "Available"


async def test_out_of_service_survives_a_reboot():
    async with system() as (csms, _):
        await csms.call("ChangeAvailability", {"operationalStatus": "Inoperative"})
        await csms.seen("StatusNotification")
        await csms.call("Reset", {"type": "Immediate"})
        assert (await csms.seen("StatusNotification", 2))["connectorStatus"] == "Unavailable"


async def test_a_change_during_a_transaction_waits_for_its_end():
    async with system() as (csms, station):
        await station.plug_in()
        answer = await csms.call("ChangeAvailability", {"operationalStatus": "Inoperative", "evse": {"id": 1}})
        assert answer == {"status": "Scheduled"}
        await station.unplug()
        await csms.until(lambda: csms.of("StatusNotification")[-1]["connectorStatus"] == "Unavailable")


@pytest.mark.parametrize("place", [{"id": 9}, {"id": 1, "connectorId": 9}, {"id": 0, "connectorId": 1}])
async def test_a_change_of_an_unknown_place_is_rejected(place):
    async with system() as (csms, _):
        answer = await csms.call("ChangeAvailability", {"operationalStatus": "Inoperative", "evse": place})
        assert answer["status"] == "Rejected"


async def test_vendor_extensions_are_unknown():
    async with system() as (csms, _):
        assert await csms.call("DataTransfer", {"vendorId": "x"}) == {"status": "UnknownVendorId"}


REFUSED_CALLS = [
    ("Heartbeat", {}, "NotSupported"),
    ("Nonsense", {}, "NotImplemented"),
    ("Reset", {}, "OccurrenceConstraintViolation"),
    ("Reset", {"type": "Now"}, "PropertyConstraintViolation"),
    ("Reset", {"type": 1}, "TypeConstraintViolation"),
]


@pytest.mark.parametrize(("action", "payload", "code"), REFUSED_CALLS)
async def test_what_it_cannot_do_is_a_call_error(action, payload, code):
    async with system() as (csms, _):
        assert (await csms.call(action, payload)).code == code


async def test_a_text_that_is_no_frame_is_answered_and_survived():
    async with system() as (csms, _):
        csms.answer_malformed = lambda _malformed: None
        answers = []
        csms.peers[-1]._act = lambda event, act=csms.peers[-1]._act: answers.append(event) or act(event)
        await csms.peers[-1].send("not JSON")
        await csms.fence()
        assert answers[0].reply.code == "RpcFrameworkError"


async def test_a_bug_of_ours_is_an_internal_error_and_surfaces():
    async with system() as (csms, station):
        station.handle = lambda _call: 1 / 0
        assert (await csms.call("ClearCache", {})).code == "InternalError"
        with pytest.raises(ZeroDivisionError):
            await station.power_off()


async def test_decisions_can_be_replaced_on_an_instance():
    def refuse(_call):
        raise Refusal(ErrorCode.GENERIC_ERROR, "no")

    async with system() as (csms, station):
        station.handle = refuse
        station.transaction_event = lambda payload: {**payload, "seqNo": 7}
        station.security_event = lambda _payload: None
        await station.plug_in()
        assert (await csms.call("ClearCache", {})).code == "GenericError"
        assert csms.of("TransactionEvent")[0]["seqNo"] == 7


async def test_an_answer_can_be_withheld_and_the_deed_still_done():
    async with system(time_scale=SCALE) as (csms, station):
        station.encode = lambda _reply: None
        await csms.peers[-1].send(json.dumps([2, "1", "Reset", {"type": "Immediate"}]))
        assert (await csms.seen("BootNotification"))["reason"] == "RemoteReset"


async def test_nothing_is_sent_before_acceptance_unless_the_order_rule_is_replaced():
    csms = ScriptedCsms()
    csms.answers("BootNotification", CallError("", "InternalError"))
    async with system(csms, accepted=False) as (_, station):
        station.may_send = lambda _action: True
        await csms.seen("StatusNotification")
