"""What each case has been seen to check and to exercise on the bundled systems: data, `seen.json` beside this file.

A case *checks* a source that it books under; it *exercises* a requirement whose rule got its condition in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("seen.json")


@cache
def _data() -> Mapping[str, Mapping[str, list[str]]]:
    data: Mapping[str, Mapping[str, list[str]]] = json.loads(FILE.read_text("utf-8"))
    return data


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
    columns = {"checks": checks, "exercises": exercises}
    return written({name: {case: sorted(ids) for case, ids in cases.items() if ids} for name, cases in columns.items()})


def written(data: Mapping[str, Mapping[str, object]]) -> str:
    """JSON with one entry of each table a line, sorted: to be reviewed, and read faster than TOML."""
    tables = []
    for name, entries in data.items():
        lines = (f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in sorted(entries.items()))
        tables.append(f"{json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(tables) + "\n}\n"
