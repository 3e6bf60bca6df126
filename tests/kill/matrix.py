"""The kill matrix: every fault against the cases of its role.

    python tests/kill/matrix.py             the complete matrix; compares, and writes reports/out/kill-matrix.json, .html
    python tests/kill/matrix.py --update    the same, and writes the expectations anew, for review
    python tests/kill/matrix.py --quick     what the test runs: the cases that tell, and a sample of the others
"""

import argparse
import hashlib
import os
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # siblings are imported as a package, like the test does

from kill import expected
from kill.pool import Pool
from kill.speakers import monitor_rules, places
from ocpp_conformance.harness.faults import FAULTS
from ocpp_conformance.harness.faults import kills
from ocpp_conformance.reports.kill_matrix import write_kill_matrix

ROOT = Path(__file__).parents[2]
SPEAKERS = Path(__file__).with_name("speakers.toml")
WORKERS = int(os.environ.get("OCPP_KILL_WORKERS", "8"))
TOLD, OTHERS = 6, 5
"""How many of its own cases, and of the others, a fault meets in the quick run."""
HONEST = ({"fault": None, "role": "csms"}, {"fault": None, "role": "station"})

FUZZED = {"FRAME": ("encode", "reply", "malformed_reply", "connected", "online"), "TOKEN": ("rest.",)}
"""A generated case runs 200 examples: it meets the faults whose seams it can reach, and no whole systems."""


def reaches(fault, case):
    """Whether a case is worth a run against a fault."""
    if not case.startswith("FUZZ-"):
        return True
    seams = FUZZED[case.split("-")[2]]
    return not FAULTS[fault].whole and any(seam.startswith(seams) for seam in FAULTS[fault].seams)


def complete(cases):
    """Every fault with every case of its role that reaches it."""
    jobs = [{**job, "cases": [case for case, role in cases.items() if role == job["role"]]} for job in HONEST]
    for name, fault in FAULTS.items():
        mine = [case for case, role in cases.items() if role == str(fault.role) and reaches(name, case)]
        jobs.append({"fault": name, "role": str(fault.role), "cases": mine})
    return jobs


def quick(cases, table, speakers):
    """The honest systems with all cases; each fault with the cases that only it is to show, with some more of those
    that it turns red, and with a sample of the others, always the same."""
    jobs = complete(cases)[: len(HONEST)]
    duties = defaultdict(set)
    for case, fault in first_killers(table).items():
        duties[fault].add(case)
    for fault, case in speakers.values():
        duties[fault].add(case)
    for name, fault in FAULTS.items():
        lists = table.get(name, {})
        told = {case for key in expected.KINDS for case in lists.get(key, ()) if case in cases}
        others = [case for case, role in cases.items() if role == str(fault.role) and case not in told]
        plain = [case for case in others if not case.startswith("FUZZ-")]
        more = [case for case in _shuffled(name, told) if not case.startswith("FUZZ-")][:TOLD]
        chosen = duties[name] | set(more) | set(_shuffled(name, plain)[:OTHERS])
        if told and not told & chosen:
            chosen.add(min(told))
        jobs.append({"fault": name, "role": str(fault.role), "cases": [case for case in cases if case in chosen]})
    return jobs


def _shuffled(name, cases):
    return sorted(cases, key=lambda case: hashlib.sha256(f"{name} {case}".encode()).digest())


def detected(table):
    """Case → the faults that turn it `failed`, or at least `advisory` where it can do no more; whole systems aside."""
    found = defaultdict(list)
    for key in ("failed", "advisory"):
        for name in sorted(table):
            if not FAULTS[name].whole:
                for case in table[name].get(key, ()):
                    found[case, key].append(name)
    cases = {case for case, _ in found}
    return {case: found[case, "failed"] or found[case, "advisory"] for case in sorted(cases)}


def first_killers(table):
    """Case → the fault that shows it best: the one that turns the fewest cases red."""
    size = {name: sum(map(len, lists.values())) for name, lists in table.items()}
    found = {case: min(faults, key=lambda name: (size[name], name)) for case, faults in detected(table).items()}
    return {case: fault for case, fault in found.items() if not case.startswith("MON-")}


