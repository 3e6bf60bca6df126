"""The bundled station: what starts and ends a transaction, and what the CSMS is told."""

from __future__ import annotations

import asyncio

import pytest

from ocpp_conformance.harness.rpc import CallError

from .test_station_csms import SCALE, ScriptedCsms, set_variable, system

pytestmark = pytest.mark.asyncio

CARD = ("04A2B3C4", "ISO14443")
OTHER = ("04FFFFFF", "ISO14443")
ACCEPTED = {"idTokenInfo": {"status": "Accepted"}}
INVALID = {"idTokenInfo": {"status": "Invalid"}}


def token(card):
    return {"idToken": card[0], "type": card[1]}


async def test_plug_first():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        assert csms.actions() == ["StatusNotification", "TransactionEvent", "Authorize", "TransactionEvent"]
        assert csms.events() == [
            ("Started", "CablePluggedIn", "EVConnected"),
            ("Updated", "Authorized", None),
            ("Updated", "ChargingStateChanged", "Charging"),
        ]


async def test_token_first():
    async with system() as (csms, station):
        await station.present_token(*CARD)
        await station.plug_in()
        assert csms.actions() == ["Authorize", "TransactionEvent", "StatusNotification", "TransactionEvent"]
        assert csms.events() == [
            ("Started", "Authorized", "Idle"),
            ("Updated", "CablePluggedIn", "EVConnected"),
            ("Updated", "ChargingStateChanged", "Charging"),
        ]


async def test_each_detail_is_told_once():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        started, authorized, charging = csms.of("TransactionEvent")
        assert started["evse"] == {"id": 1, "connectorId": 1}
        assert authorized["idToken"] == token(CARD)
        assert charging["numberOfPhasesUsed"] == 3
        assert {"evse", "idToken"} & set(charging) == set()
        assert len({e["transactionInfo"]["transactionId"] for e in (started, authorized, charging)}) == 1


async def test_the_same_token_stops_and_unplugging_ends():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        csms.calls.clear()
        outcome = await station.present_token(CARD[0].lower(), CARD[1])
        await station.unplug()
        assert outcome.accepted
        assert csms.actions() == ["TransactionEvent", "StatusNotification", "TransactionEvent"]
        assert csms.events() == [
            ("Updated", "StopAuthorized", None),
            ("Updated", "ChargingStateChanged", "EVConnected"),
            ("Ended", "EVCommunicationLost", "Idle"),
        ]
        stop, _, ended = csms.of("TransactionEvent")
        assert stop["idToken"] == token((CARD[0].lower(), CARD[1]))
        assert ended["transactionInfo"]["stoppedReason"] == "Local"


async def test_unplugging_alone_is_ev_disconnected():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        await station.unplug()
        assert csms.of("TransactionEvent")[-1]["transactionInfo"]["stoppedReason"] == "EVDisconnected"
        assert csms.of("StatusNotification")[-1]["connectorStatus"] == "Available"


async def test_sequence_numbers_start_at_zero_in_each_transaction():
    async with system() as (csms, station):
        for _ in range(2):
            await station.plug_in()
            await station.unplug()
        assert [e["seqNo"] for e in csms.of("TransactionEvent")] == [0, 1, 0, 1]


async def test_meter_values_come_at_begin_and_end():
    async with system() as (csms, station):
        await station.plug_in()
        await station.unplug()
        values = [e["meterValue"][0]["sampledValue"][0] for e in csms.of("TransactionEvent")]
        assert [(v["context"], v["measurand"]) for v in values] == [
            ("Transaction.Begin", "Energy.Active.Import.Register"),
            ("Transaction.End", "Energy.Active.Import.Register"),
        ]


async def test_begin_values_wait_for_the_evse():
    async with system(evses=(1, 1)) as (csms, station):
        await station.present_token(*CARD)
        await station.plug_in(2)
        started, plugged, charging = csms.of("TransactionEvent")
        assert "evse" not in started
        assert plugged["evse"] == {"id": 2, "connectorId": 1}
        assert charging["meterValue"][0]["sampledValue"][0]["context"] == "Transaction.Begin"


