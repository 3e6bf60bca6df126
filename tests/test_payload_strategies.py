"""Generated payloads by both validators: what is called valid is, and what breaks a rule breaks that rule."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from ocpp_conformance.fixtures.mutations import LABELS, UNNAMED, boundary_mutations, each_label_once, mutations
from ocpp_conformance.fixtures.payloads import full_payload, places, valid_payload, valid_payloads
from ocpp_conformance.fixtures.tokens import TOKEN_TYPES
from ocpp_conformance.harness.rpc import ErrorCode
from ocpp_conformance.harness.validation import OracleValidator, RustValidator
from ocpp_conformance.schemas.messages import actions, message_schemas

FAST, SLOW = RustValidator(), OracleValidator()
ACTIONS = sorted(actions())
FEW = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def rows(validator, action, payload):
    """The rows of the error table that a validator's defects belong to."""
    return {defect.wrong for defect in validator.defects(action, "Request", payload)}


def wrongly_labelled(some):
    """The mutations that one of the validators takes, or finds wrong in another way than they say."""
    return [
        (mutation.rule, mutation.label)
        for mutation in some
        for validator in (FAST, SLOW)
        if rows(validator, mutation.action, mutation.payload) != {mutation.wrong}
    ]


@pytest.mark.parametrize("action", ACTIONS)
def test_valid_payloads_are_valid_by_both_validators(action):
    seeded = [
        valid_payload(action, "Request", Random(n), optional=share) for n in range(10) for share in (0, 0.3, 0.7, 1)
    ]
    assert [each for each in seeded if rows(FAST, action, each) or rows(SLOW, action, each)] == []


@pytest.mark.parametrize("action", ACTIONS)
def test_drawn_payloads_are_valid_by_both_validators(action):
    @FEW
    @given(valid_payloads(action))
    def look(payload):
        assert rows(FAST, action, payload) == rows(SLOW, action, payload) == set()

    look()


@pytest.mark.parametrize("action", ACTIONS)
def test_drawn_mutations_break_the_rule_they_name(action):
    @FEW
    @given(mutations(action))
    def look(mutation):
        assert wrongly_labelled([mutation]) == []

    look()


def test_thousands_of_mutations_break_the_rule_they_name_by_both_validators():
    some = [mutation for action in ACTIONS for mutation in boundary_mutations(action)]
    assert len(some) > 3000
    assert wrongly_labelled(some) == []


def test_every_label_has_its_mutations():
    assert {mutation.label for action in ACTIONS for mutation in boundary_mutations(action)} == set(LABELS)


def test_every_mutation_says_which_codes_it_may_earn():
    some = [mutation for action in ACTIONS for mutation in each_label_once(boundary_mutations(action))]
    assert all(mutation.codes and set(mutation.codes) <= set(ErrorCode) for mutation in some)
    assert {mutation.free for mutation in some if mutation.label in UNNAMED} == {True}


def test_the_fullest_payloads_hold_every_field_of_every_schema():
    for action in ACTIONS:
        schema = message_schemas()[action, "Request"]
        fields = {name for each in (schema, *schema["definitions"].values()) for name in each.get("properties", ())}
        found = {part for place in places(action, "Request", full_payload(action)) for part in place.path}
        assert fields <= found, action


def test_tokens_of_every_type_are_made():
    kinds = {valid_payload("Authorize", "Request", Random(n))["idToken"]["type"] for n in range(200)}
    assert kinds == set(TOKEN_TYPES)
