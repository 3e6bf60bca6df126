"""How long cases take at a station of somebody else."""

import pytest

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite import Case, Need
from ocpp_conformance.harness.suite.estimate import Forecast, attended, minutes, seconds


def a_case(*needs, intents=(), block="B", id="X"):
    return Case(id, "x", Role.STATION, block, (), needs, intents)


@pytest.mark.parametrize(
    ("case", "lasts"),
    [
        (a_case(), 3),
        (a_case(Need.RESET), 93),
        (a_case(Need.BOOT_SCALE), 33),
        (a_case(intents=("plug_in", "unplug")), 33),
        (a_case(block="L"), 333),
        (a_case(Need.FIRMWARE, block="PART2"), 333),
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


def test_what_is_left_takes_as_long_as_what_was_seen():
    quick, boots = [a_case(id=f"Q{n}") for n in range(3)], [a_case(Need.RESET, id=f"B{n}") for n in range(3)]
    slow = a_case(Need.RESET, Need.BOOT_SCALE, id="S")
    forecast = Forecast([*quick, *boots, slow])
    assert forecast.left() == 3 * 3 + 3 * 63 + 93
    forecast.took("Q0", 0.5)
    assert forecast.left() == 2 * 0.5 + 3 * 63 + 93
    forecast.took("B0", 100)
    assert forecast.left() == 2 * 0.5 + 2 * 100 + 133, "a kind that was not seen has boots as long as those that were"
    forecast.took("not one of them", 1000)
    assert forecast.left() == 334