async def test_energy_is_counted_while_it_flows():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        await asyncio.sleep(1 * SCALE)
        await station.unplug()
        begin, end = (csms.of("TransactionEvent")[n]["meterValue"][0]["sampledValue"][0]["value"] for n in (0, -1))
        assert end > begin


async def test_samples_come_at_the_configured_interval():
    async with system() as (csms, station):
        await set_variable(csms, "SampledDataCtrlr", "TxUpdatedInterval", "5")
        await station.plug_in()
        await csms.until(lambda: len(csms.events()) == 3)
        assert csms.events()[1:] == [("Updated", "MeterValuePeriodic", None)] * 2
        assert csms.of("TransactionEvent")[1]["meterValue"][0]["sampledValue"][0]["context"] == "Sample.Periodic"


@pytest.mark.parametrize("status", ["Blocked", "Expired", "Invalid", "Unknown", "NoCredit", "NotAllowedTypeEVSE"])
async def test_a_token_that_is_not_accepted_authorizes_nothing(status):
    csms = ScriptedCsms()
    csms.answers("Authorize", {"idTokenInfo": {"status": status}})
    async with system(csms) as (_, station):
        await station.plug_in()
        outcome = await station.present_token(*CARD)
        assert outcome.status == status
        assert csms.events() == [("Started", "CablePluggedIn", "EVConnected")]


@pytest.mark.parametrize("answer", [CallError("", "InternalError"), None, {"idTokenInfo": {"status": "Maybe"}}])
async def test_without_a_usable_answer_nobody_charges(answer):
    csms = ScriptedCsms()
    csms.answers("Authorize", answer)
    async with system(csms, call_timeout=0.3) as (_, station):
        assert await station.present_token(*CARD) is None
        assert csms.events() == []


async def test_a_token_for_other_evses_is_not_for_this_one():
    csms = ScriptedCsms()
    csms.answers("Authorize", {"idTokenInfo": {"status": "Accepted", "evseId": [2]}})
    async with system(csms, evses=(1, 1)) as (_, station):
        await station.plug_in(1)
        await station.present_token(*CARD, evse=1)
        assert csms.events() == [("Started", "CablePluggedIn", "EVConnected")]


async def test_a_token_of_the_same_group_stops():
    csms = ScriptedCsms()
    csms.answers("Authorize", {"idTokenInfo": {"status": "Accepted", "groupIdToken": token(("FLEET", "Central"))}})
    async with system(csms) as (_, station):
        await station.plug_in()
        await station.present_token(*CARD)
        await station.present_token(*OTHER)
        assert csms.events()[-2:] == [
            ("Updated", "StopAuthorized", None),
            ("Updated", "ChargingStateChanged", "EVConnected"),
        ]


async def test_a_stranger_neither_stops_nor_starts():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        before = csms.events()
        assert (await station.present_token(*OTHER)).accepted
        assert csms.events() == before


async def test_without_authorization_any_token_charges():
    async with system() as (csms, station):
        await set_variable(csms, "AuthCtrlr", "Enabled", "false")
        await station.plug_in()
        await station.present_token(*CARD)
        assert csms.of("Authorize") == []
        assert csms.of("TransactionEvent")[1]["idToken"] == token(CARD)


async def test_without_remote_authorization_nobody_charges():
    async with system() as (csms, station):
        await set_variable(csms, "AuthCtrlr", "DisableRemoteAuthorization", "true")
        assert await station.present_token(*CARD) is None
        assert csms.calls == []


async def test_a_cable_that_never_comes_ends_the_transaction():
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "EVConnectionTimeOut", "10")
        before = asyncio.get_running_loop().time()
        await station.present_token(*CARD)
        await csms.until(lambda: len(csms.events()) == 2)
        assert csms.events()[1] == ("Ended", "EVConnectTimeout", "Idle")
        assert csms.of("TransactionEvent")[1]["transactionInfo"]["stoppedReason"] == "Timeout"
        assert csms.times("TransactionEvent")[1] - before >= 10 * SCALE


