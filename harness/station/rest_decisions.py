"""The decisions of the station's REST API, each in one place; faults replace the methods on an instance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from ocpp_conformance.harness.peer import NoAnswerError
from ocpp_conformance.harness.station import tokens
from ocpp_conformance.harness.station.blocks.authorization import Authorization
from ocpp_conformance.harness.station.core.errors import BadAnswerError, NotAcceptedError, NotConnectedError
from ocpp_conformance.harness.station.deeds import Deeds
from ocpp_conformance.harness.station.problems import Problem
from ocpp_conformance.harness.station.rest_body import BODY_LIMIT, read_json, schema_of

_WHY_NOT: Mapping[type[Exception], tuple[int, str, str]] = {
    NotAcceptedError: (409, "not-accepted-yet", "Station not accepted yet"),
    NotConnectedError: (503, "not-connected", "Station not connected"),
    NoAnswerError: (504, "no-answer", "No answer from the CSMS"),
    BadAnswerError: (502, "bad-answer", "Unusable answer from the CSMS"),
}
NOT_ASKED = tuple(_WHY_NOT)
"""Why a token could not be authorized either way."""


class RestDecisions:
    """What the API makes of a request, of a token and of the CSMS's answer."""

    def __init__(self, station: Deeds) -> None:
        self._station = station

    def body_limit(self) -> int:
        """Bytes of a body that are read."""
        return BODY_LIMIT

    def host_is_ours(self, ours: bool) -> bool:
        """Whether a request is served whose Host header names us, or somebody else."""
        return ours

    async def read(self, request: web.Request) -> Any:
        """The body of POST /authorize_rfid. Raises `Problem`."""
        return await read_json(request, schema_of("rest-authorize-rfid-1"), self.body_limit())

    def broken_rule(self, id_token: str) -> tokens.BrokenRule | None:
        """What is wrong with a token; None when it is compliant."""
        return tokens.broken_rule(id_token)

    def warning(self, id_token: str) -> str | None:
        """What is odd about a compliant token."""
        return tokens.warning(id_token)

    async def authorize(self, id_token: str, kind: str) -> Authorization:
        """Ask the CSMS. Raises one of `NOT_ASKED`."""
        return await self._station.authorize(id_token, kind)

    def why_not(self, error: Exception) -> Problem:
        """The problem for one of `NOT_ASKED`."""
        status, name, title = next(known for kind, known in _WHY_NOT.items() if isinstance(error, kind))
        return Problem(status, name, title, str(error))

    def lets_in(self, decision: Authorization) -> bool:
        """Whether the answer of the CSMS becomes a 200."""
        return decision.accepted

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """The last touch on the body of a 200 to POST /authorize_rfid."""
        return body

    def status(self, body: dict[str, Any]) -> dict[str, Any]:
        """The last touch on the body of GET /status."""
        return body

    def healthy(self) -> bool:
        """Whether GET /healthz is 200."""
        return True

    def respond(self, problem: Problem) -> web.Response:
        """The HTTP answer that a problem becomes."""
        return problem.response()
