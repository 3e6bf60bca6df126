"""Which requirements and rules a case checks, and whether ids in a suite file demand something."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ocpp_conformance.harness.catalogue import CatalogueError, Level, catalogue
from ocpp_conformance.harness.catalogue.own_rules import own_rule
from ocpp_conformance.harness.catalogue.seen import checked_by
from ocpp_conformance.harness.evidence import Binding
from ocpp_conformance.harness.places import is_suite
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.case import Case, CaseError

_QUOTED = re.compile(r'"([A-Z]\d\d\.FR\.\d+|J-[\w.]+-\d\d|REST-[A-Z0-9]+|LIVES-ON)"')

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
    if own_rule(source, role) is not None:
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


def sources_of(case: Case) -> tuple[str, ...]:
    """What the case is known to check: what it was seen to, what it declares, and its subject; sorted."""
    return tuple(sorted({*checked_by(case.id), *case.sources, *case.subject}))


@cache
def check_file(path: Path, role: Role) -> None:
    """Check the ids that stand as texts in a file of cases.

    Raises `CaseError` for one that demands nothing of the role; files of others may hold cases for both.
    """
    for source in sorted(set(_QUOTED.findall(path.read_text("utf-8")))):
        try:
            binding_of(source, role)
        except CaseError:
            if is_suite(path):
                raise
            binding_of(source, role.other)
