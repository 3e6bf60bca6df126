"""What `schemas/own/driver-1.json` and `docs/drivers.md` say of the intents is written from their records:
`python -m tests.intent_files`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.intents import GOALS, Goal, Link

ROOT = Path(__file__).parents[1]
SCHEMA, PAGE = ROOT / "schemas/own/driver-1.json", ROOT / "docs/drivers.md"
_CHOICE = re.compile(r'( +\{"if": \{"properties": \{"intent".*\n)+')
_ARGUMENTS = re.compile(r'(?<="one schema an intent",\n)(      ".*\n)+')
_TABLES = re.compile(r"(?<=<!-- written by tests/intent_files.py -->\n).*?(?=<!-- end -->)", re.DOTALL)
_HEADS = {Role.CSMS: "asked of a CSMS", Role.STATION: "asked at a station"}


def schema() -> str:
    """The text of the schema as it should be."""
    text = _CHOICE.sub(lambda _: _lines("        ", map(_choice, GOALS)), SCHEMA.read_text("utf-8"))
    entries = (f"{json.dumps(name)}: {json.dumps(_arguments(goal))}" for name, goal in GOALS.items())
    return _ARGUMENTS.sub(lambda _: _lines("      ", entries), text)


def page() -> str:
    """The text of the page for people as it should be."""
    tables = "\n".join(_table(role) for role in _HEADS)
    return _TABLES.sub(lambda _: f"\n{tables}\n", PAGE.read_text("utf-8"))


def _lines(indent: str, entries: Iterable[str]) -> str:
    return ",\n".join(indent + entry for entry in entries) + "\n"


def _choice(name: str) -> str:
    chosen = {"properties": {"intent": {"const": name}}, "required": ["intent"]}
    return json.dumps({"if": chosen, "then": {"properties": {"arguments": {"$ref": f"#/$defs/arguments/{name}"}}}})


def _arguments(goal: Goal) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name in goal.arguments if name in goal.required],
        "properties": {name: {"type": argument.kind} for name, argument in goal.arguments.items()},
    }


def _table(role: Role) -> str:
    rows = [f"| {_HEADS[role]} | what is to be done | arguments | shown by |", "|---|---|---|---|"]
    return "\n".join(rows + [_row(goal) for goal in GOALS.values() if goal.role is role]) + "\n"


def _row(goal: Goal) -> str:
    taken = (f"`{name}` {one.kind}{', optional' if one.optional else ''}" for name, one in goal.arguments.items())
    return f"| `{goal.name}` | {goal.text} | {'; '.join(taken)} | {_shown(goal)} |"


def _shown(goal: Goal) -> str:
    if isinstance(goal.confirmation, Link):
        return goal.confirmation.value
    signs = () if goal.confirmation is None else goal.confirmation(goal.samples)
    return " or ".join(dict.fromkeys(action for action, _ in signs)) or goal.action or "–"


if __name__ == "__main__":
    SCHEMA.write_text(schema(), "utf-8")
    PAGE.write_text(page(), "utf-8")
