"""Generated valid messages: the station answers each of them."""

from ocpp_conformance.conformance.case import case
from ocpp_conformance.fixtures.provocations import valid_boundaries, valid_stimuli
from ocpp_conformance.harness.fuzzing.exploration import Exploration
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.description import Description


@case("FUZZ-CS-PAYLOAD-01", "Valid messages of all actions are answered", topics=("fuzz", "rpc", "schema"))
def test_valid_messages_are_answered(station_exploration: Exploration, sut: Description) -> None:
    careful = not sut.embedded
    boundaries = valid_boundaries(Role.CSMS, careful=careful)
    station_exploration.run("J-4.1.7-01", boundaries, valid_stimuli(Role.CSMS, careful))
