"""Systems that others wrote get the verdicts that were checked by hand; `tox -e interop` runs this."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from .different.processes import free_port, ours
from .interop.matrix import FRONT, README, counts, expected, front, names, render, reviewed
from .interop.systems import SYSTEMS, Kept
from .result_lines import objects

LIMIT = 900.0
"""Real seconds for a run; the longest takes some minutes, most of which it waits for a station to come back."""


@pytest.mark.skipif(
    "OCPP_INTEROP" not in os.environ, reason="takes minutes and npm packages: the tox environment interop runs it"
)
@pytest.mark.parametrize("name", SYSTEMS)
def test_verdicts_are_those_that_were_reviewed(name, tmp_path):
    system = expected(name)
    lines = judge(SYSTEMS[name], tmp_path)
    again = differing(verdicts(lines), system)
    if again:  # where it was busy elsewhere: what is so shows again
        print(f"looked at twice: {again}")
        pick = [word for case in again for word in ("--case", case)]
        kept = [line for line in lines if line["line"] == "breach" or line.get("case") not in again]
        lines = kept + judge_part(SYSTEMS[name], pick, tmp_path / "again")
    seen = verdicts(lines)
    assert differing(seen, system) == {}, "seen, reviewed"
    sometimes = rules(system, "sometimes")  # they show in some runs only; the file says why
    assert breaches(lines) - sometimes == rules(system) - sometimes
    assert Counter(verdict for verdict, _ in seen.values()) == counts(system), "the suite has other cases now"


def test_each_system_was_reviewed_and_is_on_the_page():
    assert names() == sorted(SYSTEMS)
    assert README.read_text() == render(), "python -m tests.interop.matrix"
    assert FRONT.read_text() == front(), "python -m tests.interop.matrix"


def judge(system, folder):
    """The lines of all parts of the suite, each on a system of its own."""
    picks = [["-k", part] if part else [] for part in system.parts]
    folders = [folder / str(number) for number in range(len(picks))]
    with ThreadPoolExecutor() as threads:
        judged = list(threads.map(partial(judge_part, system), picks, folders))
    return [line for lines in judged for line in lines]


def judge_part(system, pick, folder):
    """Run a part of the suite against a system beside it; its lines."""
    folder.mkdir()
    port = free_port()
    third = Kept(system.command(port), folder)
    command = ours("run", *system.options(port, folder), *pick, cwd=folder)
    if system.role == "csms":
        with third:
            third.line_with("listening on")
            with command:
                command.wait(LIMIT)
    else:
        with command:
            command.line_with("waiting up to")
            with third:
                command.wait(LIMIT)
    print(command.output, third.output, sep="\n")  # shown when the test fails
    return list(objects(folder / "reports/out/results.jsonl"))


def differing(seen, system):
    """The cases whose verdicts are not those that were reviewed: (seen, reviewed)."""
    return {case: (was, reviewed(case, system)) for case, was in seen.items() if was != reviewed(case, system)}


def verdicts(lines):
    """The verdict of each case, with the source that it failed for, or of the first check that it missed."""
    missed = {}
    for line in lines:
        if line["line"] == "check" and line["outcome"] != "passed":
            missed.setdefault(line["case"], line["source"])
    judged = (line for line in lines if line["line"] == "verdict")
    return {line["case"]: (line["verdict"], line["source"] or missed.get(line["case"])) for line in judged}


def rules(system, key="id"):
    """The rules that it was found to break, as `breaches` has them; or those of them that have this key."""
    return {(each["id"], each["binding"], each["what"]) for each in system.get("rule", ()) if key in each}


def breaches(lines):
    """What broke a rule, each cause once."""
    return {(line["rule"], line["binding"], line["cause"]) for line in lines if line["line"] == "breach"}
