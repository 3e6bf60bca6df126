"""What fuzzing found: the fewest stimuli that show it, one finding a cause, kept in files that can be replayed."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.evidence import Violation
from ocpp_conformance.harness.fuzzing.stimuli import Message, Stimulus, from_json, to_json
from ocpp_conformance.harness.rpc import Call, Role, parse
from ocpp_conformance.harness.rpc.actions import ACTIONS
from ocpp_conformance.harness.validation import validator
from ocpp_conformance.schemas.files import own_schema

FORMAT = 1
SHOWN = 300
"""Characters of a stimulus that a report quotes."""
MOST_STIMULI = 200
"""Stimuli of a connection that are kept, to find those that a finding needs."""
_IDS = re.compile(r"'[^']*'|\"[^\"]*\"|\b[0-9a-f]{8,}(-\w+)*\b|\d+(\.\d+)?")


class FindingFileError(Exception):
    """A file that should hold a finding holds none."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(path, problem)
        self.path, self.problem = path, problem

    def __str__(self) -> str:
        return f"{self.path}: no finding ({self.problem}); `ocpp-conformance fuzz` writes such files"


class Found(Violation):
    """The first finding of a case; its text tells of all of them."""

    def __str__(self) -> str:
        return "\n".join((self.headline, *self.tail))


@dataclass
class Finding:
    """Something that a system did and must not do.

    `stimuli` are the fewest that show it; `reproduced` tells that they did so once more on a fresh connection, `gone`
    that there was none any more. `cause` is what findings have in common that are one: source, expectation, what was
    seen. `labels` counts the stimuli that ended in it, by label.
    """

    role: Role
    case: str
    source: str
    cause: str
    text: str
    stimuli: tuple[Stimulus, ...]
    seed: int
    reproduced: bool = True
    gone: bool = False
    labels: Counter[str] = field(default_factory=Counter)
    file: Path | None = None

    @property
    def stands(self) -> bool:
        """Whether it was seen again: it was reproduced, or the system stayed away."""
        return self.reproduced or self.gone

    def as_json(self) -> dict[str, Any]:
        """The finding as its file holds it; valid against `finding-1.json`."""
        return {
            "format": FORMAT,
            "suite": version("ocpp-conformance"),
            "role": str(self.role),
            "case": self.case,
            "source": self.source,
            "cause": self.cause,
            "text": self.text,
            "seed": self.seed,
            "reproduced": self.reproduced,
            "gone": self.gone,
            "labels": dict(sorted(self.labels.items())),
            "stimuli": [to_json(stimulus) for stimulus in self.stimuli],
        }

    def save(self, folder: Path) -> Path:
        """Write the file; the same finding has the same name in every run."""
        mark = hashlib.sha256(self.cause.encode("utf-8", "backslashreplace")).hexdigest()[:8]
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / f"{self.case}-{mark}.json"
        self.file.write_text(json.dumps(self.as_json(), indent=1, ensure_ascii=True) + "\n", "utf-8")
        return self.file

    def summary(self) -> dict[str, Any]:
        """What a report shows of it."""
        stimuli = [
            {"label": stimulus.label, "rule": stimulus.rule, "quoted": _cut(stimulus.quoted)}
            for stimulus in self.stimuli
        ]
        return {
            "source": self.source,
            "text": _cut(self.text),
            "times": self.labels.total(),
            "labels": dict(self.labels.most_common(20)),
            "reproduced": self.reproduced,
            "gone": self.gone,
            "stimuli": stimuli,
            "file": None if self.file is None else str(self.file),
        }


def load(path: Path) -> Finding:
    """Read a file. Raises `FindingFileError`."""
    from jsonschema import Draft202012Validator  # a slow import, needed by few runs

    try:
        line: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise FindingFileError(path, str(error)) from None
    problem = next(Draft202012Validator(own_schema("finding-1")).iter_errors(line), None)
    if problem is not None:
        raise FindingFileError(path, f"{problem.json_path}: {problem.message[:200]}")
    stimuli = tuple(from_json(stimulus) for stimulus in line["stimuli"])
    known = {name: line[name] for name in ("case", "source", "cause", "text", "seed", "reproduced")}
    labels, gone = Counter(line["labels"]), line.get("gone", False)
    return Finding(role=Role(line["role"]), stimuli=stimuli, gone=gone, labels=labels, file=path, **known)


def load_all(folder: Path) -> list[Finding]:
    """The findings in a folder, by name. Raises `FindingFileError`."""
    return [load(path) for path in sorted(folder.glob("*.json"))]


def cause_of(violation: Violation) -> str:
    """What findings of one cause have in common: ids, numbers and quoted values are left out."""
    return f"{violation.source}: {_IDS.sub('…', '; '.join(map(str, violation.misses)))}"


def fewest(
    stimuli: Sequence[Stimulus], shows: Callable[[Sequence[Stimulus]], bool], may_go_on: Callable[[], bool]
) -> list[Stimulus]:
    """The stimuli without those that are not needed to show a finding (delta debugging: halves, quarters, … each).

    `shows` tries some of them; the search ends early when `may_go_on` says so.
    """
    left, size = list(stimuli), max(len(stimuli) // 2, 1)
    while may_go_on():
        for start in range(0, len(left), size):
            fewer = left[:start] + left[start + size :]
            if fewer and may_go_on() and shows(fewer):
                left = fewer
                break
        else:
            if size == 1:
                return left
            size = max(size // 2, 1)
    return left


def smallest(stimulus: Stimulus, shows: Callable[[Stimulus], bool], may_go_on: Callable[[], bool]) -> Stimulus:
    """The stimulus without the members of its payload that are not needed to show a finding; what is wrong with it
    stays what it was."""
    call = parse(stimulus.doing.raw) if isinstance(stimulus.doing, Message) else None
    if not isinstance(call, Call) or not isinstance(stimulus.doing, Message) or call.text() != stimulus.doing.raw:
        return stimulus  # no CALL, or one whose writing may be what matters
    payload: Any = dict(call.payload)
    wrong = _wrongs(call.action, payload)
    tried: set[_Path] = set()
    while may_go_on():
        path = next((path for path in sorted(_members(payload), key=len) if path not in tried), None)
        if path is None:
            break
        tried.add(path)
        fewer = _without(payload, path)
        smaller = replace(stimulus, doing=Message(Call(call.message_id, call.action, fewer).text()))
        if _wrongs(call.action, fewer) == wrong and shows(smaller):
            payload, stimulus = fewer, smaller
    return stimulus


_Path = tuple[str | int, ...]


def _wrongs(action: str, payload: Any) -> set[tuple[str, str]] | None:
    if action not in ACTIONS:
        return None
    return {(each.keyword, each.pointer) for each in validator().defects(action, "Request", payload)}


def _members(value: Any, path: _Path = ()) -> Iterator[_Path]:
    """The places of all members of objects, and of all items but the first of lists."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield (*path, name)
            yield from _members(each, (*path, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            if index:
                yield (*path, index)
            yield from _members(each, (*path, index))


def _without(value: Any, path: _Path) -> Any:
    """A copy without the member at the path."""
    copy = value.copy()
    if len(path) == 1:
        del copy[path[0]]
    else:
        copy[path[0]] = _without(value[path[0]], path[1:])
    return copy


def _cut(text: str) -> str:
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"
