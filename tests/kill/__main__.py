"""The kill matrix from the command line, in the top folder of the repository:

python -m tests.kill             every fault on every case of its role; writes reports/out/kill-matrix.json, .html
python -m tests.kill --update    the same, and writes what was found as the new expectations, for review
python -m tests.kill --new       only what nobody has looked at yet, and adds what was found to the expectations; with
                                 --near the cases of the block that a fault is about, with --minutes 10 a part of it
python -m tests.kill --quick     what tests/test_kill_matrix.py runs
python -m tests.kill NAME …      these faults on every case, with what each case says; --update writes it for them
python -m tests.kill --part 2/4  a quarter of the complete matrix; its answers are kept in reports/out
python -m tests.kill --merge FILE …  the complete matrix from the kept answers of all parts
"""

import argparse
import json
import os
import re
import sys
import time
from pathlib import Path

from ocpp_conformance.harness.catalogue import kills, seen
from ocpp_conformance.harness.faults import FAULTS
from ocpp_conformance.reports.kill_matrix import write_kill_matrix

from . import expected, matrix, patterns, places, selection
from .pool import Pool

ROOT = Path(__file__).parents[2]
WORKERS = int(os.environ.get("OCPP_KILL_WORKERS", "6"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faults", nargs="*", metavar="NAME", help="only these faults, nothing is written")
    parser.add_argument("--update", action="store_true", help="write the expectations anew")
    parser.add_argument("--new", action="store_true", help="run and write what is new")
    parser.add_argument("--near", action="store_true", help="with --new: only on the block that a fault is about")
    parser.add_argument("--minutes", type=float, metavar="N", help="begin nothing later; what is left is for next time")
    parser.add_argument("--quick", action="store_true", help="run a sample")
    parser.add_argument("--part", type=part, metavar="K/N", help="run this part of N, and keep its answers")
    parser.add_argument("--merge", nargs="+", type=Path, metavar="FILE", help="judge the kept answers of all parts")
    options = parser.parse_args()
    table, began = expected.load(without=expected.fresh() if options.new else frozenset()), time.monotonic()
    if options.merge:
        return _merge(parser, options.merge, table)
    with Pool(WORKERS) as pool:
        cases = pool.cases
        if options.faults and not options.update:
            return _explain(options.faults, pool, table)
        jobs = selection.complete(cases, table)
        if options.quick:
            jobs = selection.quick(jobs, table, places.load()["shown_by"])
        if options.new:
            jobs = selection.new(jobs, table)
        if options.near:
            jobs = [job for job in jobs if "far" not in job]
        if options.faults:
            jobs = [job for job in jobs if job["fault"] in (None, *options.faults)]
        if options.part:
            jobs = selection.part(jobs, *options.part)
        until = None if options.minutes is None else began + 60 * options.minutes
        answers = matrix.look(jobs, pool, table, _tell, not options.quick, until)
    seconds = time.monotonic() - began
    if options.update or options.new:
        kept = {name: lists for name, lists in table.items() if options.new or name not in options.faults}
        table = _update(kept if options.new or options.faults else {}, answers)
    if options.part:
        return _keep(cases, answers, seconds, table, *options.part)
    lines = [line for answer in answers for line in matrix.differences(answer, table)]
    lines += matrix.gaps(cases, table, answers)
    print("\n".join(lines))
    print(f"{len(FAULTS)} faults, {len(cases)} cases, {seconds:.0f} s, {len(lines)} differences")
    if not (options.quick or options.new or options.faults):
        write_kill_matrix(_record(cases, table, answers, seconds), ROOT / "reports" / "out")
    return 1 if lines else 0


def part(text):
    """K/N as two numbers."""
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is no part; give 1/4 for the first of four")
    return int(found[1]), int(found[2])


def _keep(cases, answers, seconds, table, number, parts):
    """Write the answers of a part, and say what differs in it; what no part shows is for the merge to say."""
    lines = [line for answer in answers for line in matrix.differences(answer, table)]
    file = ROOT / "reports" / "out" / f"kill-matrix-{number}-of-{parts}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = {"part": number, "of": parts, "cases": cases, "answers": answers, "seconds": seconds}
    file.write_text(json.dumps(kept))
    print("\n".join(lines))
    print(f"part {number} of {parts}: {len(answers)} jobs, {seconds:.0f} s, {len(lines)} differences; kept in {file}")
    return 1 if lines else 0


def _merge(parser, files, table):
    """Judge the answers of all parts as one run."""
    kept = [json.loads(file.read_text()) for file in files]
    parts = {each["of"] for each in kept}
    if len(parts) != 1 or sorted(each["part"] for each in kept) != list(range(1, max(parts) + 1)):
        there = ", ".join(f"{each['part']}/{each['of']}" for each in kept)
        parser.error(f"--merge needs each part of one matrix once; these are {there}")
    kept.sort(key=lambda each: each["part"])
    honest = [answer for answer in kept[0]["answers"] if answer["fault"] is None]
    broken = [answer for each in kept for answer in each["answers"] if answer["fault"] is not None]
    cases, answers = kept[0]["cases"], [*honest, *broken]
    seconds = sum(each["seconds"] for each in kept)
    lines = [line for answer in answers for line in matrix.differences(answer, table)]
    lines += matrix.gaps(cases, table, answers)
    print("\n".join(lines))
    print(f"{len(FAULTS)} faults, {len(cases)} cases, {seconds:.0f} s in {max(parts)} parts, {len(lines)} differences")
    write_kill_matrix(_record(cases, table, answers, seconds), ROOT / "reports" / "out")
    return 1 if lines else 0


def _explain(names, pool, table):
    jobs = [job for job in selection.complete(pool.cases, table) if job["fault"] in names]
    for answer in pool.run([{**job, "patience": 1} for job in jobs]):
        _tell(answer)
        for case, verdict in answer["verdicts"].items():
            if verdict != "passed":
                print(f"    {case} {verdict}: {answer['messages'][case]}")
        print(f"    rules: {answer['broken']}")


def _tell(answer):
    found = {key: len(names) for key, names in expected.outcome(answer).items()}
    print(f"{answer['seconds']:7.1f} s  {answer['fault'] or 'honest ' + answer['role']}: {found}", flush=True)


def _update(table, answers):
    mine = [answer for answer in answers if not answer["edition"]]
    broken = [answer for answer in mine if answer["fault"] and not FAULTS[answer["fault"]].whole]
    unseen = _unseen(table, broken, [case for answer in mine if not answer["fault"] for case in answer["verdicts"]])
    for answer in broken:
        table[answer["fault"]] = expected.added(table.get(answer["fault"], {}), expected.outcome(answer))
    for name, lists in table.items():
        lists.pop(expected.UNSEEN, None)
        if unseen.get(name):
            lists[expected.UNSEEN] = sorted(unseen[name])
    table = {name: lists for name, lists in table.items() if name in FAULTS}
    expected.dump(table)
    places.dump(answers, places.load())
    breaks = {name: fault.breaks for name, fault in FAULTS.items()}
    seen.FILE.write_text(seen.text(*expected.seen(answers)))
    kills.FILE.write_text(kills.text(selection.detected(table), breaks))
    return table


def _unseen(table, answers, cases):
    """Fault → the cases on which nobody has looked at it yet, after these answers; `cases` are those that ran on the
    honest systems."""
    fresh, found = expected.fresh(), {}
    for name in {*table, *(answer["fault"] for answer in answers)} & FAULTS.keys():
        of_role = patterns.cases_of(FAULTS[name].role).intersection(cases)
        before = {*table[name].get(expected.UNSEEN, ()), *fresh} if name in table else of_role
        found[name] = {case for case in of_role & before if selection.reaches(name, case)}
    for answer in answers:
        found[answer["fault"]] -= {*answer["verdicts"], *answer.get("left_out", ())}
    return found


def _record(cases, table, answers, seconds):
    outcomes = {a["fault"]: expected.outcome(a) for a in answers if a["fault"] and not a["edition"]}
    return {
        "format": 1,
        "seconds": round(seconds),
        "faults": [
            {
                "name": name,
                "role": str(fault.role),
                "breaks": fault.breaks,
                "source": fault.source,
                "whole": fault.whole,
                **{key: outcomes[name].get(key, []) for key in (*expected.KINDS, "rules")},
            }
            for name, fault in FAULTS.items()
        ],
        "cases": {
            case: {"role": role, "detects": selection.detected(table).get(case, [])} for case, role in cases.items()
        },
        "places": places.load(),
    }


if __name__ == "__main__":
    sys.exit(main())
