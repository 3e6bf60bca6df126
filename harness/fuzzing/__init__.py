"""Generated provocations: what is done, what may come of it, what was found; no strategy and no system in here."""

from ocpp_conformance.harness.fuzzing.acts import (
    Act,
    Expect,
    Message,
    Piece,
    Request,
    Response,
    Stream,
    from_json,
    to_json,
)
from ocpp_conformance.harness.fuzzing.oracle import play

__all__ = ["Act", "Expect", "Message", "Piece", "Request", "Response", "Stream", "from_json", "play", "to_json"]
