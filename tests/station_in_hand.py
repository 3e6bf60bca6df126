"""A station in our hand, connected to a bundled CSMS."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

from ocpp_conformance.harness.csms import Csms, CsmsConfig
from ocpp_conformance.harness.peer import Peer
from ocpp_conformance.harness.rpc import CallResult, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import Credentials, Dial, Secret, dial

from .messages import BOOT, CARD

PASSWORD, OTHER_PASSWORD = Secret("a-good-password-of-CS001"), Secret("a-good-password-of-CS002")
ACCEPTED = {"status": "Accepted"}


def csms_with(**settings):
    """A CSMS that knows CS001, CS002 and the card; `settings` come before that."""
    known = {"passwords": {"CS001": PASSWORD, "CS002": OTHER_PASSWORD}, "tokens": {tuple(CARD.values()): "Accepted"}}
    return Csms(CsmsConfig(**{**known, **settings}))


class Station:
    """Answers the CALLs of the CSMS as told and keeps them: `calls` has the action and the payload of each.

    `answers` holds a payload by action, or a function that makes it from the payload of the CALL; every other CALL is
    answered with `otherwise`. None is no answer.
    """

    def __init__(self, socket, answers, otherwise):
        self.socket, self.calls = socket, []
        self.peer = Peer(socket, Role.STATION, self, timeout=5)
        self.call, self.send = self.peer.call, self.peer.send
        self._answers, self._otherwise, self._called = answers, otherwise, asyncio.Event()

    def answer(self, call):
        self.calls.append((call.action, call.payload))
        self._called.set()
        answer = self._answers.get(call.action, self._otherwise)
        payload = answer(call.payload) if callable(answer) else answer
        return None if payload is None else CallResult(call.message_id, payload).text()

    def answer_malformed(self, malformed):
        return None

    async def called(self, action):
        """Wait for a CALL of the action; the payload of the first."""
        async with asyncio.timeout(5):
            while not (payloads := [payload for name, payload in self.calls if name == action]):
                self._called.clear()
                await self._called.wait()
        return payloads[0]


async def raw_station(url, identity="CS001", password=PASSWORD, subprotocols=(OCPP_201.subprotocol,), **options):
    """The socket of a station, and nobody who reads it; `options` are those of `Dial`."""
    credentials = None if password is None else Credentials(identity, password)
    return await dial(Dial(f"{url}/{identity}", subprotocols, credentials=credentials, **options))


@asynccontextmanager
async def connected(url, answers=None, otherwise=ACCEPTED, **options):
    """A `Station` that has not booted; `options` are those of `raw_station`."""
    socket = await raw_station(url, **options)
    station = Station(socket, answers or {}, otherwise)
    running = asyncio.create_task(station.peer.run())
    try:
        yield station
    finally:
        await socket.close()
        await running


@asynccontextmanager
async def booted(url, answers=None, **options):
    """A `Station` whose BootNotification is answered; the rest is as for `connected`."""
    async with connected(url, answers, **options) as station:
        await station.call("BootNotification", BOOT)
        yield station
