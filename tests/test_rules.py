"""Each rule on tiny conversations: held, missed, not exercised, and one for each of its guards (tests/rules/)."""

from __future__ import annotations

import pytest

from ocpp_conformance.harness.catalogue import catalogue
from ocpp_conformance.harness.requirements import RULES
from ocpp_conformance.harness.requirements.rule import rule
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.actions import ACTIONS
from ocpp_conformance.harness.rpc.protocol import OCPP_201

from .rules.verdicts import BY_NAME, FILES, samples, wrong

SAMPLES = {name: shown for file in FILES for name, shown in samples(file).items()}
EACH = [(name, sample) for name, shown in SAMPLES.items() for sample in shown]


@pytest.mark.parametrize(("name", "sample"), EACH, ids=[f"{name}: {sample.why}" for name, sample in EACH])
def test_a_rule_says_what_its_samples_show(name, sample):
    assert wrong(BY_NAME[name], sample) == ""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_its_samples(rule):
    shown = {sample.shows for sample in SAMPLES[rule.name]}
    assert shown & {"held", "held only", "missed"}, "nothing shows that it judges"
    assert "missed" in shown, "nothing shows that it can be broken"
    assert "not exercised" in shown, "nothing shows when it says nothing"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_cites_what_binds_whom_it_judges(rule):
    roles = [rule.judges] if rule.judges else list(Role)
    for id in (*rule.ids, *rule.twins):
        if not id.startswith("Part "):
            assert any(catalogue().source(id).level(role) for role in roles), id


def test_every_sample_is_of_a_rule():
    assert SAMPLES.keys() == BY_NAME.keys()


def test_a_name_that_two_rules_have_is_told_with_both_places():
    taken = RULES[0].function

    def another(context): ...

    another.__name__ = taken.__name__
    with pytest.raises(ValueError, match=f"two rules are named '{taken.__name__}'") as error:
        rule("B01.FR.02", judges=Role.CSMS)(another)
    first = taken.__module__.removeprefix("ocpp_conformance.")
    assert str(error.value).endswith(f"in {first} and in {__name__}: give one of them another name")
    assert [each.function for each in RULES if each.name == taken.__name__] == [taken]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_looks_at_actions_that_there_are(rule):
    for action in rule.sends - {"*"}:
        assert action in ACTIONS
        assert rule.judges is None or OCPP_201.may_send(rule.judges, action)
    for action in rule.answers - {"*"}:
        assert rule.judges is None or OCPP_201.may_send(rule.judges.other, action)
