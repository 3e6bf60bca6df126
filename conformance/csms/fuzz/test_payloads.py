"""Generated valid messages: the CSMS answers each of them."""

from ocpp_conformance.conformance.case import case
from ocpp_conformance.fixtures.provocations import token_boundaries, token_stimuli, valid_boundaries, valid_stimuli
from ocpp_conformance.harness.fuzzing.exploration import Exploration
from ocpp_conformance.harness.rpc import Role


@case("FUZZ-CSMS-PAYLOAD-01", "Valid messages of all actions are answered", topics=("fuzz", "rpc", "schema"))
def test_valid_messages_are_answered(csms_exploration: Exploration) -> None:
    csms_exploration.run("J-4.1.7-01", valid_boundaries(Role.STATION), valid_stimuli(Role.STATION))


@case("FUZZ-CSMS-TOKEN-01", "Id tokens of all types and forms are answered", topics=("auth", "fuzz", "rfid"))
def test_id_tokens_are_answered(csms_exploration: Exploration) -> None:
    csms_exploration.run("J-4.1.7-01", token_boundaries(), token_stimuli())
