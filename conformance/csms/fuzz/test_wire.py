"""Generated WebSocket frames and upgrade requests: whatever comes of a bad one, the next good one is served."""

from ocpp_conformance.conformance.case import case
from ocpp_conformance.fixtures.wire import request_boundaries, request_stimuli, socket_boundaries, socket_stimuli
from ocpp_conformance.harness.fuzzing.exploration import Exploration
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.description import Description


@case("FUZZ-CSMS-SOCKET-01", "WebSocket frames of every kind are survived", topics=("framing", "fuzz", "rpc"))
def test_socket_frames_are_survived(csms_exploration: Exploration) -> None:
    csms_exploration.run("J-4.1.7-01", socket_boundaries(Role.STATION), socket_stimuli(Role.STATION))


@case("FUZZ-CSMS-UPGRADE-01", "Bad upgrade requests are survived, and good ones served", topics=("fuzz", "handshake"))
def test_upgrade_requests_are_survived(csms_exploration: Exploration, sut: Description) -> None:
    known = sut.embedded or sut.password is not None
    csms_exploration.run("J-3.2-01", request_boundaries(password=known), request_stimuli(), costly=not sut.embedded)
