"""Sequences find what only a certain order of messages brings out, make it short, and leave honest systems alone."""

from __future__ import annotations

import pytest
from hypothesis import settings

from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.fuzzing.csms_sequences import CsmsSequence, SequencedStation
from ocpp_conformance.harness.fuzzing.fuzz import EXAMPLES
from ocpp_conformance.harness.fuzzing.loops import OwnLoop
from ocpp_conformance.harness.fuzzing.sequences import SequenceViolation, story, written
from ocpp_conformance.harness.fuzzing.station_sequences import SequencedCsms, StationSequence
from ocpp_conformance.harness.requirements import Judge
from ocpp_conformance.harness.rpc import CallError, CallResult, Role
from ocpp_conformance.harness.suite.case import Case
from ocpp_conformance.harness.suite.run import CaseRun
from ocpp_conformance.harness.sut.description import Description

PARTS = {
    Role.CSMS: ("FUZZ-CSMS-SEQUENCE-01", SequencedCsms, StationSequence),
    Role.STATION: ("FUZZ-CS-SEQUENCE-01", SequencedStation, CsmsSequence),
}
MANY = settings(EXAMPLES, max_examples=60, stateful_step_count=14)
MOST_FRAMES = 5

FAULTS = (
    (Role.CSMS, "late-event-takes-place", None),
    (Role.CSMS, "late-event-takes-place", 1),
    (Role.CSMS, "late-event-takes-place", 2),
    (Role.CSMS, "crossed-id", None),
    (Role.CSMS, "newest-id", None),
    (Role.STATION, "variable-cached", None),
    (Role.STATION, "variable-cached", 1),
    (Role.STATION, "variable-cached", 2),
    (Role.STATION, "station-crossed-id", None),
    (Role.STATION, "station-newest-id", None),
)
"""With seeds, but where each plan that fails waits for an answer in vain."""


def hunted(role: Role, fault: str | None, seed: int | None) -> tuple[CaseRun, SequenceViolation | None]:
    """What became of the plans for a bundled system; one that stays silent is not waited for as long."""
    id, kind, machine = PARTS[role]
    case_run = CaseRun(Case(id, "a hunt", role, "FUZZ", ("fuzz",)), lambda line: None, Judge(role))
    sut = Description(**{f"{role}_fault": fault} if fault else {}).quicker(reply=2.0)
    try:
        with OwnLoop() as loop, kind(loop, case_run, sut) as sequences:
            sequences.hunt(machine, seed, MANY)
    except SequenceViolation as violation:
        return case_run, violation
    return case_run, None


def frames_after_boot(recording, ours):
    """How many frames our probe sent from the first answered BootNotification on, without its answers."""
    count, booted = 0, False
    for entry in recording.frames():
        frame = entry.frame
        answer = isinstance(frame, CallResult | CallError)
        if entry.sender is ours and booted and (entry.deliberate or not answer):
            count += 1
        booted = booted or (isinstance(frame, CallResult) and "interval" in frame.payload)
    return count


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("seed", range(3))
def test_an_honest_system_passes_whatever_the_seed(role, seed):
    case_run, violation = hunted(role, None, seed)
    assert violation is None
    assert [str(finding.text) for finding in case_run.judged.breaches if finding.binding == MUST] == []


@pytest.mark.parametrize(("role", "fault", "seed"), FAULTS)
def test_a_fault_is_found_and_made_short(role, fault, seed):
    case_run, violation = hunted(role, fault, seed)
    assert violation is not None, f"{fault} was not found"
    assert frames_after_boot(case_run.recording, case_run.case.role.other) <= MOST_FRAMES, str(violation)


def test_the_failure_shows_its_steps_with_their_frames():
    case_run, violation = hunted(Role.CSMS, "late-event-takes-place", None)
    assert violation is not None
    assert violation.headline.endswith(f"after {written(violation.plan)}")
    assert violation.tail == story(case_run.recording)
    steps = [line for line in violation.tail if line.startswith("step")]
    assert steps == [f"step {n}: {step}" for n, step in enumerate(violation.plan, start=1)]
    assert "InternalError" in violation.tail[-1]


def test_plans_are_alike_in_each_run():
    found = [hunted(Role.CSMS, "late-event-takes-place", None)[1] for _ in range(2)]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].plan == found[1].plan
