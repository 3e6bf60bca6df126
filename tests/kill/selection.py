"""Which cases meet which fault, and which fault shows a case best."""

import hashlib
import random
from collections import defaultdict

from ocpp_conformance.harness.catalogue import DEFAULT_EDITION, EDITIONS, Edition, catalogue
from ocpp_conformance.harness.evidence.known import is_source
from ocpp_conformance.harness.faults import (
    FAULTS,
    csms_rules,
    sequences,
    station_rules_device,
    station_rules_transactions,
)

from . import expected

ROLES = ("csms", "station")
TOLD, OTHERS = 6, 5
"""How many of the cases that it turns red, and of the others, a fault meets in the quick run."""
ENOUGH = 40
"""After so many red cases in a row it is clear that a system can't be spoken to, or is bad as a whole."""
FEW = 3
"""As `ENOUGH`, for the quick run."""
SAMPLE = 40
"""How many cases a system that is bad as a whole meets at most in the quick run."""
AUDITED = 0.02
"""The share of the pairs which can't show anything that are tried all the same: one that turns red is a difference."""
FUZZED = {
    *("limit-off-by-one", "surrogate-crash", "id-cut", "not-json-crash", "payload-any-served", "ascii-only"),
    *(
        "answers-binary",
        "subprotocol-none-served",
        "authorize-without-info",
        "not-json-served-once",
        "key-code-refused",
    ),
    *("station-limit-off-by-one", "station-surrogate-crash", "station-id-cut", "station-not-json-crash"),
    *("station-payload-any-served", "station-ascii-only", "station-answers-binary"),
    *("rest-lower-case-refused", "rest-token-cut", "reconnects-never", "crash-after-boot", "malformed-reply-answered"),
}
"""A generated case runs hundreds of examples: it meets only these faults."""
_OF_STATION = (station_rules_device, station_rules_transactions)
ORDERED = {
    *(fault.name for faults in (sequences, csms_rules, *_OF_STATION) for fault in faults.FAULTS),
    *("status-answer-full", "event-answer-cost-text"),
}
"""A generated sequence meets only the faults that an order of messages brings out, and those that break a rule."""


def reaches(name, case):
    """Whether a case is worth its time on this fault."""
    if not case.startswith("FUZZ-"):
        return True
    return name in (ORDERED if "-SEQUENCE-" in case else FUZZED)


def complete(cases, table):
    """The jobs of the complete matrix: the honest systems, then every fault; `cases` maps ids to roles. A system that
    can't be spoken to meets the cases that it fails first: it lets every case wait in vain."""
    jobs = [{"fault": None, "role": role, "cases": [c for c, r in cases.items() if r == role]} for role in ROLES]
    for name, fault in FAULTS.items():
        mine = [case for case, role in cases.items() if role == str(fault.role) and reaches(name, case)]
        job = {"fault": name, "role": str(fault.role), "cases": mine}
        reviewed = table.get(name, {})
        if fault.whole:
            job |= {"cases": _shuffled(name, mine), "enough": ENOUGH}
        elif expected.MOST in reviewed.get("inconclusive", ()):
            telling = {*reviewed.get("failed", ()), *reviewed.get("advisory", ())}
            job |= {"cases": sorted(mine, key=lambda case: case not in telling), "enough": ENOUGH}
        jobs.append(job)
    return [*jobs, *_other_editions(cases, table)]


def part(jobs, number, parts):
    """The jobs of a part: faults by the hash of their names, so that parts are alike; each begins with the honest
    systems."""
    return [job for job in jobs if job["fault"] is None or _place(job["fault"], parts) == number - 1]


def _place(name, parts):
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % parts


def pruned(jobs, table, reached, chance=random.random):
    """The jobs without the pairs in which a fault can't show, by what each case was seen to reach on the honest system:
    none of the decisions that it replaces is asked, or nothing names an action that it is about. A pair that was
    reviewed as red stays, and a sample of the others."""
    for job in jobs:
        if job["fault"] is not None and "edition" not in job:
            told, fault = expected.reds(table.get(job["fault"], {})), FAULTS[job["fault"]]
            kept = [c for c in job["cases"] if c in told or _may_show(c, fault, reached, chance)]
            job = {**job, "cases": kept, "left_out": sorted(set(job["cases"]).difference(kept))}
        yield job


def _may_show(case, fault, reached, chance):
    there = set(reached.get(case, (*fault.actions, *fault.seams)))
    shows = not there.isdisjoint(fault.seams) and not (fault.actions and there.isdisjoint(fault.actions))
    return case.startswith("FUZZ-") or shows or chance() < AUDITED


