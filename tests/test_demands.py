"""Demands on values that a CSMS may write in more than one way, or must choose itself."""

import pytest

from ocpp_conformance.conformance.csms.demands import ignoring_space, in_an_hour, in_the_future, other_than
from ocpp_conformance.harness.probes import mismatches


@pytest.mark.parametrize(
    ("demand", "value"),
    [
        (ignoring_space("AB\nCD\n"), "ABCD"),
        (ignoring_space("ABCD"), "A B\r\nCD"),
        (in_the_future(), "2999-01-01T00:00:00+02:00"),
        (other_than(1), 2),
    ],
)
def test_what_fits(demand, value):
    assert mismatches(demand, value) == ()


@pytest.mark.parametrize(
    ("demand", "value"),
    [
        (ignoring_space("ABCD"), "ABCE"),
        (ignoring_space("ABCD"), None),
        (in_the_future(), "2020-01-01T00:00:00Z"),
        (in_the_future(), "2999-01-01T00:00:00"),
        (in_the_future(), "tomorrow"),
        (in_the_future(), None),
        (other_than(1), 1),
        (other_than(1), None),
    ],
)
def test_what_does_not_fit(demand, value):
    assert mismatches(demand, value)


def test_an_hour_ahead_is_in_the_future():
    assert mismatches(in_the_future(), in_an_hour()) == ()
