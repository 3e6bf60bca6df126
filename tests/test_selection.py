"""`-k`, `-m`, `--block`, `--requirement`, `--profile` and `--mandatory` pick the cases that one expects, id by id."""

import pytest

from .different.processes import suite
from .selections import SELECTIONS, picked, pinned


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_selection_picks_what_was_reviewed(selection):
    assert picked(selection) == pinned()[selection]


def test_a_case_that_does_not_exist_is_a_usage_error():
    done = suite("conformance", "--case", "TC_B_1_CS")
    assert done.code == 4
    assert "there is no such case; near it are" in done.output
    assert "TC_B_01_CS" in done.output
