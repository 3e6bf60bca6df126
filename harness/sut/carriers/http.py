"""The HTTP carrier: each request is POSTed as JSON to a URL of the owner's, its answer is the body that comes back."""

from __future__ import annotations

import json
from typing import Any

import aiohttp

from ocpp_conformance.harness.probes import pause
from ocpp_conformance.harness.sut.carriers.carrier import Carrier, WireCarrier
from ocpp_conformance.harness.sut.contract import ContractError, Message
from ocpp_conformance.harness.sut.driver import DriverError

TRIES, BETWEEN = 3, 0.25
"""How often a request is sent whose connection failed, always with the same id, and the real seconds in between."""


class OverHttp(Carrier):
    """A carrier that POSTs JSON."""

    def __init__(self) -> None:
        super().__init__()
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))  # who asks has the deadline

    async def close(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def post(self, url: str, message: object) -> tuple[int, str]:
        """POST JSON, again where the connection fails; returns status and body. Raises `DriverError`."""
        assert self._session is not None, "the carrier was not opened"
        for tries_left in reversed(range(TRIES)):
            try:
                async with self._session.post(url, json=message, allow_redirects=False) as response:
                    return response.status, await response.text(errors="replace")
            except (aiohttp.ClientError, OSError) as error:
                if not tries_left:
                    cause = getattr(error, "os_error", error)
                    reason = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
                    raise DriverError(f"no answer from {url} ({reason}); start the driver or correct its URL") from None
            await pause(BETWEEN)
        raise AssertionError("unreachable: the last try returns or raises")


class HttpCarrier(OverHttp, WireCarrier):
    """Asks the driver at a URL."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def exchange(self, message: Message) -> Message:
        status, text = await self.post(self.url, message)
        try:
            answer: Any = json.loads(text)
        except ValueError:
            raise ContractError(f"{self.url} answered {status} with no JSON: {text[:200]!r}") from None
        if not isinstance(answer, dict):
            raise ContractError(f"{self.url} answered {status} with no JSON object: {text[:200]!r}")
        return answer