def speakers_of(answers):
    """Place or rule → the fault and the case that make it speak; the fault with the fewest reds is taken."""
    found = {}
    for answer in answers:
        if answer["fault"] is None:
            continue
        reds = sum(verdict != "passed" for verdict in answer["verdicts"].values())
        for name, cases in [*answer["spoke"].items(), *(("monitor " + n, c) for n, c in answer["rules"].items())]:
            plain = [case for case in cases if not case.startswith("FUZZ-")] or cases
            found.setdefault(name, []).append((FAULTS[answer["fault"]].whole, reds, answer["fault"], min(plain)))
    return {name: min(pairs)[2:] for name, pairs in sorted(found.items())}


# -- what is wrong -----------------------------------------------------------------------------------------------------


def differences(answer, table):
    """What one answer says against the expectations, a line each."""
    name, lines = answer["fault"], []
    for case, verdict in answer["verdicts"].items():
        if verdict == "harness error":
            lines.append(f"{name}: harness error in {case}: {answer['messages'][case]}")
    found = expected.outcome(answer)
    if name is None:
        lines += [f"the honest {answer['role']}: {key} {names}" for key, names in found.items()]
    elif FAULTS[name].whole:
        if not found.get("failed"):
            lines.append(f"{name}: no case failed, of {sorted(answer['verdicts'])}")
    else:
        wanted, run = table.get(name, {}), set(answer["verdicts"])
        for key in (*expected.KINDS, "monitors"):
            now, then = set(found.get(key, ())), set(wanted.get(key, ()))
            monitors = {each for each in then if each.startswith("MON-")}
            lines += [f"{name}: {each} is {key}, unexpected" for each in sorted(now - then)]
            lines += [f"{name}: {each} is not {key}" for each in sorted((then & run) - now - monitors)]
    return lines


def gaps(cases, table, answers):
    """Cases that no fault shows, faults that no case shows, places that never spoke."""
    shown = detected(table)
    lines = [f"{case} is killed by no fault" for case in cases if case not in shown]
    lines += [f"{case}: expected, but there is no such case" for case in sorted(set(shown) - set(cases) - MONITORS)]
    lines += [f"{name}: expected, but there is no such fault" for name in table if name not in FAULTS]
    lines += [
        f"{name} turns nothing red" for name, fault in FAULTS.items() if not fault.whole and not table.get(name)
    ]
    spoke = {name for answer in answers for name in answer["spoke"]}
    ruled = {name for answer in answers for name in answer["rules"]}
    lines += [f"{place} never spoke" for place in sorted(places() - spoke - set(expected.load(SILENT)["silent"]))]
    return lines + [f"the monitor rule {name} never found anything" for name in sorted(monitor_rules() - ruled)]


SILENT = Path(__file__).with_name("silent.toml")
MONITORS = {
    "MON-ANSWER MON-CODE MON-EMPTY MON-FRAME MON-ID MON-ONE-CALL MON-ORDER MON-REPLY-ID MON-SCHEMA MON-SEQNO",
}
MONITORS = {name for names in MONITORS for name in names.split()} | {"MON-TIMESTAMP"}


def run(jobs, pool, table, tell=lambda answer: None):
    """The answers, those that differ looked at again alone and with more patience, and what is still wrong."""
    answers = pool.run([{**job, "patience": 1} for job in jobs], tell)
    for number, answer in enumerate(answers):
        if differences(answer, table):
            odd = {case for case in answer["verdicts"] if any(case in line for line in differences(answer, table))}
            again = {**jobs[number], "patience": 3}
            if odd and not any(each.startswith("MON-") for each in odd):
                again["cases"] = [case for case in jobs[number]["cases"] if case in odd]
            answers[number] = _merged(answer, *pool.run([again]))
    return answers, [line for answer in answers for line in differences(answer, table)]


def _merged(first, second):
    verdicts = first["verdicts"] | second["verdicts"]
    return {**second, "verdicts": verdicts, "messages": first["messages"] | second["messages"],
            "findings": sorted({tuple(each) for each in first["findings"] + second["findings"]}),
            "spoke": first["spoke"] | second["spoke"], "rules": first["rules"] | second["rules"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
