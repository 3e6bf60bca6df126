"""What the bundled station is built with, by the features for which a case is due."""

import pytest

from ocpp_conformance.harness.sut.abilities import can


@pytest.mark.parametrize(
    ("condition", "able"), [(None, True), ("C-13", True), ("NOT C-13", False), ("Not C-56", True), ("HFS-8 > 1", True)]
)
def test_a_station_has_a_feature_unless_the_case_is_for_those_without_it(condition, able):
    assert can("C-13", condition) is able
