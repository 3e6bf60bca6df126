"""However a run ends, exit code, page, footer, summary, badge and a later `report` say the same of it."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ocpp_conformance.harness.places import suite_folder

from .different.processes import COMMAND, Program, ours, run
from .different.servers import recorder, willing
from .result_lines import objects

FILE = (str(suite_folder() / "csms/rpc/test_proper_calls.py"), "-k", "not CALL-06")
"""Cases that a server passes which answers everything."""
NEEDY = (str(suite_folder() / "csms/n_diagnostics/test_n01_logs.py"),)
WHO = ("--identity", "CS{n:03}")
WHOLE = "the whole run"
LATE = 4
"""The connection that is left unanswered: the cases before it are judged."""


def once(going):
    return going.stop(signal.SIGINT)


def twice(going):
    os.kill(going.pid, signal.SIGINT)
    time.sleep(0.05)
    return going.stop(signal.SIGINT)


def terminated(going):
    return going.stop(signal.SIGTERM)


def killed(going):
    return going.stop(signal.SIGKILL)


def without_a_worker(going):
    children = Path(f"/proc/{going.pid}/task/{going.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    return going.wait()


ENDINGS = {
    "Ctrl-C": (once, (), 2, "interrupted", "the run was interrupted after", "interrupted"),
    "Ctrl-C twice": (twice, (), 2, "interrupted", "the run was interrupted after", "interrupted"),
    "SIGTERM": (terminated, (), 2, "interrupted", "the run was interrupted after", "interrupted"),
    "SIGTERM in the background": (terminated, (), 2, "interrupted", "the run was interrupted after", "interrupted"),
    "kill -9": (killed, (), -9, None, "the run was cut after", "cut"),
    "a worker dies": (without_a_worker, ("-n", "1", "--maxfail", "99"), 3, "lost", "cases were lost", "cases lost"),
}


def started(name, *arguments, cwd):
    """The command; in the background of a shell SIGINT is ignored."""
    if "background" not in name:
        return ours(*arguments, cwd=cwd)
    return Program(["sh", "-c", 'trap "" INT; exec "$@"', "sh", *COMMAND, *arguments], cwd=cwd)


def stuck(connection, message, action):
    return willing(connection, message, action) if connection != LATE else None


@pytest.mark.parametrize("name", ENDINGS)
def test_what_ended_early_says_so_everywhere(tmp_path, name):
    end, options, code, ending, words, mark = ENDINGS[name]
    with (
        recorder(stuck) as csms,
        started(name, "run", "--csms", csms.url, *WHO, *FILE, "--reply-timeout", "20", *options, cwd=tmp_path) as going,
    ):
        csms.wait_for_frame(connection=LATE)
        left = end(going)
    assert left == code, going.output
    assert footer(tmp_path).get("ending") == ending
    if ending is None:
        assert run("report", "reports/out/results.jsonl", "--output", "reports/out", cwd=tmp_path).code == 0
    else:
        assert f"could not be judged in full: {words}" in going.output.lower(), going.output
    said = views(tmp_path)
    assert all(words in said[view].lower() for view in ("page", "summary", "junit")), said
    assert ending is None or words in (tmp_path / "reports/out/conformance.html").read_text()
    assert (said["badge"]["color"], mark in said["badge"]["message"]) == ("yellow", True), said


NOTHING = {
    "all not run": NEEDY,
    "one not run": (*NEEDY, "-k", "TC_N_25_CSMS"),
}


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "a worker"])
@pytest.mark.parametrize("name", NOTHING)
def test_what_judged_nothing_says_so_everywhere(tmp_path, name, workers):
    with recorder() as csms:
        done = run("run", "--csms", csms.url, *WHO, *NOTHING[name], *workers, cwd=tmp_path)
    assert done.code == 5, done.output
    assert "Could not be judged: no case judged it" in done.output
    said = views(tmp_path)
    assert all("no case judged it" in said[view] for view in ("page", "summary")), said
    assert (said["badge"]["color"], said["badge"]["message"].split(",")[0]) == ("lightgrey", "not judged")


def test_what_was_picked_is_not_the_whole(tmp_path):
    with recorder() as csms:
        done = run("run", "--csms", csms.url, *FILE[:1], "-k", "RPC-CSMS-CALL-01", cwd=tmp_path)
    assert done.code == 0, done.output
    assert "Passed what was selected, 1 case" in done.output
    assert all("assed what was selected, 1 case" in views(tmp_path)[view] for view in ("page", "summary"))


def footer(folder):
    lines = [line for line in objects(folder / "reports/out/results.jsonl") if line["line"] == "footer"]
    return lines[0] if lines else {}


def views(folder):
    """What the page and the summary say first, and the badge."""
    out = folder / "reports/out"
    page = re.search(r"<h1>(.*?)</h1>", (out / "index.html").read_text(), re.DOTALL)[1]
    summary = re.search(r"\*\*(.*?)\*\*", (out / "summary.md").read_text())[1]
    ends = [
        each.findtext("error") for each in ET.parse(out / "junit.xml").iter("testcase") if each.get("name") == WHOLE
    ]
    return {
        "page": page,
        "summary": summary,
        "junit": "".join(ends),
        "badge": json.loads((out / "badge.json").read_text()),
    }
