"""What was reviewed: which cases and rules turn red on which fault, and who speaks where."""

import tomllib
from pathlib import Path

from ocpp_conformance.harness.catalogue.seen import proven_by
from ocpp_conformance.harness.faults import FAULTS
from ocpp_conformance.harness.rpc import Role

from . import patterns

FILE = Path(__file__).with_suffix(".toml")

KINDS = {"failed": "failed", "inconclusive": "inconclusive", "advisory": "advisory"}
"""Key in the file → verdict. Red are the first two; `rules` names the requirements that are broken too."""


WIDTH = 120
"""Columns of the file."""
UNSEEN = "unseen"
"""The key for the cases on which nobody has looked at a fault yet: the quick run leaves them out, `--new` runs them."""
MANY, MOST = 100, "most"
"""Where so many cases are inconclusive, the system can't be spoken to; the file says so in one word."""


def load(path=FILE, without=frozenset()):
    """Fault → {"failed": […], "inconclusive": […], "advisory": […], "rules": […]}, each sorted; whole systems have
    none. A star means no case that is `without`."""
    table = tomllib.loads(path.read_text())
    return {
        name: {key: sorted(patterns.expanded(lines, _universe(name, key) - without)) for key, lines in lists.items()}
        for name, lists in table.items()
    }


def fresh():
    """The cases that nobody has seen run yet."""
    return frozenset(case for role in Role for case in patterns.cases_of(role) if not proven_by(case))


def _universe(name, key):
    """The cases that a star may stand for."""
    known = key in (*KINDS, UNSEEN) and name in FAULTS
    return patterns.cases_of(FAULTS[name].role) if known else frozenset()


def reds(lists):
    """All that is reviewed as red or advisory of a fault: cases and rules."""
    return {each for key in (*KINDS, "rules") for each in lists.get(key, ())} - {MOST}


def outcome(answer):
    """What one answer of a worker says, in the form of the file; empty lists are left out."""
    found = {
        key: sorted(case for case, seen in answer["verdicts"].items() if seen == verdict)
        for key, verdict in KINDS.items()
    }
    found["rules"] = sorted({rule for rule, binding in answer["broken"] if binding == "must"})
    found["advisory"] += sorted({rule for rule, binding in answer["broken"] if binding == "should"})
    if len(found["inconclusive"]) > MANY or answer["cut"]:
        found["inconclusive"] = [MOST]
    return {key: names for key, names in found.items() if names}


def seen(answers):
    """Case → what it checks, and case → what it exercises, on the honest systems."""
    found = {case: columns for answer in answers if answer["fault"] is None for case, columns in answer["seen"].items()}
    return tuple({case: set(columns[which]) for case, columns in found.items()} for which in (0, 1))


def added(lists, more):
    """The lists of one fault with those of another run of it."""
    keys = [key for key in (*KINDS, "rules", UNSEEN) if key in lists or key in more]
    both = {key: {*lists.get(key, ()), *more.get(key, ())} for key in keys}
    return {key: [MOST] if MOST in names else sorted(names) for key, names in both.items()}


def dump(table, path=FILE):
    """Write the file, a family of cases a line (see `patterns`), so that a change is easy to review."""
    lines = ["# Written by `python -m tests.kill --update`; a change shows in review."]
    for name, lists in sorted(table.items()):
        lines += ["", f'["{name}"]']
        for key, names in lists.items():
            lines += _written(key, patterns.shortened(set(names), _universe(name, key)))
    path.write_text("\n".join(lines) + "\n")


def _written(key, names):
    quoted = [f'"{name}"' for name in names]
    in_one = f"{key} = [{', '.join(quoted)}]"
    return [in_one] if len(in_one) <= WIDTH else [f"{key} = [", *(f"    {name}," for name in quoted), "]"]
