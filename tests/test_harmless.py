"""What a peer says is obeyed by no terminal and no CI system."""

import pytest

from ocpp_conformance.harness.suite.harmless import harmless


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\x00b\x7f", r"a\x00b\x7f"),
        ("left \u202eright", r"left \u202eright"),
        ("\U000e0041", r"\U000e0041"),
        ("::error file=x::no", r"\::error file=x::no"),
        ("first\n  ##[group]second", "first\n  \\##[group]second"),
        ("E   std::string, déjà vu, 充电\tend", "E   std::string, déjà vu, 充电\tend"),
    ],
)
def test_what_would_be_obeyed_is_shown(text, shown):
    assert harmless(text) == shown
