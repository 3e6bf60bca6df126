"""What `schemas/own/driver-1.json` says of the intents is written from the goals: `python -m tests.driver_schema`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.sut.intents import GOALS, Goal

SCHEMA = Path(__file__).parents[1] / "schemas/own/driver-1.json"
_CHOICE = re.compile(r'( +\{"if": \{"properties": \{"intent".*\n)+')
_ARGUMENTS = re.compile(r'(?<="one schema an intent",\n)(      ".*\n)+')


def written() -> str:
    """The text of the schema as it should be."""
    text = _CHOICE.sub(lambda _: _lines("        ", map(_choice, GOALS)), SCHEMA.read_text("utf-8"))
    entries = (f"{json.dumps(name)}: {json.dumps(_arguments(goal))}" for name, goal in GOALS.items())
    return _ARGUMENTS.sub(lambda _: _lines("      ", entries), text)


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
        "properties": {name: {"type": kind.rstrip("?")} for name, kind in goal.arguments.items()},
    }


if __name__ == "__main__":
    SCHEMA.write_text(written(), "utf-8")
