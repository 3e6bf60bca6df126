"""Which requirements each case has been seen to prove on the bundled systems: data, `proves.toml` beside this file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("proves.toml")


@cache
def _data() -> Mapping[str, list[str]]:
    return tomllib.loads(FILE.read_text("utf-8"))


def proven_by(case_id: str) -> frozenset[str]:
    """The requirements that a check or a rule proves in this case."""
    return frozenset(_data().get(case_id, ()))


def cases_that_prove(requirement: str) -> tuple[str, ...]:
    """The cases in which this requirement is proven."""
    return tuple(case for case, ids in _data().items() if requirement in ids)


def text(proven: Mapping[str, Iterable[str]]) -> str:
    """The data as it is written to `FILE`, one case a line."""
    rows = (f"{json.dumps(case)} = {json.dumps(sorted(ids))}" for case, ids in sorted(proven.items()) if ids)
    return "\n".join(["# Written by the kill matrix from its honest runs.", *rows]) + "\n"
