"""Which faults each case has been seen to detect: data written by the kill matrix, `kills.json` beside this file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.catalogue.seen import written

FILE = Path(__file__).with_name("kills.json")


@dataclass(frozen=True, slots=True)
class Killer:
    """A fault that a case detects: its name, and what it breaks in a sentence."""

    name: str
    breaks: str


@cache
def _data() -> Mapping[str, Mapping[str, Any]]:
    data: Mapping[str, Mapping[str, Any]] = json.loads(FILE.read_text("utf-8"))
    return data


def killers_of(case_id: str) -> tuple[Killer, ...]:
    """The faults that turn this case red; empty where no matrix has been run."""
    breaks: Mapping[str, str] = _data()["faults"]
    return tuple(Killer(name, breaks[name]) for name in _data()["cases"].get(case_id, ()))


def text(detected: Mapping[str, Sequence[str]], breaks: Mapping[str, str]) -> str:
    """The data as it is written to `FILE`, one case and one fault a line; `breaks` has the sentence of each fault."""
    told = sorted({name for names in detected.values() for name in names})
    cases = {case: list(names) for case, names in detected.items()}
    return written({"cases": cases, "faults": {name: breaks[name] for name in told}})