REFUSED = [
    ("true", "EVConnected", [("Updated", "Deauthorized", "EVConnected")], None),
    ("true", "Authorized", [("Ended", "Deauthorized", "EVConnected")], "DeAuthorized"),
    ("true", "EnergyTransfer", [("Ended", "Deauthorized", "EVConnected")], "DeAuthorized"),
    ("false", "EVConnected", [("Updated", "ChargingStateChanged", "SuspendedEVSE")], None),
    ("false", "EnergyTransfer", [("Ended", "ChargingStateChanged", "SuspendedEVSE")], "DeAuthorized"),
]


@pytest.mark.parametrize(("stop", "points", "events", "reason"), REFUSED)
async def test_a_token_refused_in_the_answer_to_an_event_stops_the_energy(stop, points, events, reason):
    csms = ScriptedCsms()
    csms.answers("TransactionEvent", {}, INVALID, {})
    async with system(csms) as (_, station):
        await set_variable(csms, "TxCtrlr", "StopTxOnInvalidId", stop)
        await set_variable(csms, "TxCtrlr", "TxStopPoint", points)
        await station.plug_in()
        await station.present_token(*CARD)
        await csms.until(lambda: len(csms.events()) == 4)
        assert csms.events()[3:] == events
        assert csms.of("TransactionEvent")[3]["transactionInfo"].get("stoppedReason") == reason
        assert station.transactions.meters[1].power == 0


START_POINTS = [
    ("EVConnected", ["Started CablePluggedIn", "Updated Authorized", "Updated ChargingStateChanged"]),
    ("Authorized", ["Started Authorized", "Updated ChargingStateChanged"]),
    ("PowerPathClosed", ["Started Authorized", "Updated ChargingStateChanged"]),
    ("EnergyTransfer", ["Started ChargingStateChanged"]),
]


@pytest.mark.parametrize(("points", "events"), START_POINTS)
async def test_the_start_point_decides_when_it_starts(points, events):
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStartPoint", points)
        await station.plug_in()
        await station.present_token(*CARD)
        assert [f"{kind} {trigger}" for kind, trigger, _ in csms.events()] == events


STOP_POINTS = [
    ("Authorized", ["Ended StopAuthorized"]),
    ("PowerPathClosed", ["Ended StopAuthorized"]),
    ("EnergyTransfer", ["Updated StopAuthorized", "Ended ChargingStateChanged"]),
]


@pytest.mark.parametrize(("points", "events"), STOP_POINTS)
async def test_the_stop_point_decides_when_it_ends(points, events):
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStopPoint", points)
        await station.plug_in()
        await station.present_token(*CARD)
        await station.present_token(*CARD)
        await station.unplug()
        assert [f"{kind} {trigger}" for kind, trigger, _ in csms.events()[3:]] == events
        assert csms.of("TransactionEvent")[-1]["transactionInfo"]["stoppedReason"] == "Local"


async def test_a_cable_pulled_ends_the_authorization_of_a_car_that_stays():
    async with system(parking_bays=True) as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStopPoint", "ParkingBayOccupancy")
        await station.park()
        await station.plug_in()
        await station.present_token(*CARD)
        csms.calls.clear()
        await station.unplug()
        await station.plug_in()
        assert csms.events() == [
            ("Updated", "EVCommunicationLost", "Idle"),
            ("Updated", "CablePluggedIn", "EVConnected"),
        ]


async def test_a_suspended_transaction_resumes_with_the_cable():
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStopPoint", "Authorized")
        await set_variable(csms, "TxCtrlr", "StopTxOnEVSideDisconnect", "false")
        await station.plug_in()
        await station.present_token(*CARD)
        await station.unplug()
        await station.plug_in()
        assert csms.events()[3:] == [
            ("Updated", "EVCommunicationLost", "Idle"),
            ("Updated", "CablePluggedIn", "EVConnected"),
            ("Updated", "ChargingStateChanged", "Charging"),
        ]


