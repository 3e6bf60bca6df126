"""Each rule on tiny conversations: held, missed, not exercised, and one for each of its guards (tests/rules/)."""

from __future__ import annotations

import importlib

import pytest

from ocpp_conformance.harness.catalogue import catalogue
from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.requirements import RULES, Context, Judge
from ocpp_conformance.harness.requirements.judge import binding_of
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.actions import ACTIONS, may_send

from .rules.sample import Sample, entries

FILES = sorted({rule.function.__module__.partition(".requirements.")[2] for rule in RULES})
SAMPLES: dict[str, list[Sample]] = {
    name: samples
    for file in FILES
    for name, samples in importlib.import_module(f".rules.{file}", __package__).SAMPLES.items()
}
BY_NAME = {rule.name: rule for rule in RULES}
EACH = [(name, sample) for name, samples in SAMPLES.items() for sample in samples]


@pytest.mark.parametrize(("name", "sample"), EACH, ids=[f"{name}: {sample.why}" for name, sample in EACH])
def test_a_rule_says_what_its_samples_show(name, sample, monkeypatch):
    rule = BY_NAME[name]
    monkeypatch.setattr("ocpp_conformance.harness.requirements.judge.ruleset", lambda role: only(rule))
    monkeypatch.setattr("ocpp_conformance.harness.requirements.implied.messages", lambda *_: ())
    role = rule.judges or sample.judges
    id = sample.id or rule.ids[0]
    judged = told(role, sample)
    breach = next((each for each in judged.breaches if id in (each.rule, *each.also)), None)
    if sample.shows == "missed":
        assert breach is not None, f"not missed; breaches: {judged.breaches}, proven: {judged.proven}"
        assert breach.binding == (sample.grade or MUST if sample.grade else binding_of(breach.rule, role))
    else:
        assert judged.breaches == []
        found = "held" if judged.proven[id] else "held only" if judged.held[id] else "not exercised"
        assert found == sample.shows


def only(rule):
    from ocpp_conformance.harness.requirements.judge import Ruleset

    sends = {action: [rule] for action in rule.sends}
    answers = {action: [rule] for action in rule.answers}
    return Ruleset(sends, answers, [rule] if rule.at_end else [])


def told(role, sample):
    judge = Judge(role, lambda role, conversation: Context(role, conversation, evses=sample.evses))
    judge.begin("X")
    for entry in entries(sample.steps):
        judge.take(entry)
    return judge.end()


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
        if not id.startswith("Part 2"):
            assert any(catalogue().source(id).level(role) for role in roles), id


def test_every_sample_is_of_a_rule():
    assert SAMPLES.keys() == BY_NAME.keys()


def test_names_of_rules_are_unique():
    assert len(BY_NAME) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_looks_at_actions_that_there_are(rule):
    for action in rule.sends - {"*"}:
        assert action in ACTIONS
        assert rule.judges is None or may_send(rule.judges, action)
    for action in rule.answers - {"*"}:
        assert rule.judges is None or may_send(rule.judges.other, action)
