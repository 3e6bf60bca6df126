"""How long cases take at a station of somebody else."""

import pytest

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite import Case, Need
from ocpp_conformance.harness.suite.estimate import attended, minutes, seconds


def a_case(*needs, intents=(), block="B"):
    return Case("X", "x", Role.STATION, block, (), needs, intents)


@pytest.mark.parametrize(
    ("case", "lasts"),
    [
        (a_case(), 3),
        (a_case(Need.RESET), 93),
        (a_case(Need.BOOT_SCALE), 33),
        (a_case(intents=("plug_in", "unplug")), 33),
        (a_case(block="L"), 333),
    ],
)
def test_a_case_takes_its_own_time_and_that_of_the_station(case, lasts):
    assert seconds(case, boot=90) == lasts


def test_cases_are_told_by_who_is_needed():
    cases = [a_case(), a_case(Need.RESET), a_case(intents=("present_token",)), a_case(intents=("plug_in",))]
    assert [line.partition(":")[0] for line in attended(cases)] == [
        "2 need nobody",
        "1 need a card",
        "1 need somebody, or a driver, at the station",
    ]
    assert minutes(cases) == 2
