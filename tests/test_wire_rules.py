"""OCPP 1.6 and 2.1: each kind of wrong is told by a rule of our own, what is honest is not, no rule of 2.0.1 speaks."""

import copy
import json
import re

import pytest

from ocpp_conformance.harness.catalogue.own_rules import WIRE_RULES, own_rule
from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence import FrameEntry, NoteEntry
from ocpp_conformance.harness.requirements import Context, Judge, rule_ids
from ocpp_conformance.harness.requirements.wire import WIRE
from ocpp_conformance.harness.rpc import CallResultError, Malformed, Role, Send
from ocpp_conformance.harness.rpc.protocol import OCPP_16, OCPP_21, OCPP_201, PROTOCOLS, of_subprotocol

STATION, CSMS = Role.STATION, Role.CSMS
NOW = "2026-03-01T10:00:00Z"
BOOT_16 = [2, "1", "BootNotification", {"chargePointVendor": "V", "chargePointModel": "M"}]
BOOT_21 = [2, "1", "BootNotification", {"chargingStation": {"model": "M", "vendorName": "V"}, "reason": "PowerUp"}]
ACCEPTED = [3, "1", {"currentTime": NOW, "interval": 300, "status": "Accepted"}]
REJECTED = [3, "1", {"currentTime": NOW, "interval": 300, "status": "Rejected"}]
BEAT, BEATEN = [2, "2", "Heartbeat", {}], [3, "2", {"currentTime": NOW}]
RESET_16, RESET_21 = [2, "9", "Reset", {"type": "Soft"}], [2, "9", "Reset", {"type": "Immediate"}]
STREAM = {"id": 1, "pending": 0, "basetime": NOW, "data": [{"t": 0, "v": "16.1"}]}


def s(frame, at=None):
    return STATION, frame, at


def c(frame, at=None):
    return CSMS, frame, at


def entries(*said, protocol):
    """A message each half second, or at the second that is given."""
    for index, (sender, frame, at) in enumerate(said):
        raw = frame if isinstance(frame, str | bytes) else json.dumps(frame)
        time = 100.0 + (index / 2 if at is None else at)
        yield FrameEntry(index, 1, sender, raw, time, time, protocol=protocol)


def cites_2_0_1(breaches):
    return re.search(r"\bJ-\d|Part \d|\.FR\.", str(breaches)) is not None


def told(protocol, *said, lacks=frozenset()):
    """What is broken: role, rule, binding."""
    found = set()
    for role in Role:
        judge = Judge(role, lambda role, talk: Context(role, talk, lacks=lacks), protocol)
        judge.begin("")
        for entry in entries(*said, protocol=protocol):
            judge.take(entry)
        early, judged = judge.so_far(), judge.end()
        assert early == judged
        assert protocol is OCPP_201 or not cites_2_0_1(judged.breaches)
        found |= {(str(role), breach.rule, breach.binding) for breach in judged.breaches}
    return found


