"""A CSMS that does what a test tells it to, for the tests of the bundled station; it holds no tests of its own."""

from __future__ import annotations

import asyncio
import itertools
import random
from contextlib import asynccontextmanager

from ocpp_conformance.harness.peer import Peer
from ocpp_conformance.harness.rpc import CallError, CallResult, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.station import BLOCKS, Station, StationConfig
from ocpp_conformance.harness.transport import Accept, Listener, Secret
from ocpp_conformance.harness.validation import judge_call

NOW = "2026-01-01T12:00:00.000Z"
SCALE = 0.02
PATIENCE = 3.0
PASSWORD = Secret("a-good-password-of-CS001")


def boot(status="Accepted", interval=300):
    return {"status": status, "interval": interval, "currentTime": NOW}


def no_jitter():
    """A source of randomness whose every wait is the shortest."""
    source = random.Random()
    source.uniform = lambda low, _high: low
    return source


class ScriptedCsms:
    """Answers each action with the next of `script[action]`, the last one for ever.

    An answer is a payload, a `CallError` or None for silence. `calls` holds what arrived: time, action, payload.
    """

    def __init__(self):
        self.script = {
            "BootNotification": [boot()],
            "Heartbeat": [{"currentTime": NOW}],
            "Authorize": [{"idTokenInfo": {"status": "Accepted"}}],
        }
        self.calls = []
        self.decide = lambda _request: Accept(OCPP_201.subprotocol)
        self.requests, self.peers, self.closed = [], [], []
        self._changed = asyncio.Event()

    def answers(self, action, *answers):
        self.script[action] = list(answers)

    def answer(self, call):
        assert judge_call(call, Role.STATION) is None, judge_call(call, Role.STATION)
        self.calls.append((asyncio.get_running_loop().time(), call.action, call.payload))
        self._changed.set()
        answers = self.script.get(call.action, [{}])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, CallError):
            return CallError(call.message_id, answer.code).text()
        return None if answer is None else CallResult(call.message_id, answer).text()

    def answer_malformed(self, malformed):
        raise AssertionError(malformed)

    async def serve(self, socket):
        peer = Peer(socket, Role.CSMS, self, timeout=PATIENCE)
        self.peers.append(peer)
        self._changed.set()
        self.closed.append(await peer.run())
        self._changed.set()

    def upgrade(self, request):
        self.requests.append((asyncio.get_running_loop().time(), request))
        self._changed.set()
        return self.decide(request)

    async def call(self, action, payload):
        """Ask the station; the payload of its CALLRESULT, or its CALLERROR."""
        reply = await self.peers[-1].call(action, payload)
        return reply if isinstance(reply, CallError) else reply.payload

    async def until(self, true):
        """Wait until the condition holds."""
        async with asyncio.timeout(PATIENCE):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    async def seen(self, action, number=1):
        """Wait for the nth CALL of an action; its payload."""
        await self.until(lambda: len(self.of(action)) >= number)
        return self.of(action)[number - 1]

    async def fence(self):
        """Once this is answered, the station has had its turn."""
        await self.call("GetVariables", {"getVariableData": [data("OCPPCommCtrlr", "OfflineThreshold")]})

    def of(self, action):
        """The payloads of an action."""
        return [payload for _, name, payload in self.calls if name == action]

    def times(self, action):
        """When the CALLs of an action arrived."""
        return [at for at, name, _ in self.calls if name == action]

    def actions(self):
        """What arrived, one name for neighbours of one action."""
        return [name for name, _ in itertools.groupby(action for _, action, _ in self.calls)]

    def events(self):
        """The TransactionEvents as (eventType, triggerReason, chargingState)."""
        return [
            (e["eventType"], e["triggerReason"], e["transactionInfo"].get("chargingState"))
            for e in self.of("TransactionEvent")
        ]


def data(component, variable, value=None, **more):
    """A GetVariableData, or with a value a SetVariableData."""
    component = {"name": component} if isinstance(component, str) else component
    variable = {"name": variable} if isinstance(variable, str) else variable
    item = {"component": component, "variable": variable, **more}
    return item if value is None else {**item, "attributeValue": value}


async def set_variable(csms, component, variable, value):
    answer = await csms.call("SetVariables", {"setVariableData": [data(component, variable, value)]})
    return answer["setVariableResult"][0]["attributeStatus"]


@asynccontextmanager
async def system(csms=None, *, accepted=True, rng=None, blocks=BLOCKS, **config):
    """A scripted CSMS and a station that dials it; with `accepted`, it is quiet after its boot."""
    csms = csms or ScriptedCsms()
    async with Listener(csms.upgrade, csms.serve) as listener:
        settings = {"csms_url": f"ws://127.0.0.1:{listener.port}/ocpp", "password": PASSWORD, "time_scale": SCALE}
        config = StationConfig(**{**settings, **config})
        async with Station(config, rng=rng or no_jitter(), blocks=blocks) as station:
            if accepted:
                await station.wait_accepted(PATIENCE)
                await csms.seen("SecurityEventNotification")
                await csms.fence()
                csms.calls.clear()
            yield csms, station
