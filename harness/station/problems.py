"""Problem details for HTTP APIs (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from aiohttp import web

TYPE_PREFIX = "urn:ocpp-conformance:problem:"


class Problem(Exception):  # noqa: N818 - an answer, not a malfunction
    """An answer with a status of 4xx or 5xx; `name` is the last part of the problem type, `more` its extra members."""

    def __init__(
        self, status: int, name: str, title: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(status, name)
        self.status, self.name, self.title, self.detail = status, name, title, detail
        self.headers, self.more = headers or {}, more

    def response(self) -> web.Response:
        """The HTTP answer; its text is ASCII, so any text that came from a peer can be in it."""
        body = {
            "type": f"{TYPE_PREFIX}{self.name}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        return web.Response(
            status=self.status,
            body=json.dumps(body).encode(),
            content_type="application/problem+json",
            headers={**self.headers, "Cache-Control": "no-store"},
        )


def from_aiohttp(error: web.HTTPException) -> Problem:
    """The problem for what aiohttp itself refuses: unknown path, wrong method, body too large."""
    status = HTTPStatus(error.status)
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    name = status.phrase.lower().replace(" ", "-")
    return Problem(status.value, name, status.phrase, status.description or status.phrase, headers=headers)
