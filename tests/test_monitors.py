"""Each standing rule, on a recording that breaks it and on one that does not."""

import json

import pytest

from ocpp_conformance.harness.evidence import POWER_ON, Recording
from ocpp_conformance.harness.monitors import RULES, breaches
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.transport import Handshake

NOW = "2026-01-01T00:00:00.000Z"
BOOT = [2, "b", "BootNotification", {"reason": "PowerUp", "chargingStation": {"model": "m", "vendorName": "v"}}]
STATUS = {"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1}


def boot_answer(status):
    return [3, "b", {"currentTime": NOW, "interval": 10, "status": status}]


def event(seq_no, message_id, transaction="t", **more):
    payload = {
        "eventType": "Updated",
        "timestamp": NOW,
        "triggerReason": "Trigger",
        "seqNo": seq_no,
        "transactionInfo": {"transactionId": transaction},
        **more,
    }
    return [2, message_id, "TransactionEvent", payload]


def record(sut, *frames, at=None):
    """A recording of (sender, frame) pairs; a frame is JSON or raw text, a third element marks it deliberate."""
    recording = Recording()
    recording.handshake(Handshake("/CS1", (), 101, ()))
    for number, (sender, frame, *deliberate) in enumerate(frames):
        raw = frame if isinstance(frame, str | bytes) else json.dumps(frame)
        recording.frame(1, sender, raw, deliberate=bool(deliberate))
        if at is not None:
            entry = recording.entries[-1]
            recording.entries[-1] = type(entry)(entry.index, 1, entry.sender, raw, at[number], 0.0, entry.deliberate)
    return recording


CS, CP = Role.CSMS, Role.STATION


@pytest.mark.parametrize(
    ("sut", "frames", "found"),
    [
        (CS, [(CP, BOOT), (CS, boot_answer("Accepted"))], set()),
        (
            CS,
            [(CP, BOOT), (CS, [3, "b", {"currentTime": NOW, "interval": "soon", "status": "Accepted"}])],
            {"MON-SCHEMA"},
        ),
        (CP, [(CP, [2, "1", "Heartbeats", {}])], {"MON-SCHEMA"}),
        (CP, [(CP, [2, "1", "Reset", {"type": "Immediate"}])], {"MON-SCHEMA"}),
        (CP, [(CP, "no JSON")], {"MON-FRAME"}),
        (CP, [(CP, b"\x00")], {"MON-FRAME"}),
        (CS, [(CP, "no JSON", True), (CS, [4, "-1", "RpcFrameworkError", "", {}])], set()),
        (CS, [(CS, [4, "-1", "RpcFrameworkError", "", {}])], {"MON-REPLY-ID"}),
        (CS, [(CP, [2, "1", "Heartbeat", {}]), (CS, [4, "1", "FormationViolation", "", {}])], {"MON-CODE"}),
        (CS, [(CP, [2, "1", "Heartbeat", {}]), (CS, [4, "1", "GenericError", "x" * 256, {}])], {"MON-CODE"}),
        (CP, [(CP, [2, "x" * 37, "Heartbeat", {}])], {"MON-ID"}),
        (
            CP,
            [(CP, [2, "1", "Heartbeat", {}]), (CS, [3, "1", {"currentTime": NOW}]), (CP, [2, "1", "Heartbeat", {}])],
            {"MON-ID"},
        ),
        (CP, [(CP, [2, "1", "Heartbeat", {}]), (CP, [2, "2", "Heartbeat", {}])], {"MON-ONE-CALL"}),
        (
            CS,
            [
                (CP, [2, "1", "Heartbeat", {}]),
                (CS, [3, "1", {"currentTime": NOW}]),
                (CS, [3, "1", {"currentTime": NOW}]),
            ],
            {"MON-ANSWER"},
        ),
        (CS, [(CP, [2, "1", "Heartbeat", {}]), (CS, [3, "2", {"currentTime": NOW}])], {"MON-REPLY-ID"}),
        (CP, [(CP, BOOT), (CS, boot_answer("Pending")), (CP, [2, "1", "Heartbeat", {}])], {"MON-ORDER"}),
        (CP, [(CP, BOOT), (CS, boot_answer("Rejected")), (CP, [2, "1", "Heartbeat", {}])], {"MON-ORDER"}),
        (
            CP,
            [
                (CP, BOOT),
                (CS, boot_answer("Pending")),
                (CS, [2, "t", "TriggerMessage", {"requestedMessage": "Heartbeat"}]),
                (CP, [3, "t", {"status": "Accepted"}]),
                (CP, [2, "1", "Heartbeat", {}]),
            ],
            set(),
        ),
        (CP, [(CP, [2, "1", "Heartbeat", {}])], set()),
        (
            CS,
            [(CP, BOOT), (CS, boot_answer("Rejected")), (CS, [2, "1", "ClearCache", {}])],
            {"MON-ORDER"},
        ),
        (CP, [(CP, event(0, "1")), (CS, [3, "1", {}]), (CP, event(1, "2"))], set()),
        (CP, [(CP, event(7, "1")), (CS, [3, "1", {}]), (CP, event(8, "2"))], set()),
        (CP, [(CP, event(0, "1")), (CS, [3, "1", {}]), (CP, event(2, "2"))], {"MON-SEQNO"}),
        (CP, [(CP, event(1, "1")), (CS, [3, "1", {}]), (CP, event(0, "2"))], set()),
        (CP, [(CP, event(0, "1")), (CS, [3, "1", {}]), (CP, event(0, "2", evse={"id": 1}))], {"MON-SEQNO"}),
        (CP, [(CP, event(0, "1")), (CS, [3, "1", {}]), (CP, event(0, "2", offline=True))], set()),
        (CP, [(CP, event(0, "1")), (CS, [3, "1", {}]), (CP, event(0, "2", "u"))], set()),
        (CS, [(CP, [2, "1", "Heartbeat", {}]), (CS, [3, "1", {"currentTime": "2026-01-01T00:00:00+01:00"}])], set()),
        (
            CS,
            [(CP, [2, "1", "Heartbeat", {}]), (CS, [3, "1", {"currentTime": "2026-01-01T00:00:00.123456Z"}])],
            {"MON-TIMESTAMP"},
        ),
        (
            CS,
            [
                (CP, [2, "1", "Authorize", {"idToken": {"idToken": "04A2B3C4", "type": "ISO14443"}}]),
                (CS, [3, "1", {"idTokenInfo": {"status": "Accepted", "personalMessage": {}}}]),
            ],
            {"MON-SCHEMA", "MON-EMPTY"},
        ),
        (CS, [(CP, [2, "1", "StatusNotification", STATUS]), (CS, [3, "1", None])], {"MON-EMPTY"}),
        (CS, [(CP, [2, "1", "Heartbeat", {}]), (CS, [4, "1", "GenericError", None, {}])], {"MON-CODE"}),
        (CP, [(CP, [2, "1", "DataTransfer", {"vendorId": "x", "data": {"anything": [None, {}, []]}}])], set()),
        (CS, [(CS, [2, "1", "GetChargingProfiles", {"requestId": 1, "chargingProfile": {}}])], set()),
        (
            CS,
            [(CS, [2, "1", "GetChargingProfiles", {"requestId": 1, "chargingProfile": {}, "dataType": {}}])],
            {"MON-SCHEMA", "MON-EMPTY"},
        ),
    ],
)
def test_what_the_monitors_find(sut, frames, found):
    assert {finding.monitor for finding in breaches(record(sut, *frames), sut, 5.0)} == found


@pytest.mark.parametrize(("connection", "rule"), [(1, "J-4.1.4-01"), (2, "J-E4.2-01")])
def test_an_id_used_twice_breaks_the_rule_of_one_connection_or_of_several(connection, rule):
    recording = record(CP, (CP, [2, "1", "Heartbeat", {}]), (CS, [3, "1", {"currentTime": NOW}]))
    recording.frame(connection, CP, json.dumps([2, "1", "Heartbeat", {}]))
    assert [finding.source for finding in breaches(recording, CP, 5.0)] == [rule]


def test_the_mild_rules_are_advisories():
    frames = [(CP, [2, "1", "Heartbeat", {}]), (CS, [3, "1", {"currentTime": "2026-01-01T00:00:00.123456Z"}])]
    (finding,) = breaches(record(CS, *frames), CS, 5.0)
    assert (finding.binding, finding.frame) == ("should", 2)


def test_a_cause_is_reported_once():
    frames = []
    for number in range(3):
        frames += [(CP, [2, str(number), "Heartbeat", {}]), (CS, [3, str(number), {"currentTime": "soon"}])]
    assert len(breaches(record(CS, *frames), CS, 5.0)) == 1


@pytest.mark.parametrize(("second", "found"), [(0.5, {"MON-ONE-CALL"}), (1.5, set())])
def test_a_second_call_after_an_own_time_out_is_legal(second, found):
    frames = [(CP, [2, "1", "Heartbeat", {}]), (CP, [2, "2", "Heartbeat", {}])]
    assert {finding.monitor for finding in breaches(record(CP, *frames, at=[0.0, second]), CP, 5.0)} == found


def test_a_timed_out_call_may_be_sent_again_as_it_was():
    frames = [(CP, event(0, "1")), (CP, event(0, "1"))]
    assert breaches(record(CP, *frames, at=[0.0, 20.0]), CP, 5.0) == []


@pytest.mark.parametrize(("later", "found"), [(4.0, set()), (6.0, {"MON-ANSWER"})])
def test_a_valid_call_is_answered_within_patience(later, found):
    frames = [(CP, [2, "1", "Heartbeat", {}]), (CS, [2, "9", "ClearCache", {}])]
    assert {finding.monitor for finding in breaches(record(CS, *frames, at=[0.0, later]), CS, 5.0)} == found


def test_a_deliberate_call_may_stay_unanswered():
    frames = [(CP, [2, "1", "Heartbeat", {"x": 1}], True), (CS, [2, "9", "ClearCache", {}])]
    assert breaches(record(CS, *frames, at=[0.0, 60.0]), CS, 5.0) == []


def test_a_station_that_starts_boots_first():
    recording = Recording()
    recording.note(POWER_ON)
    recording.frame(1, CP, json.dumps([2, "1", "StatusNotification", STATUS]))
    assert [finding.source for finding in breaches(recording, CP, 5.0)] == ["B01.FR.08"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("no JSON", "J-4.1.2-01"),
        ("{}", "J-4.1.2-01"),
        ('[2,7,"Heartbeat",{}]', "J-4.1.4-03"),
        ('[7,"1",{}]', "J-4.1.3-01"),
        ('[2,"1","Heartbeat"]', "J-4.2.1-01"),
        ('[2,"1",7,{}]', "J-4.2.1-01"),
        ('[2,"1","Heartbeat",[]]', "J-4.1.5-01"),
        ("[3,7,{}]", "J-4.1.4-03"),
        ('[3,"1","Heartbeat",{}]', "J-4.2.2-02"),
        ('[4,"1","GenericError"]', "J-4.2.3-06"),
    ],
)
def test_a_malformed_message_breaks_the_rule_of_what_is_wrong_with_it(text, rule):
    assert [finding.source for finding in breaches(record(CP, (CP, text)), CP, 5.0)] == [rule]


def test_every_rule_says_what_it_demands():
    assert all(rule.__doc__ for rule in RULES)
