"""Generated frames that are wrong in one way: the CSMS answers as the error table allows, and goes on serving."""

from ocpp_conformance.conformance.case import case
from ocpp_conformance.fixtures.provocations import broken_boundaries, broken_stimuli, frame_stimuli
from ocpp_conformance.fixtures.texts import text_boundaries, text_stimuli
from ocpp_conformance.harness.fuzzing.exploration import Exploration
from ocpp_conformance.harness.rpc import Role

TOPICS = ("framing", "fuzz", "rpc")


@case("FUZZ-CSMS-FRAME-01", "Wrong frames get an allowed answer, and service goes on", topics=TOPICS)
def test_wrong_frames_are_survived(csms_exploration: Exploration) -> None:
    csms_exploration.run("LIVES-ON", (), frame_stimuli(Role.STATION))


@case("FUZZ-CSMS-FRAME-02", "Payloads that break their schema get an allowed answer", topics=("fuzz", "rpc", "schema"))
def test_broken_payloads_are_survived(csms_exploration: Exploration) -> None:
    every_place = csms_exploration.schedule.profile.every_place
    boundaries = broken_boundaries(Role.STATION, every_place=every_place)
    csms_exploration.run("LIVES-ON", boundaries, broken_stimuli(Role.STATION))


@case("FUZZ-CSMS-FRAME-03", "JSON at its limits is read or refused, and service goes on", topics=TOPICS)
def test_odd_json_is_survived(csms_exploration: Exploration) -> None:
    csms_exploration.run("LIVES-ON", text_boundaries(Role.STATION), text_stimuli(Role.STATION))
