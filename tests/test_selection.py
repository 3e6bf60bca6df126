"""`-k`, `-m`, `--block`, `--requirement`, `--profile` and `--mandatory` pick the cases that one expects, id by id."""

import subprocess
import sys

import pytest

from .selections import ROOT, SELECTIONS, picked, pinned


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_selection_picks_what_was_reviewed(selection):
    assert picked(selection) == pinned()[selection]


def test_a_case_that_does_not_exist_is_a_usage_error():
    command = [sys.executable, "-m", "pytest", "conformance", "-q", "-p", "no:cacheprovider", "--case", "TC_B_1_CS"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "there is no such case; near it are" in done.stderr
    assert "TC_B_01_CS" in done.stderr
