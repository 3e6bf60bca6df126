"""What a rule says of its samples."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from unittest.mock import patch

from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.requirements import RULES, Context, Judge, Judged, Rule
from ocpp_conformance.harness.requirements.judge import Ruleset, binding_of

from .sample import Sample, entries

FILES = sorted({rule.function.__module__.partition(".requirements.")[2] for rule in RULES})
BY_NAME = {rule.name: rule for rule in RULES}


def samples(file: str) -> dict[str, list[Sample]]:
    """The samples of a file of rules, by the name of the rule."""
    found: dict[str, list[Sample]] = importlib.import_module(f".{file}", __package__).SAMPLES
    return found


def wrong(rule: Rule, sample: Sample) -> str:
    """What the rule says, where it isn't what the sample shows; else empty."""
    id, judged = sample.id or rule.ids[0], told(rule, sample)
    breach = next((each for each in judged.breaches if id in (each.rule, *each.also)), None)
    if sample.shows == "missed":
        if breach is None:
            return f"not missed: {judged}"
        role = rule.judges or sample.judges
        assert role is not None, "the sample says whom it judges"
        binding = sample.grade or (binding_of(breach.rule, role) if "." in breach.rule else MUST)
        return "" if breach.binding == binding else f"missed as {breach.binding}, not as {binding}"
    if judged.breaches:
        return f"missed: {judged.breaches}"
    found = "held" if judged.proven[id] else "held only" if judged.held[id] else "not exercised"
    return "" if found == sample.shows else found


def told(rule: Rule, sample: Sample) -> Judged:
    """What this rule alone says."""
    alone = Ruleset([rule])
    room = "ocpp_conformance.harness.requirements"
    with patch(f"{room}.judge.ruleset", lambda *_: alone), patch(f"{room}.implied.messages", lambda *_: ()):
        role = rule.judges or sample.judges
        assert role is not None, "the sample says whom it judges"
        judge = Judge(role, lambda role, conversation: Context(role, conversation, evses=sample.evses))
        judge.begin("X")
        for entry in entries(sample.steps):
            judge.take(entry)
        early, judged = judge.so_far(), judge.end()
        assert early == judged, "to look early changes what is said in the end"
        return judged


def surprises(file: str) -> Iterator[str]:
    """The samples of a file of rules of which its rules say something else."""
    for name, shown in samples(file).items():
        for sample in shown:
            said = wrong(BY_NAME[name], sample)
            if said:
                yield f"{name}: {sample.why}: {said}"
