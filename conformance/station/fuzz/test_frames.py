"""Generated frames that are wrong in one way: the station answers as the error table allows, and goes on serving."""

from ocpp_conformance.conformance.case import case
from ocpp_conformance.fixtures.provocations import broken_boundaries, broken_stimuli, frame_stimuli
from ocpp_conformance.fixtures.texts import text_boundaries, text_stimuli
from ocpp_conformance.harness.fuzzing.exploration import Exploration
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.description import Description

TOPICS = ("framing", "fuzz", "rpc")


@case("FUZZ-CS-FRAME-01", "Wrong frames get an allowed answer, and service goes on", topics=TOPICS)
def test_wrong_frames_are_survived(station_exploration: Exploration) -> None:
    station_exploration.run("LIVES-ON", (), frame_stimuli(Role.CSMS))


@case("FUZZ-CS-FRAME-02", "Payloads that break their schema get an allowed answer", topics=("fuzz", "rpc", "schema"))
def test_broken_payloads_are_survived(station_exploration: Exploration, sut: Description) -> None:
    every_place, careful = station_exploration.schedule.profile.every_place, not sut.embedded
    boundaries = broken_boundaries(Role.CSMS, every_place=every_place, careful=careful)
    station_exploration.run("LIVES-ON", boundaries, broken_stimuli(Role.CSMS, careful))


@case("FUZZ-CS-FRAME-03", "JSON at its limits is read or refused, and service goes on", topics=TOPICS)
def test_odd_json_is_survived(station_exploration: Exploration) -> None:
    station_exploration.run("LIVES-ON", text_boundaries(Role.CSMS), text_stimuli(Role.CSMS))
