"""What a case demands of a payload: plain values, nested objects, lists, and the few matchers below."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocpp_conformance.harness.evidence.errors import Miss

ABSENT = "nothing"
"""How an absent value shows in a check."""
_CUT = 300


@dataclass(frozen=True, slots=True)
class Matcher:
    """A demand on one value, absent ones (None) included; `text` completes "expected …"."""

    text: str
    holds: Callable[[Any], bool]

    def __repr__(self) -> str:
        return self.text


def one_of(*values: object) -> Matcher:
    """Any of these values."""
    return Matcher(" or ".join(map(_show, values)), lambda value: value in values)


def ignoring_case(text: str) -> Matcher:
    """This text in any letter case."""
    return Matcher(
        f"{text!r} in any letter case", lambda value: isinstance(value, str) and value.lower() == text.lower()
    )


def absent_or(demand: object) -> Matcher:
    """Nothing at all, or what the demand says."""
    return Matcher(f"nothing or {_show(demand)}", lambda value: value is None or not mismatches(demand, value))


def at_least(number: float) -> Matcher:
    """A number that is not below this one."""
    return Matcher(
        f"a number from {number} up", lambda v: isinstance(v, int | float) and not isinstance(v, bool) and v >= number
    )


def because(words: str, demand: object) -> Matcher:
    """What the demand says of one value, with the words why: "no such token"."""
    return Matcher(f"{_show(demand)} ({words})", lambda value: not mismatches(demand, value))


def text_like(pattern: str, text: str) -> Matcher:
    """A text that matches the regular expression from end to end; `text` says it in words."""
    return Matcher(text, lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None)


def a_list_with(demand: object) -> Matcher:
    """A list of which at least one element is what the demand says."""
    return Matcher(
        f"a list with {_show(demand)}",
        lambda value: isinstance(value, list) and any(not mismatches(demand, each) for each in value),
    )


PRESENT = Matcher("any value", lambda value: value is not None)
NOTHING = Matcher(ABSENT, lambda value: value is None)
NOT_EMPTY = Matcher("something that is not empty", bool)


def mismatches(demand: object, actual: object, pointer: str = "") -> tuple[Miss, ...]:
    """Compare a demand with a payload. Objects are compared by the named fields only, lists element by element."""
    if isinstance(demand, Matcher):
        return () if demand.holds(actual) else (Miss(pointer, demand.text, _show(actual)),)
    if isinstance(demand, Mapping):
        if not isinstance(actual, Mapping):
            return (Miss(pointer, f"an object with {', '.join(demand)}", _show(actual)),)
        return tuple(
            miss
            for name, wanted in demand.items()
            for miss in mismatches(wanted, actual.get(name), f"{pointer}/{name}")
        )
    if isinstance(demand, Sequence) and not isinstance(demand, str):
        if not isinstance(actual, list) or len(actual) != len(demand):
            return (Miss(pointer, f"a list of {len(demand)}", _show(actual)),)
        return tuple(
            miss for i, wanted in enumerate(demand) for miss in mismatches(wanted, actual[i], f"{pointer}/{i}")
        )
    same = isinstance(demand, bool) is isinstance(actual, bool)  # in Python True is 1, in JSON it is not
    return () if same and demand == actual else (Miss(pointer, _show(demand), _show(actual)),)


def _show(value: object) -> str:
    if value is None:
        return ABSENT
    if isinstance(value, Matcher):
        return value.text
    text = repr(value)
    return text if len(text) <= _CUT else f"{text[:_CUT]}…"