HONEST_16 = (
    *(s(BOOT_16), c(ACCEPTED), s(BEAT), c(BEATEN)),
    s([2, "3", "StatusNotification", {"connectorId": 0, "errorCode": "NoError", "status": "Available"}]),
    c([3, "3", {}]),
    *(s([2, "4", "Authorize", {"idTag": "04A2B3C4"}]), c([3, "4", {"idTagInfo": {"status": "Accepted"}}])),
    s([2, "5", "StartTransaction", {"connectorId": 1, "idTag": "04A2B3C4", "meterStart": 7, "timestamp": NOW}]),
    c([3, "5", {"transactionId": 1, "idTagInfo": {"status": "Accepted"}}]),
    s([2, "6", "StopTransaction", {"transactionId": 1, "meterStop": 9, "timestamp": "2026-03-01T11:00:00"}]),
    *(c([3, "6", {}]), c(RESET_16), s([3, "9", {"status": "Accepted"}])),
    *(c([2, "10", "GetDiagnostics", {"location": "ftp://example/ a"}]), s([4, "10", "NotImplemented", "", {}])),
    *(c([2, "11", "DataTransfer", {"vendorId": "V"}]), s([3, "11", {"status": "UnknownVendorId"}])),
    *(c([2, "12", "SignedUpdateFirmware", {}]), s([4, "12", "OccurenceConstraintViolation", "", {}])),
)
HONEST_21 = (
    *(s(BOOT_21), c(ACCEPTED), s(BEAT), s([6, "s1", "NotifyPeriodicEventStream", STREAM]), c(BEATEN)),
    *(c([2, "9", "GetTariffs", {"evseId": 1}]), s([3, "9", {"status": "Accepted"}])),
    c([5, "9", "GenericError", "not what was asked for", {}]),
    s([2, "3", "BatterySwap", {"eventType": "BatteryIn", "requestId": 1, "idToken": {"idToken": "", "type": "x"}}]),
    c([4, "3", "PropertyConstraintViolation", "", {}]),
)


def test_honest_conversations_break_nothing():
    """GetDiagnostics, SignedUpdateFirmware and BatterySwap in them are wrong in their payloads, and refused for it."""
    assert told(OCPP_16, *HONEST_16) <= {("csms", "WIRE-SCHEMA", "must")}
    schema = [each for each in HONEST_16 if each[1][2] != "SignedUpdateFirmware" and each[1][1] != "12"]
    assert told(OCPP_16, *schema) == set()
    valid = [each for each in HONEST_21 if each[1][1] != "3"]
    assert told(OCPP_21, *valid) == set()


