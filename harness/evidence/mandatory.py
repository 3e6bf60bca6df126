"""How many of the published cases that certification asks of everybody a run has judged."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.catalogue import Edition, catalogue
from ocpp_conformance.harness.evidence.verdict import GREY, Verdict
from ocpp_conformance.harness.rpc import Role


def mandatory(edition: Edition, role: Role, verdicts: Mapping[str, str], partial: bool) -> str:
    """The count in words, against the published list; empty where no mandatory case of the role is in the run.

    `verdicts` by case; `partial`: only some of the cases that there are were picked.
    """
    published = [entry.id for entry in catalogue(edition).cases(role) if entry.status == "M"]
    there = [verdicts[id] for id in published if id in verdicts]
    if not there:
        return ""
    judged = sum(verdict not in GREY for verdict in there)
    idle = {verdict: there.count(verdict) for verdict in sorted(GREY)}
    absent = len(published) - len(there)
    more = [f"{count} {Verdict(verdict)}" for verdict, count in idle.items() if count]
    more += [f"{absent} {'not in this run' if partial else 'not written here yet'}"] if absent else []
    of = f"{judged} of the {len(published)} mandatory cases of {edition.name} judged"
    return f"{of}; {', '.join(more)}" if more else of
