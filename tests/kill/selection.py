"""Which cases meet which fault, and which fault shows a case best."""

import hashlib
from collections import defaultdict

from ocpp_conformance.harness.faults import FAULTS

from . import expected

ROLES = ("csms", "station")
TOLD, OTHERS = 6, 5
"""How many of the cases that it turns red, and of the others, a fault meets in the quick run."""
WHOLE = 40
"""How many cases a whole bad system meets in the complete run."""
_FRAMES = ("encode", "reply", "malformed_reply")
FUZZED = {
    "FRAME": _FRAMES,
    "PAYLOAD": _FRAMES,
    "REGRESSION": (),
    "SOCKET": (),
    "TOKEN": ("rest.authorize", "rest.broken_rule"),
    "UPGRADE": ("decide", "password_matches", "admit"),
}
"""A generated case runs hundreds of examples: it meets only faults with these seams, and no whole systems."""


def reaches(name, case):
    """Whether a case is worth its time on this fault."""
    fault = FAULTS[name]
    if not case.startswith("FUZZ-"):
        return True
    return not fault.whole and not set(FUZZED.get(case.split("-")[2], ())).isdisjoint(fault.seams)


def complete(cases):
    """The jobs of the complete matrix: the honest systems, then every fault; `cases` maps ids to roles. Of the whole
    bad systems a sample is enough: nobody reviews what they turn red, and many let every case wait in vain."""
    jobs = [{"fault": None, "role": role, "cases": [c for c, r in cases.items() if r == role]} for role in ROLES]
    for name, fault in FAULTS.items():
        mine = [case for case, role in cases.items() if role == str(fault.role) and reaches(name, case)]
        if fault.whole:
            mine = _shuffled(name, mine)[:WHOLE]
        jobs.append({"fault": name, "role": str(fault.role), "cases": mine})
    return jobs


def quick(cases, table, speakers):
    """The jobs of the test: each fault with the cases that only it is to show, some more of those that it turns red,
    and a sample of the others, always the same."""
    duties = defaultdict(set)
    for case, name in best_killers(table).items():
        duties[name].add(case)
    for name, case in speakers.values():
        duties[name].add(case)
    jobs = complete(cases)
    for job in jobs[len(ROLES) :]:
        name, mine = job["fault"], [case for case in job["cases"] if not case.startswith("FUZZ-")]
        told = {case for key in expected.KINDS for case in table.get(name, {}).get(key, ())}
        chosen = duties[name].union(
            _shuffled(name, [case for case in mine if case in told])[:TOLD],
            _shuffled(name, [case for case in mine if case not in told])[:OTHERS],
        )
        job["cases"] = [case for case in job["cases"] if case in chosen]
    return jobs


def _shuffled(name, cases):
    return sorted(cases, key=lambda case: hashlib.sha256(f"{name} {case}".encode()).digest())


def detected(table):
    """Case or monitor → the faults that it detects: those that fail it, or where it can do no more make it advisory."""
    found = defaultdict(list)
    for name, lists in sorted(table.items()):
        for key in ("failed", "advisory"):
            for case in lists.get(key, ()):
                found[case, key].append(name)
    return {case: found.get((case, "failed")) or found[case, "advisory"] for case in sorted({c for c, _ in found})}


def best_killers(table):
    """Case → the fault that turns the fewest other cases red."""
    size = {name: sum(map(len, lists.values())) for name, lists in table.items()}
    shown = {case: faults for case, faults in detected(table).items() if not case.startswith("MON-")}
    return {case: min(faults, key=lambda name: (size[name], name)) for case, faults in shown.items()}
