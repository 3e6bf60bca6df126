"""Generated WebSocket frames and answers to upgrade requests: the station survives them and comes back."""

from ocpp_conformance.conformance.case import Need, case
from ocpp_conformance.fixtures.wire import response_boundaries, response_stimuli, socket_boundaries, socket_stimuli
from ocpp_conformance.harness.fuzzing.exploration import Exploration
from ocpp_conformance.harness.rpc import Role

NEEDS = (Need.BOOT_SCALE,)  # dozens of reconnects


@case(
    "FUZZ-CS-SOCKET-01", "WebSocket frames of every kind are survived", topics=("framing", "fuzz", "rpc"), needs=NEEDS
)
def test_socket_frames_are_survived(station_exploration: Exploration) -> None:
    station_exploration.run("J-4.1.7-01", socket_boundaries(Role.CSMS), socket_stimuli(Role.CSMS))


@case(
    "FUZZ-CS-UPGRADE-01",
    "Bad answers to an upgrade request are survived",
    topics=("fuzz", "handshake", "offline"),
    needs=NEEDS,
)
def test_answers_to_upgrade_requests_are_survived(station_exploration: Exploration) -> None:
    station_exploration.run("J-5.3-01", response_boundaries(), response_stimuli(), costly=True)
