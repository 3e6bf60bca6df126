"""The mutation run: `python -m tests.kill.mutation` changes one thing in a case, a verb or a rule: who notices?

A mutant is killed when a case that uses the changed function says something else than was reviewed: on the honest
system, or on one of the faults that show the case best. A rule is judged by its samples. A change that only has our own
side send nonsense tests nothing: it is listed as "stimulus" and not counted. Those that nobody notices are listed; some
are equivalent.

    python -m tests.kill.mutation [--sample N] [FILE …]
"""

import argparse
import os
import random
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from . import expected, places
from .mutants import mutants
from .pool import Pool
from .users import users

ROOT = Path(__file__).parents[2]
WORKERS = int(os.environ.get("OCPP_KILL_WORKERS", "20"))
CASES, FAULTS_EACH = 6, 20
"""How many of the cases that use a verb, and how many faults each, judge a mutant."""
RULES = "harness/requirements/"
GLOBS = ("conformance/**/*.py", "harness/probes/*.py", "harness/sut/rest.py", f"{RULES}ocpp_j.py", f"{RULES}*/*.py")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE", help="only these, as conformance/…/test_x.py")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many, always the same")
    options = parser.parse_args()
    files = options.files or [str(path.relative_to(ROOT)) for glob in GLOBS for path in sorted(ROOT.glob(glob))]
    chosen = [mutant for file in files for mutant in mutants(file)]
    if options.sample:
        chosen = random.Random(0).sample(chosen, min(options.sample, len(chosen)))
    began = time.monotonic()
    with Pool(WORKERS) as pool:
        judges = Judges(pool.cases)
        jobs = [judges.job(mutant) for mutant in chosen]
        answers = pool.run(jobs)
    verdicts = Counter(answer["mutant"] for answer in answers)
    for mutant, answer in zip(chosen, answers, strict=True):
        if answer["mutant"] != "killed":
            print(f"{answer['mutant']}: {mutant}")
    judged = verdicts["killed"] + verdicts["survived"]
    score = 100 * verdicts["killed"] / max(judged, 1)
    seconds = time.monotonic() - began
    print(f"{len(chosen)} mutants in {seconds:.0f} s: {dict(verdicts)}; {score:.1f} % of those in use are killed")


class Judges:
    """Who judges a mutant: pairs of a case and a fault, with the verdict that was reviewed."""

    def __init__(self, cases):
        self._cases, table = cases, expected.load()
        self._users = users()
        self._shown_by = places.load()["shown_by"]
        self._reviewed = defaultdict(dict)
        size = {name: len(expected.reds(lists)) for name, lists in table.items()}
        for name in sorted(table, key=lambda name: (size[name], name)):
            for key, verdict in expected.KINDS.items():
                for case in table[name].get(key, ()):
                    self._reviewed[case][name] = verdict

    def job(self, mutant):
        """Every chosen case on the honest system, then on the faults that it shows; the first surprise ends it. What
        is a precondition shows in inconclusive cases."""
        if mutant.file.startswith(RULES):
            return {"mutant": [mutant.file, mutant.index], "samples": mutant.file.removeprefix(RULES)}
        mine = self._users.get((mutant.file, mutant.function), [])
        mine = sorted((case for case in mine if case in self._cases), key=self._fitness(mutant))[:CASES]
        rounds = [(None, case, "passed") for case in mine]
        for case in mine:
            reviewed = list(self._reviewed[case].items())
            telling = [pair for pair in reviewed if mutant.precondition or pair[1] != "inconclusive"][:FAULTS_EACH]
            rounds += [(name, case, verdict) for name, verdict in telling]
        return {
            "mutant": [mutant.file, mutant.index],
            "rounds": [[name, self._cases[case], case, verdict] for name, case, verdict in rounds],
        }

    def _fitness(self, mutant):
        place = f"{mutant.file.removesuffix('.py').replace('/', '.')}:{mutant.function}"
        best = self._shown_by.get(place, ["", ""])[1]
        return lambda case: (case != best, case.startswith("FUZZ-"), -len(self._reviewed[case]), case)


if __name__ == "__main__":
    sys.exit(main())
