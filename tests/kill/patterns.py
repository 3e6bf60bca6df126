"""Sets of case ids as a few lines: `TC_E_{01-03,07}_CSMS` are four, `TC_E_*_CSMS` is the whole family, `*` all cases of
the role, and `not TC_E_05_CSMS` behind a star an exception."""

import re
from collections import defaultdict
from fnmatch import fnmatchcase
from itertools import count, groupby

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.own_ids import ids_of_the_suite

EXCEPT = "not "
MANY = 4
"""A star stands for more names than these."""
_NUMBERED = re.compile(r"(?P<head>.*?)(?P<number>\d\d+)(?P<tail>_CSMS|_CS|)")
_BRACES = re.compile(r"(?P<head>[^{]*)\{(?P<numbers>[^}]*)\}(?P<tail>.*)")


def cases_of(role):
    """The ids of the suite's cases for a role."""
    mine = {Role.CSMS: "CSMS", Role.STATION: "CS"}[role]
    return frozenset(id for id in ids_of_the_suite() if mine in re.split("[-_]", id))


def expanded(lines, universe):
    """The names that the lines mean; a line without a star means its names, whether they are in the universe or not."""
    found = set()
    for line in lines:
        if line.startswith(EXCEPT):
            found -= _meant(line.removeprefix(EXCEPT), universe)
        else:
            found |= _meant(line, universe)
    return found


def shortened(names, universe):
    """The fewest lines that mean these names."""
    families = _families(names, universe)
    exceptions = [f"{EXCEPT}{line}" for line in _families(universe - names, universe)]
    strange = _families(names - universe, ())
    if universe and 1 + len(exceptions) + len(strange) < len(families):
        return ["*", *exceptions, *strange]
    return families


def _families(names, universe):
    """A line for the names that differ in their number alone."""
    whole = {family: len(numbers) for family, numbers in _by_family(universe).items()}
    return [
        f"{head}*{tail}" if MANY < len(numbers) == whole.get((head, tail)) else f"{head}{_in_braces(numbers)}{tail}"
        for (head, tail), numbers in sorted(_by_family(names).items())
    ]


def _by_family(names):
    found = defaultdict(list)
    for name in sorted(names):
        parts = _NUMBERED.fullmatch(name)
        head, number, tail = (name, "", "") if parts is None else parts.group("head", "number", "tail")
        found[head, tail].append(number)
    return found


def _in_braces(numbers):
    if len(numbers) == 1:
        return numbers[0]
    steps = count()
    runs = [list(run) for _, run in groupby(numbers, lambda number: (len(number), int(number) - next(steps)))]
    return "{" + ",".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs) + "}"


def _meant(line, universe):
    if "*" in line:
        return {name for name in universe if fnmatchcase(name, line)}
    braces = _BRACES.fullmatch(line)
    if braces is None:
        return {line}
    found = set()
    for run in braces["numbers"].split(","):
        first, _, last = run.partition("-")
        numbers = range(int(first), int(last or first) + 1)
        found |= {f"{braces['head']}{number:0{len(first)}}{braces['tail']}" for number in numbers}
    return found
