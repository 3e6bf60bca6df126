"""How far a run is: what is told, when, and where."""

import io
import time
from unittest.mock import Mock

import pytest

from ocpp_conformance.harness.suite.progress import LONG, Progress, Teller


def progress(done, selected=10, lasted=2 * LONG):
    made = Progress()
    made.selected, made.done, made.began = selected, done, time.monotonic() - lasted
    return made


@pytest.mark.parametrize(
    ("done", "lasted", "line"),
    [
        (5, 20, "5 of 10 cases, about 20 s to go"),
        (1, 60, "1 of 10 cases, about 9 min to go"),
        (0, 20, "0 of 10 cases"),
        (10, 20, "10 of 10 cases"),
        (5, 5, ""),
    ],
)
def test_what_a_run_says_of_itself(done, lasted, line):
    assert progress(done, lasted=lasted).line(time.monotonic()) == line


def test_a_forecast_knows_better():
    made = progress(5)
    made.forecast = Mock(left=lambda: 240.0)
    assert made.line(time.monotonic()) == "5 of 10 cases, about 4 min to go"


def test_a_run_without_cases_says_nothing():
    assert progress(0, selected=0).line(time.monotonic()) == ""


def test_the_case_at_hand_says_what_it_waits_for():
    made = progress(5, lasted=5)
    with made.at(lambda now: "TC_B_01_CS: waiting for BootNotification"):
        assert made.line(time.monotonic()) == "TC_B_01_CS: waiting for BootNotification"
        made.began -= LONG
        assert made.line(time.monotonic()).startswith("5 of 10 cases, about 15 s to go; TC_B_01_CS: waiting")
    with pytest.raises(ValueError, match="failed"), made.at(lambda now: "waiting"):
        raise ValueError("failed")
    assert "waiting" not in made.line(time.monotonic())


def test_a_log_is_told_now_and_then():
    log = io.StringIO()
    with Teller(progress(5), log, every=0.02):
        until = time.monotonic() + 5
        while log.getvalue().count("5 of 10 cases") < 2 and time.monotonic() < until:
            time.sleep(0.01)
    told = log.getvalue()
    time.sleep(0.1)
    assert told.startswith("\n5 of 10 cases, about")
    assert log.getvalue() == told
