"""Which requirements and rules a case cites, read from its code before it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from ocpp_conformance.harness.catalogue import CatalogueError, Level, catalogue
from ocpp_conformance.harness.catalogue.rest_rules import REST_RULES
from ocpp_conformance.harness.evidence import Binding
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.case import CaseError

_SUITE = "ocpp_conformance.conformance"
_SOURCE = re.compile(r"[A-Z]\d\d\.FR\.\d+|J-[\w.]+-\d\d|J-E[\w.]+-\d\d|REST-[A-Z0-9]+")

_BINDINGS = {
    Level.SHALL: Binding.MUST,
    Level.SHALL_NOT: Binding.MUST,
    Level.SHOULD: Binding.SHOULD,
    Level.SHOULD_NOT: Binding.SHOULD,
}


@cache
def binding_of(source: str, role: Role) -> Binding:
    """How a requirement or rule binds a system of this role.

    Raises `CaseError` for an unknown id, one that doesn't bind this role, and one that demands nothing (MAY).
    """
    if source in REST_RULES and role is Role.STATION:
        return Binding.MUST
    try:
        entry = catalogue().source(source)
    except CatalogueError as error:
        raise CaseError(str(error)) from None
    level = entry.level(role)
    if level is None:
        raise CaseError(f"{source} does not bind a {role}")
    if level not in _BINDINGS:
        raise CaseError(f"{source} is a {level} for a {role}: nothing can be demanded in its name")
    return _BINDINGS[level]


def sources_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The ids that appear as texts in a case and in the suite's verbs that it calls, sorted."""
    return tuple(sorted(set(_cited(function, set()))))


def _cited(function: object, seen: set[object]) -> Iterator[str]:
    if not isinstance(function, FunctionType) or function in seen or not function.__module__.startswith(_SUITE):
        return
    seen.add(function)
    for code in _codes(function.__code__):
        for constant in code.co_consts:
            texts = constant if isinstance(constant, tuple) else (constant,)
            yield from (text for text in texts if isinstance(text, str) and _SOURCE.fullmatch(text))
        for name in code.co_names:
            yield from _cited(function.__globals__.get(name), seen)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
