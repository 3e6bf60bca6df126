"""The live line: what it says, and that it stays out of what is no terminal."""

from ocpp_conformance.harness.catalogue import catalogue
from ocpp_conformance.harness.requirements import Judge
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.case import case
from ocpp_conformance.harness.suite.live import PATIENCE, text
from ocpp_conformance.harness.suite.run import CaseRun


def running():
    function = case("TC_B_01_CS")(lambda: None)
    return CaseRun(function.__ocpp_case__.of(catalogue()), write=lambda line: None, judge=Judge(Role.CSMS))


def test_it_names_what_is_waited_for_and_from_whom():
    run = running()
    with run.recording.waiting("BootNotification", 60):
        now = run.recording.wait.since + 10
        assert text(run, now) == ("TC_B_01_CS: waiting for BootNotification from the station, 50 s left, no frame yet")


def test_it_tells_when_the_last_frame_came():
    run = running()
    run.recording.frame(1, run.case.role, "[]")
    with run.recording.waiting("Heartbeat", 5):
        assert "last frame 3 s ago" in text(run, run.recording.entries[-1].at + 3)


def test_a_short_wait_is_not_worth_a_line():
    run = running()
    with run.recording.waiting("Heartbeat", 5):
        assert text(run, run.recording.wait.since + PATIENCE / 2) == ""
    assert text(run, 1e9) == ""
