"""What a case tells of its generated inputs: how many, of which labels, what came of them, what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Label:
    """One way in which inputs were special: how many there were, and what was seen, the most frequent first."""

    name: str
    times: int
    outcomes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with the fewest stimuli that show it; each has `label`, `rule` and `quoted`."""

    headline: str
    stimuli: tuple[Mapping[str, str], ...]
    replay: str


@dataclass(frozen=True, slots=True)
class Generated:
    """The generated inputs of one case; `told` says in a sentence how many."""

    told: str
    labels: tuple[Label, ...]
    findings: tuple[FindingView, ...]

    def lines(self) -> Iterator[str]:
        """The same as plain text."""
        yield self.told
        for finding in self.findings:
            yield f"finding: {finding.headline}"
            for number, stimulus in enumerate(finding.stimuli, start=1):
                yield f"  {number}. {stimulus['label']} ({stimulus['rule']}): {stimulus['quoted']}"
            if finding.replay:
                yield f"  again: {finding.replay}"
        for label in self.labels:
            seen = ", ".join(f"{what} ({times})" for what, times in label.outcomes)
            yield f"  {label.times:5} {label.name}{f': {seen}' if seen else ''}"


def generated_of(notes: Mapping[str, Any]) -> Generated | None:
    """The generated inputs that the notes tell of; None where there were none."""
    if not notes.get("examples"):
        return None
    outcomes: Mapping[str, Mapping[str, int]] = notes.get("outcomes") or {}
    labels = tuple(
        Label(name, times, tuple((outcomes.get(name) or {}).items())) for name, times in notes.get("labels", {}).items()
    )
    return Generated(_told(notes), labels, tuple(map(_finding, notes.get("findings", ()))))


def _told(notes: Mapping[str, Any]) -> str:
    parts = [f"{notes['examples']} examples"]
    if "boundaries" in notes:
        parts.append(f"{notes['boundaries']} of them boundaries, each tried once")
        parts.append(f"profile {notes['profile']}, seed {notes['seed']}")
    if "memory" in notes:
        parts.append(
            f"the process held {notes['memory']['before']} MiB before and {notes['memory']['after']} MiB after"
        )
    if notes.get("stopped"):
        parts.append(f"stopped by {notes['stopped']}")
    return "; ".join(parts)


def _finding(line: Mapping[str, Any]) -> FindingView:
    again = "" if line["reproduced"] else "; it did not show again on a fresh connection"
    again = "; the system did not come back" if line.get("gone") else again
    times, stimuli = _count(line["times"], "time"), _count(len(line["stimuli"]), "stimulus")
    headline = f"{line['text']} (seen {times}, shown by {stimuli}{again})"
    return FindingView(headline, tuple(line["stimuli"]), line.get("replay", ""))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
