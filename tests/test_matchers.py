"""Matchers: what a case demands of a payload."""

import pytest

from ocpp_conformance.harness.probes import (
    NOT_EMPTY,
    NOTHING,
    PRESENT,
    a_list_with,
    absent_or,
    at_least,
    because,
    ignoring_case,
    mismatches,
    one_of,
    text_like,
)


@pytest.mark.parametrize(
    ("demand", "actual"),
    [
        ("Accepted", "Accepted"),
        (1, 1.0),
        ({"status": "Accepted"}, {"status": "Accepted", "more": 1}),
        ({"info": {"status": "Accepted"}}, {"info": {"status": "Accepted"}}),
        ([{"a": 1}], [{"a": 1, "b": 2}]),
        ({"gone": NOTHING}, {}),
        ({"there": PRESENT}, {"there": False}),
        (NOT_EMPTY, "x"),
        (one_of("a", "b"), "b"),
        (ignoring_case("04ab"), "04AB"),
        (absent_or("x"), None),
        (absent_or("x"), "x"),
        (because("no such token", one_of("a", "b")), "b"),
        (at_least(2), 2),
        (text_like(r"\d+", "digits"), "12"),
        (a_list_with({"a": 1}), [{"a": 0}, {"a": 1}]),
    ],
)
def test_what_fits(demand, actual):
    assert mismatches(demand, actual) == ()


@pytest.mark.parametrize(
    ("demand", "actual", "text"),
    [
        ("Accepted", "Rejected", "expected 'Accepted', got 'Rejected'"),
        ("1", 1, "expected '1', got 1"),
        (1, True, "expected 1, got True"),
        (False, 0, "expected False, got 0"),
        ({"status": "Accepted"}, {}, "/status: expected 'Accepted', got nothing"),
        ({"a": {"b": 1}}, {"a": 7}, "/a: expected an object with b, got 7"),
        ([{"a": 1}], [{"a": 2}], "/0/a: expected 1, got 2"),
        ([1], [1, 2], "expected a list of 1, got [1, 2]"),
        ({"gone": NOTHING}, {"gone": 1}, "/gone: expected nothing, got 1"),
        ({"there": PRESENT}, {}, "/there: expected any value, got nothing"),
        (one_of("a", "b"), "c", "expected 'a' or 'b', got 'c'"),
        ({"s": because("no such token", one_of("a", "b"))}, {}, "/s: expected 'a' or 'b' (no such token), got nothing"),
        (at_least(2), True, "expected a number from 2 up, got True"),
        (text_like(r"\d+", "digits"), "12x", "expected digits, got '12x'"),
        (a_list_with(3), [1], "expected a list with 3, got [1]"),
    ],
)
def test_what_does_not_fit_says_why(demand, actual, text):
    assert [str(miss) for miss in mismatches(demand, actual)] == [text]


def test_a_long_value_is_cut():
    (miss,) = mismatches("short", "x" * 10_000)
    assert len(str(miss)) < 400