BEGUN_16, BEGUN_21 = (s(BOOT_16), c(ACCEPTED)), (s(BOOT_21), c(ACCEPTED))
WRONG = {
    "no JSON": (OCPP_16, [s("[2,")], "WIRE-FRAME"),
    "binary": (OCPP_16, [s(b"[2]")], "WIRE-FRAME"),
    "no array": (OCPP_16, [s({"action": "Heartbeat"})], "WIRE-FRAME"),
    "a type of 2.1": (OCPP_16, [s([6, "s1", "NotifyPeriodicEventStream", STREAM])], "WIRE-FRAME"),
    "a type that none has": (OCPP_21, [s([7, "s1", "X", {}])], "WIRE-FRAME"),
    "too many elements": (OCPP_16, [s([*BEAT, 1])], "WIRE-FRAME"),
    "too few elements": (OCPP_21, [s([6, "s1", "NotifyPeriodicEventStream"])], "WIRE-FRAME"),
    "a payload that is null": (OCPP_16, [s([2, "2", "Heartbeat", None])], "WIRE-FRAME"),
    "an error without its rest": (
        OCPP_21,
        [c(RESET_21), s([3, "9", {"status": "Accepted"}]), c([5, "9"])],
        "WIRE-FRAME",
    ),
    "an id that is a number": (OCPP_16, [s([2, 2, "Heartbeat", {}])], "WIRE-ID"),
    "an id that is too long": (OCPP_16, [s([2, "x" * 37, "Heartbeat", {}]), c([3, "x" * 37, BEATEN[2]])], "WIRE-ID"),
    "an id of a SEND": (OCPP_21, [s([6, "x" * 37, "NotifyPeriodicEventStream", STREAM])], "WIRE-ID"),
    "an action of 2.0.1": (
        OCPP_16,
        [s([2, "2", "NotifyEvent", {}]), c([4, "2", "NotSupported", "", {}])],
        "WIRE-ACTION",
    ),
    "an action of the other side": (OCPP_16, [s(RESET_16), c([4, "9", "NotSupported", "", {}])], "WIRE-ACTION"),
    "a CALL of what is sent": (
        OCPP_21,
        [s([2, "s", "NotifyPeriodicEventStream", STREAM]), c([4, "s", "NotImplemented", "", {}])],
        "WIRE-ACTION",
    ),
    "a SEND of what is asked": (OCPP_21, [s([6, "s1", "Heartbeat", {}])], "WIRE-ACTION"),
    "a field too many": (OCPP_16, [s([2, "2", "Heartbeat", {"a": 1}]), c(BEATEN)], "WIRE-SCHEMA"),
    "no time": (
        OCPP_16,
        [s([2, "2", "StopTransaction", {"transactionId": 1, "meterStop": 1, "timestamp": "10:00"}]), c([3, "2", {}])],
        "WIRE-SCHEMA",
    ),
    "a stream without data": (
        OCPP_21,
        [s([6, "s1", "NotifyPeriodicEventStream", {**STREAM, "data": []}])],
        "WIRE-SCHEMA",
    ),
    "an id again": (OCPP_16, [s(BEAT), c(BEATEN), s(BEAT), c(BEATEN)], "WIRE-NEW-ID"),
    "an id for something else": (
        OCPP_21,
        [
            s(BEAT),
            c(BEATEN),
            s([2, "2", "NotifyReport", {"requestId": 1, "generatedAt": NOW, "seqNo": 0}]),
            c([3, "2", {}]),
        ],
        "WIRE-NEW-ID",
    ),
    "two open CALLs": (
        OCPP_21,
        [s(BEAT), s([2, "3", "Heartbeat", {}]), c(BEATEN), c([3, "3", BEATEN[2]])],
        "WIRE-ONE-CALL",
    ),
    "a second reply to none": (OCPP_21, [s([3, "77", {}])], "WIRE-MATCH"),
    "a rejection of what was not answered": (
        OCPP_21,
        [s([5, "1", "GenericError", "", {}]), s([5, "8", "GenericError", "", {}])],
        "WIRE-MATCH",
    ),
    "a code of nobody for a result": (
        OCPP_21,
        [c(RESET_21), s([3, "9", {"status": "Accepted"}]), c([5, "9", "Nonsense", "", {}])],
        "WIRE-CODE",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_kind_of_wrong_is_told_once(name):
    protocol, said, rule = WRONG[name]
    begun = BEGUN_16 if protocol is OCPP_16 else BEGUN_21
    assert {(each, binding) for _, each, binding in told(protocol, *begun, *said)} == {(rule, "must")}


@pytest.mark.parametrize(
    ("said", "broken"),
    [
        ([c(RESET_16), s([4, "9", "Nonsense", "", {}])], {("station", "WIRE-CODE", "must")}),
        ([c(RESET_16), s([4, "9", "RpcFrameworkError", "", {}])], {("station", "WIRE-CODE", "must")}),
        ([c(RESET_16), s([4, "9", "FormatViolation", "", {}])], {("station", "WIRE-CODE", "should")}),
        ([c(RESET_16), s([4, "9", "OccurrenceConstraintViolation", "", {}])], {("station", "WIRE-CODE", "should")}),
        ([c(RESET_16), s([4, "9", "FormationViolation", "", {}])], set()),
        (
            [c(RESET_16), s([3, "9", {"status": "Accepted"}]), s([3, "9", {"status": "Accepted"}])],
            {("station", "WIRE-ANSWERED", "must")},
        ),
        ([c(RESET_16), s(BEAT, 20), c(BEATEN, 21)], {("station", "WIRE-ANSWERED", "must")}),
        (
            [s(BEAT), s([2, "3", "Heartbeat", {}]), c(BEATEN), c([3, "3", BEATEN[2]])],
            {("station", "WIRE-ONE-CALL", "should")},
        ),
        ([s(BEAT), s([2, "3", "Heartbeat", {}], 9), c([3, "3", BEATEN[2]], 9.1), c(BEATEN, 9.2)], set()),
        (
            [s([2, "2", "Authorize", {"idTag": "A"}]), c([3, "2", None])],
            {("csms", "WIRE-SCHEMA", "must"), ("csms", "WIRE-EMPTY", "should")},
        ),
        ([s("[2,"), c([4, "", "FormationViolation", "", {}])], {("station", "WIRE-FRAME", "must")}),
        ([s(BEAT), s(BEAT, 3), c(BEATEN, 3.1)], set()),
    ],
    ids=[
        "no code",
        "of 2.0.1",
        "renamed",
        "spelled anew",
        "of 1.6",
        "twice",
        "never",
        "two open",
        "after a time-out",
        "null",
        "an answer to what nobody can read",
        "the same again",
    ],
)
def test_what_1_6_binds_and_what_it_leaves(said, broken):
    assert told(OCPP_16, *BEGUN_16, *said) == broken


def test_a_station_that_is_rejected_owes_no_answer():
    assert told(OCPP_16, s(BOOT_16), c(REJECTED), c(RESET_16), s([*BOOT_16[:1], "2", *BOOT_16[2:]], 60)) == set()


def test_after_a_boot_ids_may_come_again_where_nothing_shows_a_connection():
    lacks, beats = frozenset({"connections"}), [s(BEAT), c(BEATEN)]
    assert told(OCPP_16, *BEGUN_16, *beats, *BEGUN_16, *beats, lacks=lacks) == set()
    assert told(OCPP_16, *BEGUN_16, *beats, *beats, lacks=lacks) == {("station", "WIRE-NEW-ID", "should")}
    assert told(OCPP_16, *BEGUN_16, *beats, *BEGUN_16, *beats) == {("station", "WIRE-NEW-ID", "must")}


def test_nothing_is_missed_where_messages_are_missing():
    judge = Judge(STATION, Context, OCPP_16)
    judge.begin("")
    for entry in (NoteEntry(0, "dropped 1 messages", 1, 1), *entries(s([3, "77", {}]), protocol=OCPP_16)):
        judge.take(entry)
    assert judge.end().breaches == []


def test_every_rule_is_seen_broken_and_is_one_of_ours():
    named = {id for rule in WIRE for id in rule.ids}
    assert named == set(WIRE_RULES) == rule_ids(STATION, OCPP_16) == rule_ids(CSMS, OCPP_21)
    assert named - {rule for _, _, rule in WRONG.values()} == {"WIRE-ANSWERED", "WIRE-EMPTY"}  # in the test behind it
    assert all(own_rule(id, role) for id in named for role in Role)
    assert not named & rule_ids(STATION)


def test_requirements_of_2_0_1_never_judge_another_version():
    """A transaction that breaks a dozen of them, in 2.1, where the schema lets it."""
    event = {
        "eventType": "Ended",
        "timestamp": NOW,
        "triggerReason": "Authorized",
        "seqNo": 9,
        "transactionInfo": {"transactionId": "T"},
    }
    said = (s([2, "2", "TransactionEvent", event]), c([3, "2", {}]))
    assert told(OCPP_21, *BEGUN_21, *said) == set()
    assert told(OCPP_201, *BEGUN_21, *said) != set()


def test_a_conversation_reads_what_its_version_has():
    read = Conversation(OCPP_21)
    kinds = [type(read.take(entry).entry.frame) for entry in entries(*HONEST_21, protocol=OCPP_201)]
    assert {Send, CallResultError} < set(kinds)
    assert Malformed not in kinds
    assert Malformed in [type(entry.frame) for entry in entries(*HONEST_21, protocol=OCPP_201)]


def test_versions_by_their_names():
    assert [str(each) for each in PROTOCOLS.values()] == ["OCPP 1.6", "OCPP 2.0.1", "OCPP 2.1"]
    assert all(copy.deepcopy(each) is each for each in PROTOCOLS.values())
    assert [of_subprotocol(name) for name in ("ocpp1.6", "OCPP2.1", "ocpp2.0")] == [OCPP_16, OCPP_21, None]
