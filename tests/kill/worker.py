"""Runs cases against broken systems, many faults in one process: one job a line on stdin, one answer a line on stdout.

A job is {"fault": name or null, "role": "csms" or "station", "cases": [ids], "patience": factor}, and "edition" where
that is not the one used unasked, which leaves to another one the cases that it hasn't; with "enough" it ends after so
many red cases in a row, and the answer is "cut". The answer has the verdict of each case and the requirements that are
broken. `spoke` says in which cases a place in the code booked a miss or gave up, or a rule was broken; `read_back` in
which the rules say something else of the recording, written and read back, than they said live; `seen` what each case
checks and exercises on the honest system, `reached` the actions that its messages name there, and the decisions that
are asked.
The first line out maps case ids to roles.
"""

import json
import os
import re
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import pytest

from ocpp_conformance.harness.rpc.actions import ACTIONS

ROOT = Path(__file__).parents[2]
sys.path[0] = str(ROOT)

from tests.kill import mutants  # noqa: E402 - a worker is started as a script
from tests.seen import GENERATED, is_seen  # noqa: E402

RED = ("failed", "inconclusive")
WATCHED = "watched"
"""In place of a fault: the honest system, whose decisions are watched."""
QUOTED, NAMES = re.compile(r'"([A-Za-z0-9]+)"'), frozenset(ACTIONS)
MEMORY = 4 << 30
"""Bytes: a system that is never done fills them, and its worker says where."""
PATIENCE = {"reply": 1.0, "connect": 1.0, "boot": 1.2}
"""Real seconds; the systems are in this process, and silence is for good. `boot` outlasts their own time-out."""


class Jobs:
    """In place of pytest's loop over the items."""

    def __init__(self, lines, answer):
        self.lines, self.answer = lines, answer
        self.case = ""
        self.reports, self.spoke, self.reached, self.read_back = [], {}, {}, {}

    def listen_in(self):
        """Note who books a miss, who gives up, which rule is broken, and which actions are named."""
        from ocpp_conformance.harness.evidence import Checklist, Recording
        from ocpp_conformance.harness.requirements import Judge
        from ocpp_conformance.harness.requirements.rule import Kind

        def noting(method, has_missed):
            def noted(checklist, *arguments, **more):
                if has_missed(*arguments, **more):
                    code = sys._getframe(1).f_code
                    place = Path(code.co_filename).relative_to(ROOT).with_suffix("")
                    name = f"{'.'.join(place.parts)}:{code.co_qualname}"
                    self.spoke.setdefault(name, {})[self.case] = True
                return method(checklist, *arguments, **more)

            return noted

        Checklist.book = noting(Checklist.book, lambda _source, misses, **_: bool(misses))
        Checklist.give_up = noting(Checklist.give_up, lambda *_, **__: True)

        def watched(judge, rule, outcome, *arguments):
            if outcome.kind is Kind.MISSED:
                self.spoke.setdefault(f"rule {rule.name}", {})[self.case] = True
            return book(judge, rule, outcome, *arguments)

        def read(recording, connection, sender, raw, **more):
            text = raw if isinstance(raw, str) else raw.decode("latin-1")
            self.reached.setdefault(self.case, set()).update(NAMES.intersection(QUOTED.findall(text)))
            return frame(recording, connection, sender, raw, **more)

        from ocpp_conformance.harness import faults

        def break_or_watch(system, name):
            if name == WATCHED:
                seams = {seam for fault in faults.FAULTS.values() for seam in fault.seams if _has(system, seam)}
                spies = {seam: partial(self.ask, seam) for seam in seams}
                faults.Fault(WATCHED, None, "", "", spies).apply(system)
            else:
                break_it(system, name)

        break_it, faults.break_it = faults.break_it, break_or_watch
        from ocpp_conformance.harness.suite.run import CaseRun

        def judged(run):
            judge_wire(run)
            self.judge_again(run)

        judge_wire, CaseRun.judge_wire = CaseRun.judge_wire, judged
        book, Judge._book = Judge._book, watched
        frame, Recording.frame = Recording.frame, read

    def judge_again(self, run):
        """Note what the rules say of the recording, written and read back, that they didn't say live, or the other
        way round."""
        live = {(each.rule, each.cause) for each in run.judged.breaches}
        if live and not self.case.startswith(GENERATED) and not has_gaps(run):
            again = {(each.rule, each.cause) for each in from_lines(run, self.context)}
            if again != live:
                self.read_back[self.case] = sorted(map(str, live ^ again))

    def ask(self, seam, original, *arguments, **more):
        """A decision of an honest system is asked."""
        self.reached.setdefault(self.case, set()).add(seam)
        return original(*arguments, **more)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        from ocpp_conformance.harness.catalogue import DEFAULT_EDITION, Edition, catalogue
        from ocpp_conformance.harness.suite.case import ATTRIBUTE
        from ocpp_conformance.harness.suite.state import CASE, SUITE

        config = session.config
        config.pluginmanager.unregister(name="ocpp-controller")
        state = config.stash[SUITE]
        state.results = None
        self.context = state.context
        honest = state.sut
        items = {item.stash[CASE].id: item for item in session.items}
        self.listen_in()
        self.answer({"cases": {name: str(item.stash[CASE].role) for name, item in items.items()}})

        def meet(job):
            patience = {name: seconds * job["patience"] for name, seconds in PATIENCE.items()}
            state.sut = replace(honest.quicker(**patience), **{f"{job['role']}_fault": job["fault"] or WATCHED})
            state.edition = Edition.of(job.get("edition", DEFAULT_EDITION.number))
            chosen = [items[name] for name in job["cases"]]
            for item in chosen:
                item.stash[CASE] = getattr(item.function, ATTRIBUTE).of(catalogue(state.edition))
            return self.run(job, chosen)

        for line in self.lines:
            job = json.loads(line)
            self.answer(self.judge(job, meet) if "mutant" in job else meet(job))
        return True

    def judge(self, job, meet):
        """Whether a mutant is noticed in one of its rounds: "killed", "survived", or "unused" where it has none."""
        with mutants.applied(*job["mutant"]):
            if "samples" in job:
                return {"mutant": "killed" if self.surprised(job["samples"]) else "survived"}
            for fault, role, case, reviewed in job["rounds"]:
                answer = meet({"fault": fault, "role": role, "cases": [case], "patience": 1})
                said = answer["verdicts"].get(case)
                if said == "harness error":
                    return {"mutant": "stimulus"}
                if said != reviewed:
                    return {"mutant": "killed", "by": [fault, case]}
        return {"mutant": "survived" if job["rounds"] else "unused"}

    def surprised(self, file):
        """Whether a sample of this file of rules shows something else than it is to show."""
        from tests.rules.verdicts import surprises

        try:
            return any(surprises(file.removesuffix(".py").replace("/", ".")))
        except Exception:  # a rule that falls over is noticed
            return True

    def run(self, job, items):
        from ocpp_conformance.harness.suite.state import CASE, ERROR

        self.reports, self.spoke, self.reached, self.read_back = [], {}, {}, {}
        began = time.monotonic()
        for item, following in pairwise([*items, None]):
            if self.has_enough(job.get("enough")):
                item.session._setupstate.teardown_exact(None)  # what the case before left for this one
                break
            self.case = item.stash[CASE].id
            if ERROR in item.stash:
                del item.stash[ERROR]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        broken = {
            (id, each.binding): report.case
            for report in self.reports
            for each in report.judged.breaches
            for id in (each.rule, *each.also)
        }
        return {
            "fault": job["fault"],
            "role": job["role"],
            "edition": job.get("edition"),
            "cut": len(self.reports) < len(items),
            "verdicts": {report.case: str(report.verdict) for report in self.reports},
            "messages": {report.case: report.line.message[:500] for report in self.reports},
            "broken": sorted(broken),
            "broken_in": {id: case for (id, _), case in broken.items()},
            "seen": {}
            if job["fault"] or job.get("edition")
            else {report.case: seen(report) for report in self.reports},
            "reached": {} if job["fault"] else {case: sorted(names) for case, names in self.reached.items()},
            "read_back": self.read_back,
            "spoke": {name: list(cases) for name, cases in self.spoke.items()},
            "seconds": round(time.monotonic() - began, 2),
        }

    def has_enough(self, number):
        """Whether the last so many cases were all red."""
        last = self.reports[-number:] if number else []
        return len(last) == number and all(report.verdict in RED for report in last)

    def pytest_runtest_logreport(self, report):
        if report.when == "teardown":
            from ocpp_conformance.harness.suite.case_report import report_of

            self.reports.append(report_of(report.ocpp))


