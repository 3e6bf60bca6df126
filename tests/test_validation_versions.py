"""The schemas of all versions: complete, each of its draft, and both validators say the same of them."""

import pytest

from ocpp_conformance.harness.rpc import Call, Role, Wrong
from ocpp_conformance.harness.rpc.protocol import OCPP_16, OCPP_21, OCPP_201, PROTOCOLS
from ocpp_conformance.harness.validation import OracleValidator, RustValidator, judge_call
from ocpp_conformance.schemas.messages import draft_of, message_schemas

OTHERS = {each.name: (each, RustValidator(each), OracleValidator(each)) for each in (OCPP_16, OCPP_21)}
VALUES = (None, True, 1, 1.5, -1, "", "x" * 20_000, "2026-03-01T10:00:00Z", "yesterday", [], [1], {}, {"a": 1})
"""What is tried in place of each value, right or wrong."""


def found(engine, action, kind, payload):
    return {(each.keyword, each.pointer) for each in engine.defects(action, kind, payload)}


@pytest.mark.parametrize(("protocol", "schemas"), [(OCPP_16, 78), (OCPP_201, 128), (OCPP_21, 181)], ids=str)
def test_each_action_has_its_schemas_and_each_schema_its_action(protocol, schemas):
    there = message_schemas(protocol)
    asked = set().union(*protocol.actions.values())
    unasked = set().union(*protocol.unasked.values())
    wanted = {(action, kind) for action in asked for kind in ("Request", "Response")}
    assert there.keys() == wanted | {(action, "Request") for action in unasked}
    assert len(there) == schemas


def test_each_schema_is_read_as_the_draft_that_it_names():
    drafts = {each.name: {draft_of(one, each) for one in message_schemas(each).values()} for each in PROTOCOLS.values()}
    assert drafts == {"1.6": {4, 6}, "2.0.1": {6}, "2.1": {6}}


@pytest.mark.parametrize("name", OTHERS)
def test_both_validators_find_the_same_in_every_schema(name):
    protocol, fast, slow = OTHERS[name]
    compared = 0
    for (action, kind), schema in message_schemas(protocol).items():
        payloads = [{}, {"unknown": 1}, *({field: value} for field in schema.get("properties", {}) for value in VALUES)]
        for payload in payloads:
            assert found(fast, action, kind, payload) == found(slow, action, kind, payload), (action, kind, payload)
            compared += 1
    assert compared > 1000


def profile(limit):
    period = [{"startPeriod": 0, "limit": limit}]
    schedule = {"chargingRateUnit": "A", "chargingSchedulePeriod": period}
    kinds = {"chargingProfilePurpose": "TxProfile", "chargingProfileKind": "Relative"}
    return {
        "connectorId": 1,
        "csChargingProfiles": {"chargingProfileId": 1, "stackLevel": 0, **kinds, "chargingSchedule": schedule},
    }


@pytest.mark.parametrize("engine", OTHERS["1.6"][1:], ids=lambda engine: engine.name)
def test_limits_of_1_6_have_one_decimal_as_they_are_written(engine):
    fine = [tenths / 10 for tenths in range(1000)]
    assert [each for each in fine if engine.defects("SetChargingProfile", "Request", profile(each))] == []
    assert [each.keyword for each in engine.defects("SetChargingProfile", "Request", profile(16.15))] == ["multipleOf"]


@pytest.mark.parametrize(
    ("text", "is_time"),
    [
        ("2026-03-01T10:00:00Z", True),
        ("2026-03-01T10:00:00", True),
        ("2026-03-01T10:00:00.123456789+01:00", True),
        ("2026-03-01T10:00:00+0100", True),
        ("2026-03-01T10:00Z", True),
        ("2026-06-30T23:59:60Z", True),
        ("2026-03-01", False),
        ("2026-02-30T10:00:00Z", False),
        ("2026-03-01 10:00:00", False),
        ("2026-03-01T25:00:00Z", False),
        ("2026-03-01T10:00:00Z\n", False),
        ("", False),
    ],
)
def test_times_of_1_6_are_of_iso_8601_with_or_without_a_zone(text, is_time):
    payload = {"transactionId": 1, "meterStop": 1, "timestamp": text}
    for engine in OTHERS["1.6"][1:]:
        assert (engine.defects("StopTransaction", "Request", payload) == ()) is is_time


@pytest.mark.parametrize(
    ("protocol", "action", "sender", "wrong"),
    [
        (OCPP_16, "Heartbeat", Role.STATION, None),
        (OCPP_16, "Heartbeat", Role.CSMS, Wrong.UNSUPPORTED_ACTION),
        (OCPP_16, "NotifyEvent", Role.STATION, Wrong.UNKNOWN_ACTION),
        (OCPP_21, "NotifyPeriodicEventStream", Role.STATION, Wrong.UNKNOWN_ACTION),
        (OCPP_201, "StopTransaction", Role.STATION, Wrong.UNKNOWN_ACTION),
    ],
)
def test_an_action_is_of_a_version_and_a_side(protocol, action, sender, wrong):
    judgement = judge_call(Call("1", action, {}), sender, protocol)
    assert (None if judgement is None else judgement.wrong) is wrong
    assert wrong is not Wrong.UNKNOWN_ACTION or f"{protocol} has no action" in judgement.text