async def test_a_suspended_transaction_ends_when_the_cable_stays_away():
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStopPoint", "Authorized")
        await set_variable(csms, "TxCtrlr", "StopTxOnEVSideDisconnect", "false")
        await set_variable(csms, "TxCtrlr", "EVConnectionTimeOut", "10")
        await station.plug_in()
        await station.present_token(*CARD)
        await station.unplug()
        await csms.until(lambda: csms.events()[-1][0] == "Ended")
        assert csms.of("TransactionEvent")[-1]["transactionInfo"]["stoppedReason"] == "Timeout"


async def test_an_unanswered_event_is_sent_again_and_keeps_its_place():
    csms = ScriptedCsms()
    csms.answers("TransactionEvent", CallError("", "InternalError"), {})
    async with system(csms) as (_, station):
        await set_variable(
            csms, "OCPPCommCtrlr", {"name": "MessageAttemptInterval", "instance": "TransactionEvent"}, "10"
        )
        await station.plug_in()
        await station.unplug()
        await csms.until(lambda: len(csms.events()) == 3)
        first, second, _ = csms.times("TransactionEvent")
        assert [e["seqNo"] for e in csms.of("TransactionEvent")] == [0, 0, 1]
        assert second - first >= 10 * SCALE


async def test_an_event_is_dropped_after_its_last_attempt():
    csms = ScriptedCsms()
    csms.answers("TransactionEvent", CallError("", "InternalError"), CallError("", "InternalError"), {})
    async with system(csms) as (_, station):
        await set_variable(csms, "OCPPCommCtrlr", {"name": "MessageAttempts", "instance": "TransactionEvent"}, "2")
        await set_variable(
            csms, "OCPPCommCtrlr", {"name": "MessageAttemptInterval", "instance": "TransactionEvent"}, "1"
        )
        await station.plug_in()
        await station.unplug()
        await csms.until(lambda: len(csms.events()) == 3)
        assert [e["seqNo"] for e in csms.of("TransactionEvent")] == [0, 0, 1]


async def test_one_evse_has_one_transaction():
    async with system(evses=(2,)) as (csms, station):
        await station.plug_in(1, 1)
        await station.plug_in(1, 2)
        await station.unplug(1, 2)
        assert csms.events() == [("Started", "CablePluggedIn", "EVConnected")]


async def test_people_can_only_do_what_is_possible():
    async with system() as (_, station):
        with pytest.raises(ValueError, match="nothing is plugged"):
            await station.unplug()
        with pytest.raises(ValueError, match="no connector 2"):
            await station.plug_in(1, 2)
        with pytest.raises(ValueError, match="no EVSE 7"):
            await station.present_token(*CARD, evse=7)
        await station.plug_in()
        with pytest.raises(ValueError, match="is occupied"):
            await station.plug_in()


async def test_a_power_cut_ends_the_transaction():
    async with system() as (csms, station):
        await station.plug_in()
        await station.power_cycle()
        await csms.until(lambda: len(csms.events()) == 2)
        ended = csms.of("TransactionEvent")[-1]
        assert (ended["triggerReason"], ended["transactionInfo"]["stoppedReason"]) == ("AbnormalCondition", "PowerLoss")


STATUSES = [(None, {"messagesInQueue": False}), ("nope", {"ongoingIndicator": False, "messagesInQueue": False})]


@pytest.mark.parametrize(("transaction_id", "answer"), STATUSES)
async def test_the_status_of_no_transaction(transaction_id, answer):
    request = {} if transaction_id is None else {"transactionId": transaction_id}
    async with system() as (csms, _):
        assert await csms.call("GetTransactionStatus", request) == answer


async def test_the_status_of_a_transaction_whose_events_are_answered():
    async with system() as (csms, station):
        await station.plug_in()
        transaction_id = csms.of("TransactionEvent")[0]["transactionInfo"]["transactionId"]
        answer = await csms.call("GetTransactionStatus", {"transactionId": transaction_id})
        assert answer == {"ongoingIndicator": True, "messagesInQueue": False}