def has_gaps(run):
    """Whether a recording was full, so that the rules heard more than it has."""
    return any(getattr(entry, "dropped", 0) for entry in run.recording.entries)


def from_lines(run, context):
    """What the rules say of the recording of a case once it was written and read."""
    from ocpp_conformance.harness.evidence.lines import EntryLine, plain, typed
    from ocpp_conformance.harness.requirements.judge import breaches

    lines = (json.dumps(plain(EntryLine(run.case.id, entry))) for entry in run.recording.entries)
    return breaches([typed(json.loads(line)).entry for line in lines], run.case.role, context)


def _has(system, seam):
    try:
        return callable(attrgetter(seam)(system))
    except AttributeError:
        return False


def seen(report):
    """What the case checks, and what its rules prove."""
    checks = {check.source for check in report.checks if is_seen(check)}
    exercises = set() if report.case.startswith(GENERATED) else set(report.judged.proven) - checks
    return [sorted(checks), sorted(exercises)]


def take_any_edition():
    """A case that the edition used unasked hasn't is taken as another one has it."""
    from ocpp_conformance.harness.catalogue import DEFAULT_EDITION, EDITIONS, Edition, catalogue
    from ocpp_conformance.harness.suite.case import Declaration

    others = [catalogue(Edition.of(number)) for number in EDITIONS if number != DEFAULT_EDITION.number]
    of = Declaration.of

    def of_any(declaration, published):
        found = (of(declaration, each) for each in (published, *others))
        return next((case for case in found if case is not None), None)

    Declaration.of = of_any


def main():
    with suppress(ImportError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    out = os.fdopen(os.dup(1), "w", buffering=1)
    lines = os.fdopen(os.dup(0), "r")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    take_any_edition()
    with tempfile.TemporaryDirectory() as folder:
        options = ["-c", str(ROOT / "harness" / "run.ini"), f"--rootdir={ROOT}", "--output", folder]
        for plugin in ("no:terminal", "no:cacheprovider", "pytest_asyncio.plugin", "ocpp_conformance.harness.plugin"):
            options += ["-p", plugin]
        jobs = Jobs(lines, lambda answer: print(json.dumps(answer), file=out))
        return pytest.main([*options, str(ROOT / "conformance")], plugins=[jobs])


if __name__ == "__main__":
    sys.exit(main())
