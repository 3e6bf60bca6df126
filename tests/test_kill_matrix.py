"""Proven: every case has been seen failing on a system that is broken in just that way, and passing on honest ones.

The expectations are reviewed files: `python -m tests.kill --update` writes them anew. The complete matrix runs with
`tox -e kill-matrix`, this test runs the cases that tell and a sample of the others.
"""

import os

from ocpp_conformance.harness.catalogue import kills
from ocpp_conformance.harness.faults import FAULTS

from .kill import expected, matrix, places, selection
from .kill.pool import Pool

TABLE = expected.load()
WORKERS = int(os.environ.get("OCPP_KILL_WORKERS", "20"))


def test_every_case_and_every_fault_turns_red_as_reviewed_and_every_verb_speaks():
    with Pool(WORKERS) as pool:
        jobs = selection.quick(selection.complete(pool.cases, TABLE), TABLE, places.load()["shown_by"])
        answers = matrix.look(jobs, pool, TABLE)
    lines = [line for answer in answers for line in matrix.differences(answer, TABLE)]
    assert lines + matrix.gaps(pool.cases, TABLE, answers) == []


def test_each_job_is_in_one_part():
    jobs = [{"fault": name} for name in (None, *FAULTS)]
    parts = [selection.part(jobs, number, 4) for number in (1, 2, 3, 4)]
    assert sorted(str(job["fault"]) for part in parts for job in part) == sorted(str(job["fault"]) for job in jobs)
    assert max(map(len, parts)) < 1.5 * min(map(len, parts))


def test_the_report_tells_what_was_reviewed():
    assert kills.FILE.read_text() == kills.text(
        selection.detected(TABLE), {name: fault.breaks for name, fault in FAULTS.items()}
    )
    assert "password-ignored" in {killer.name for killer in kills.killers_of("TC_A_03_CSMS")}


def test_every_fault_has_expectations_unless_it_is_a_whole_system():
    assert TABLE.keys() == {name for name, fault in FAULTS.items() if not fault.whole}