def _other_editions(cases, table):
    """Jobs on which a case whose steps another edition changes says what was reviewed, with that edition's steps."""
    jobs = []
    for edition in (Edition.of(number) for number in EDITIONS if number != DEFAULT_EDITION.number):
        for role in ROLES:
            changed = [case for case in cases if cases[case] == role and _changes(case, edition)]
            for name in (None, *(name for name, fault in FAULTS.items() if str(fault.role) == role)):
                red = {case for key in expected.KINDS for case in table.get(name, {}).get(key, ())}
                mine = [case for case in changed if name is None or case in red]
                if mine:
                    jobs.append({"fault": name, "role": role, "cases": mine, "edition": edition.number})
    return jobs


def _changes(case, edition):
    """Whether the edition publishes the case with other steps."""
    if not (catalogue().has(case) and catalogue(edition).has(case)):
        return False
    return catalogue().case(case).steps != catalogue(edition).case(case).steps


def quick(jobs, table, shown_by):
    """The jobs of the test, out of the complete ones: each fault with the cases that only it is to show, some more of
    those that it turns red, and a sample of the others, always the same."""
    duties = defaultdict(set)
    for case, name in best_killers(table).items():
        duties[name].add(case)
    for name, case in shown_by.values():
        duties[name].add(case)
    for job in (job for job in jobs[len(ROLES) :] if "edition" not in job):
        name, unseen = job["fault"], table.get(job["fault"], {}).get(expected.UNSEEN, ())
        mine = [case for case in job["cases"] if not case.startswith("FUZZ-") and case not in unseen]
        if FAULTS[name].whole:
            sample = {*duties[name], *mine[:SAMPLE]}
            job |= {"cases": [case for case in mine if case in sample], "enough": FEW}
            continue
        told = {case for key in expected.KINDS for case in table.get(name, {}).get(key, ())}
        chosen = duties[name].union(
            _shuffled(name, [case for case in mine if case in told])[:TOLD],
            _shuffled(name, [case for case in mine if case not in told])[:OTHERS],
        )
        job["cases"] = [case for case in job["cases"] if case in chosen]
    return jobs


def new(jobs, table):
    """Out of the complete jobs: each fault on the cases on which nobody has looked at it yet, and on those that nothing
    kills; first, of all faults, on the cases of the functional block that they are about."""
    shown, fresh = detected(table), expected.fresh()
    jobs = [job for job in jobs if "edition" not in job and not (job["fault"] and FAULTS[job["fault"]].whole)]
    honest, broken = jobs[: len(ROLES)], jobs[len(ROLES) :]
    near, far = [], []
    for job in broken:
        name, cases = job["fault"], job["cases"]
        if expected.MOST in table.get(name, {}).get("inconclusive", ()):
            continue  # nobody can speak to the system: minutes of waiting in vain, for the complete matrix alone
        if name in table:
            unseen = {*table[name].get(expected.UNSEEN, ()), *fresh}
            cases = [case for case in cases if case in unseen or case not in shown]
        block = _block_of_source(FAULTS[name].source)
        near.append({**job, "cases": [case for case in cases if block_of(case) == block]})
        far.append({**job, "cases": [case for case in cases if block_of(case) != block], "far": True})
    return honest + [job for job in (*near, *far) if job["cases"]]


def block_of(case):
    """The functional block of a published case and of one of Part 2, else the family of our own."""
    family, _, rest = case.replace("_", "-").partition("-")
    if family == "TC":
        return rest[0]
    return rest.split("-")[1][0] if family == "PART2" else family


def _block_of_source(source):
    if source.startswith("REST-"):
        return "RFID"
    return "RPC" if source.startswith(("J-", "FR.")) else source[0]


def _shuffled(name, cases):
    return sorted(cases, key=lambda case: hashlib.sha256(f"{name} {case}".encode()).digest())


def detected(table):
    """Case or rule → the faults that it detects: those that fail it, or where it can do no more make it advisory."""
    found = defaultdict(list)
    for name, lists in sorted(table.items()):
        for key in ("failed", "rules", "advisory"):
            for case in lists.get(key, ()):
                found[case, "advisory" if key == "advisory" else "failed"].append(name)
    return {case: found.get((case, "failed")) or found[case, "advisory"] for case in sorted({c for c, _ in found})}


def best_killers(table):
    """Case → the fault that turns the fewest other cases red."""
    size = {name: len(expected.reds(lists)) for name, lists in table.items()}
    shown = {case: faults for case, faults in detected(table).items() if not is_source(case)}
    return {case: min(faults, key=lambda name: (size[name], name)) for case, faults in shown.items()}
