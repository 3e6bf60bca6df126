"""Generated provocations: what is done, what may come of it, what was found; no strategy and no system in here."""

from ocpp_conformance.harness.fuzzing.oracle import play
from ocpp_conformance.harness.fuzzing.stimuli import (
    Expect,
    Message,
    Piece,
    Request,
    Response,
    Stimulus,
    Stream,
    from_json,
    to_json,
)

__all__ = ["Expect", "Message", "Piece", "Request", "Response", "Stimulus", "Stream", "from_json", "play", "to_json"]
