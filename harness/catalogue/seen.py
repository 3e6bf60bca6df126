"""What each case has been seen to check and to exercise on the bundled systems: data, `seen.toml` beside this file.

A case *checks* a source that it books under; it *exercises* a requirement whose rule got its condition in it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("seen.toml")


@cache
def _data() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(FILE.read_text("utf-8"))


def _of(column: str, case_id: str) -> frozenset[str]:
    return frozenset(_data().get(column, {}).get(case_id, ()))


def checked_by(case_id: str) -> frozenset[str]:
    """The sources that the case checks."""
    return _of("checks", case_id)


def exercised_by(case_id: str) -> frozenset[str]:
    """The requirements that rules prove in the case, without those that it checks."""
    return _of("exercises", case_id)


def proven_by(case_id: str) -> frozenset[str]:
    """Both."""
    return checked_by(case_id) | exercised_by(case_id)


def cases_that(column: str, source: str) -> tuple[str, ...]:
    """The cases that `checks` this source or `exercises` it."""
    return tuple(case for case, ids in _data().get(column, {}).items() if source in ids)


def text(checks: Mapping[str, Iterable[str]], exercises: Mapping[str, Iterable[str]]) -> str:
    """The data as it is written to `FILE`, one case a line."""
    lines = ["# Written by `python -m tests.seen` from a run."]
    for column, cases in (("checks", checks), ("exercises", exercises)):
        lines += ["", f"[{column}]"]
        lines += [f"{json.dumps(case)} = {json.dumps(sorted(ids))}" for case, ids in sorted(cases.items()) if ids]
    return "\n".join(lines) + "\n"
