"""The contract as data: its schema, the goals and the CALLs of a relay say the same."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from ocpp_conformance.harness.commands.driver_selftest import samples
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut import contract
from ocpp_conformance.harness.sut.carriers.dictation import WORDED, NotWordedError, dictation
from ocpp_conformance.harness.sut.description import Token
from ocpp_conformance.harness.sut.driver import Intent
from ocpp_conformance.harness.sut.intents import GOALS
from ocpp_conformance.schemas.files import own_schema

from . import intent_files

SCHEMA = own_schema("driver-1")
VALID = Draft202012Validator(SCHEMA)
TOKEN = Token("04A2B3C4", "ISO14443")
TOKEN_ARGUMENTS = {"id_token": "04A2B3C4", "type": "ISO14443"}
OF_CSMS = [goal for goal in GOALS.values() if goal.role is Role.CSMS]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_says_what_the_goals_say():
    assert intent_files.SCHEMA.read_text("utf-8") == intent_files.schema(), "python -m tests.intent_files"


def test_the_page_for_people_says_what_the_goals_say():
    assert intent_files.PAGE.read_text("utf-8") == intent_files.page(), "python -m tests.intent_files"


@pytest.mark.parametrize("goal", GOALS.values(), ids=GOALS)
def test_a_request_for_each_goal_is_valid(goal):
    VALID.validate(contract.request("intend", "CS001", intent=goal.name, arguments=samples(goal, TOKEN)))


def test_what_is_left_out_is_not_sent():
    asked = contract.request("intend", "CS001", intent="reset", arguments={"kind": "Immediate", "evse": None})
    assert asked["arguments"] == {"kind": "Immediate"}
    VALID.validate(asked)


WRONG = [
    {"contract": 1, "id": "1", "verb": "intend", "intent": "reset"},
    {"contract": 1, "id": "1", "verb": "intend", "intent": "reset", "arguments": {}},
    {"contract": 1, "id": "1", "verb": "intend", "intent": "reset", "arguments": {"kind": 1}},
    {"contract": 1, "id": "1", "verb": "setup"},
    {"contract": 1, "id": "1", "verb": "describe", "intent": "reset"},
    {"contract": 2, "id": "1", "verb": "describe"},
    {"contract": 1, "verb": "describe"},
]


@pytest.mark.parametrize("message", WRONG, ids=str)
def test_a_wrong_request_is_refused_by_the_schema(message):
    assert not VALID.is_valid(message)


@pytest.mark.parametrize("goal", OF_CSMS, ids=lambda goal: goal.name)
def test_a_relay_words_a_valid_call_for_each_goal_of_a_csms(goal):
    hash = {"hashAlgorithm": "SHA256", "issuerNameHash": "0A", "issuerKeyHash": "0B", "serialNumber": "0C"}
    given = {"hash": hash} if goal.name == "delete_certificate" else {}  # a relay can't look up which were listed
    assert dictation(Intent(goal.name, {**samples(goal, TOKEN), **given})).action == goal.action


ENABLED = {"component": "AuthCtrlr", "variable": "Enabled"}
WORDS = [
    ("read_variables", {"variables": [ENABLED | {"evse": 1, "attribute": "Target"}]}, "getVariableData"),
    ("write_variables", {"variables": [ENABLED | {"instance": "A", "value": "true"}]}, "setVariableData"),
    ("report", {"variables": [{"component": "EVSE", "component_instance": "B"}]}, "componentVariable"),
    ("send_local_list", {"kind": "Full", "version": 2, "entries": [TOKEN_ARGUMENTS]}, "localAuthorizationList"),
    ("clear_profile", {}, "chargingProfileCriteria"),
    ("customer_information", {"report": True, "clear": False, "customer": TOKEN_ARGUMENTS}, "idToken"),
    (
        "set_profile",
        {"evse": 1, "purpose": "TxProfile", "limit": 6, "transaction_id": "T1"},
        "chargingProfile",
    ),
]


@pytest.mark.parametrize(("name", "arguments", "field"), WORDS)
def test_a_relay_words_what_is_in_the_arguments(name, arguments, field):
    assert field in dictation(Intent(name, arguments)).payload


MORE = [
    ("change_availability", {"operative": False, "evse": 1, "connector": 2}, {"id": 1, "connectorId": 2}),
    ("change_availability", {"operative": False, "evse": 1}, {"id": 1}),
    ("trigger", {"requested_message": "MeterValues", "evse": {"id": 1}}, {"id": 1}),
]


@pytest.mark.parametrize(("name", "arguments", "evse"), MORE)
def test_a_relay_words_the_place(name, arguments, evse):
    assert dictation(Intent(name, arguments)).payload["evse"] == evse


def test_the_same_wish_has_the_same_ids():
    wish = Intent("base_report", {"kind": "FullInventory"})
    assert dictation(wish) == dictation(wish)
    assert dictation(wish) != dictation(Intent(wish.name, wish.arguments))


@pytest.mark.parametrize("wish", [Intent("plug_in"), Intent("reset"), Intent("reset", {"kind": "Tomorrow"})], ids=str)
def test_a_relay_words_no_invalid_call(wish):
    with pytest.raises(NotWordedError):
        dictation(wish)


def test_a_relay_words_what_a_csms_has():
    assert {goal.name for goal in OF_CSMS} == WORDED
