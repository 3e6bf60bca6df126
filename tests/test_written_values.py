"""Demands on values that a CSMS may write in more than one way, or must choose itself."""

import pytest

from ocpp_conformance.conformance.csms.written_values import ignoring_space, in_an_hour, in_the_future
from ocpp_conformance.harness.probes import mismatches


@pytest.mark.parametrize(
    ("demand", "value"),
    [
        (ignoring_space("AB\nCD\n"), "ABCD"),
        (ignoring_space("ABCD"), "A B\r\nCD"),
        (in_the_future(), "2999-01-01T00:00:00+02:00"),
        (in_the_future(), "2999-01-01t00:00:00.1234567z"),
        (in_the_future(), "2998-12-31T23:59:60Z"),
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
        (in_the_future(), "2016-12-31t23:59:60.5z"),
        (in_the_future(), "2999-01-01T00:00:00"),
        (in_the_future(), "tomorrow"),
        (in_the_future(), None),
    ],
)
def test_what_does_not_fit(demand, value):
    assert mismatches(demand, value)


def test_an_hour_ahead_is_in_the_future():
    assert mismatches(in_the_future(), in_an_hour()) == ()
