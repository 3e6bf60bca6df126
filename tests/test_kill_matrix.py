"""Proven: every case has been seen failing on a system that is broken in just that way, and passing on honest ones.

The expectations are reviewed files: `python -m tests.kill --update` writes them anew. The complete matrix runs with
`tox -e kill-matrix`, this test runs the cases that tell and a sample of the others.
"""

import os

from hypothesis import given
from hypothesis import strategies as st

from ocpp_conformance.harness.catalogue import kills
from ocpp_conformance.harness.faults import FAULTS
from ocpp_conformance.harness.rpc import Role

from .kill import expected, matrix, patterns, places, selection
from .kill.pool import Pool

TABLE = expected.load()
WORKERS = int(os.environ.get("OCPP_KILL_WORKERS", "6"))


def test_every_case_and_every_fault_turns_red_as_reviewed_and_every_verb_speaks():
    with Pool(WORKERS) as pool:
        jobs = selection.quick(selection.complete(pool.cases, TABLE), TABLE, places.load()["shown_by"])
        answers = matrix.look(jobs, pool, TABLE)
    lines = [line for answer in answers for line in matrix.differences(answer, TABLE)]
    lines += matrix.gaps(pool.cases, TABLE, answers)
    print(*lines, sep="\n")  # all of them, where pytest shows some
    assert lines == []


def test_each_fault_is_in_one_part_and_the_honest_systems_in_all():
    jobs = [{"fault": name} for name in (None, *FAULTS)]
    parts = [[job["fault"] for job in selection.part(jobs, number, 4)] for number in (1, 2, 3, 4)]
    assert sorted(name for part in parts for name in part if name is not None) == sorted(FAULTS)
    assert all(part[0] is None for part in parts)
    assert max(map(len, parts)) < 1.5 * min(map(len, parts))


def test_pairs_that_can_not_show_anything_are_left_out_but_for_those_that_were_reviewed_and_a_sample():
    """A fault that is about one action meets the cases in which that is named and its decision asked, those that it
    turns red, and the sample."""
    name, fault = next((name, fault) for name, fault in FAULTS.items() if fault.actions == {"Authorize"})
    seam = next(iter(fault.seams))
    cases = ["reaches", "told", "sampled", "no action", "no decision", "FUZZ-generated", "unknown"]
    reached = {case: ["Heartbeat", seam] for case in cases}
    reached |= {"reaches": ["Authorize", seam], "no decision": ["Authorize"]}
    del reached["unknown"]
    chances = iter((selection.AUDITED / 2, 1.0, 1.0))
    job = {"fault": name, "cases": cases}
    (kept,) = selection.pruned([job], {name: {"failed": ["told"]}}, reached, lambda: next(chances))
    assert kept["cases"] == [case for case in cases if not case.startswith("no ")]


@given(st.sets(st.sampled_from(sorted(patterns.cases_of(Role.STATION)))))
def test_the_lines_of_the_file_mean_what_they_were_written_for(names):
    universe = patterns.cases_of(Role.STATION)
    assert patterns.expanded(patterns.shortened(names, universe), universe) == names


def test_a_family_is_one_line_and_an_exception_another():
    family = {f"TC_E_{number:02}_CS" for number in range(1, 20)}
    universe = family | {"TC_F_01_CS"}
    assert patterns.shortened(family, universe) == ["TC_E_*_CS"]
    assert patterns.shortened(family - {"TC_E_07_CS"}, family) == ["TC_E_{01-06,08-19}_CS"]
    assert patterns.expanded(["*", "not TC_E_{01-18}_CS"], universe) == {"TC_E_19_CS", "TC_F_01_CS"}


def test_the_report_tells_what_was_reviewed():
    assert kills.FILE.read_text() == kills.text(
        selection.detected(TABLE), {name: fault.breaks for name, fault in FAULTS.items()}
    )
    assert "password-ignored" in {killer.name for killer in kills.killers_of("TC_A_03_CSMS")}


def test_every_fault_has_expectations_unless_it_is_a_whole_system():
    assert TABLE.keys() == {name for name, fault in FAULTS.items() if not fault.whole}
