"""Which faults each case has been seen to detect: data written by the kill matrix, `kills.toml` beside this file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("kills.toml")


@cache
def _detected() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(FILE.read_text("utf-8")) if FILE.exists() else {}


def faults_detected_by(case_id: str) -> tuple[str, ...]:
    """The names of the faults that turn this case red; empty where no matrix has been run."""
    return tuple(_detected().get(case_id, ()))


def text(detected: Mapping[str, Sequence[str]]) -> str:
    """The data as it is written to `FILE`, one case a line."""
    rows = (f'"{case}" = {json.dumps(list(names))}' for case, names in sorted(detected.items()))
    return "# Written by the kill matrix.\n" + "\n".join(rows) + "\n"
