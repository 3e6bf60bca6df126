"""Which faults each case has been seen to detect: data written by the kill matrix, `kills.toml` beside this file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("kills.toml")


@dataclass(frozen=True, slots=True)
class Killer:
    """A fault that a case detects: its name, and what it breaks in a sentence."""

    name: str
    breaks: str


@cache
def _data() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(FILE.read_text("utf-8"))


def killers_of(case_id: str) -> tuple[Killer, ...]:
    """The faults that turn this case red; empty where no matrix has been run."""
    breaks: Mapping[str, str] = _data()["faults"]
    return tuple(Killer(name, breaks[name]) for name in _data()["cases"].get(case_id, ()))


def text(detected: Mapping[str, Sequence[str]], breaks: Mapping[str, str]) -> str:
    """The data as it is written to `FILE`, one case and one fault a line; `breaks` has the sentence of each fault."""
    told = sorted({name for names in detected.values() for name in names})
    cases = (f"{_quoted(case)} = {_quoted(list(names))}" for case, names in sorted(detected.items()))
    faults = (f"{_quoted(name)} = {_quoted(breaks[name])}" for name in told)
    return "\n".join(["# Written by the kill matrix.", "[cases]", *cases, "", "[faults]", *faults]) + "\n"


def _quoted(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
