"""A run keeps the report of the one before; `--lf` repeats what was red, `report --diff` finds the one before."""

import pytest

from ocpp_conformance.harness.suite import earlier

from .different.processes import run
from .result_lines import objects

TWO = ("--case", "RPC-CSMS-CALL-01", "--case", "RPC-CSMS-PING-01")
BROKEN = ("--csms-fault", "ping-unanswered", "--reply-timeout", "1")


def verdicts(folder):
    return {line["case"]: line["verdict"] for line in objects(folder / "results.jsonl") if line["line"] == "verdict"}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The folder of the reports behind a run of two cases, one of them red, and one of the red one, which is mended."""
    folder = tmp_path_factory.mktemp("runs")
    first = run("run", *TWO, *BROKEN, cwd=folder)
    assert first.code == 1, first.output
    second = run("run", "--lf", cwd=folder)
    assert second.code == 0, second.output
    return folder / "reports/out", second.output


def test_the_last_failed_alone_ran_again(reports):
    folder, output = reports
    assert verdicts(folder) == {"RPC-CSMS-PING-01": "passed"}
    assert "the run before: " in output


def test_the_run_before_is_kept_whole(reports):
    (before,) = earlier.earlier(reports[0])
    assert verdicts(before) == {"RPC-CSMS-CALL-01": "passed", "RPC-CSMS-PING-01": "failed"}
    assert {each.name for each in before.iterdir()} >= {"index.html", "junit.xml", "summary.md", "badge.json"}


def test_the_difference_to_the_run_before(reports):
    folder, _ = reports
    done = run("report", "--diff", str(folder / "results.jsonl"), cwd=folder)
    assert (done.code, "RPC-CSMS-PING-01" in done.output) == (0, True), done.output


def test_nothing_was_red(reports):
    folder, _ = reports
    done = run("run", "--lf", cwd=folder.parents[1])
    assert (done.code, "left no case red" in done.output) == (5, True), done.output


def test_there_was_no_run(tmp_path):
    done = run("run", "--lf", cwd=tmp_path)
    assert (done.code, "--lf: reports/out holds no run" in done.output) == (4, True), done.output


def test_old_runs_go_and_the_last_whole_one_stays(tmp_path):
    header = '{"line":"header","format":2,"started":"2026-01-01T00:00:%02d+00:00","partial":%s,"suite":"1","edition":"OCPP 2.0.1 Edition 2"}\n'  # noqa: E501
    for number in range(earlier.KEPT + 5):
        (tmp_path / "results.jsonl").write_text(header % (number, "false" if number == 1 else "true"))
        earlier.set_aside(tmp_path)
    names = [each.name for each in earlier.earlier(tmp_path)]
    assert (len(names), names[-1]) == (earlier.KEPT + 1, "20260101-000001")
    assert names[0].endswith("14")
