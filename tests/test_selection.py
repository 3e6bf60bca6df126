"""`-k`, `-m`, `--block` and `--requirement` pick the cases that one expects, id by id."""

import pytest

from .selections import SELECTIONS, picked, pinned


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_selection_picks_what_was_reviewed(selection):
    assert picked(selection) == pinned()[selection]
