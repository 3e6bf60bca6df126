"""Broken systems turn exactly those cases red that are about what is broken."""

import pytest

from .expected_kills import FAULTS, expected, red_ids


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_turns_red_what_was_reviewed(fault):
    found = red_ids(fault)
    assert found, "a fault that nothing notices"
    assert found == expected()[fault]
