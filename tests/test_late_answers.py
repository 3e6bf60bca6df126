"""An answer belongs to the message with its id: one that is late is no answer to what was sent since."""

import asyncio
import json

import pytest
from websockets.asyncio.server import serve

from ocpp_conformance.harness.evidence import Binding, Checklist, NoteEntry, Recording, Violation
from ocpp_conformance.harness.probes import CsmsAddress, Patience, StationProbe
from ocpp_conformance.harness.rpc import Role

pytestmark = pytest.mark.asyncio
PATIENCE = Patience(reply=2, quiet=0.1)


async def slow(connection):
    """Answers what is no Heartbeat 0.3 s late, and only the first one."""
    left, answers = [0.3], []

    async def answer(text):
        await asyncio.sleep(left.pop())
        await connection.send(text)

    async for raw in connection:
        _, message_id, action, *_ = json.loads(raw)
        if action == "Heartbeat":
            await connection.send(json.dumps([3, message_id, {"currentTime": "2026-01-01T00:00:00Z"}]))
        elif left:
            answers.append(asyncio.create_task(answer(json.dumps([4, message_id, "NotSupported", "", {}]))))


async def test_an_answer_that_does_not_come_is_told_with_the_call_that_it_should_answer():
    recording = Recording()
    async with serve(slow, "127.0.0.1", 0, subprotocols=["ocpp2.0.1"]) as server:
        port = server.sockets[0].getsockname()[1]
        checklist = Checklist("X", recording, lambda _: Binding.MUST, judges=Role.CSMS)
        address = CsmsAddress(f"ws://127.0.0.1:{port}/ocpp", "CS001", None)
        station = StationProbe(address, recording, checklist, PATIENCE)
        await station.connect()
        await station.call("Heartbeat", {})
        with pytest.raises(Violation) as caught:
            await station.call("ClearedChargingLimit", {"chargingLimitSource": "EMS"}, within=0.1)
        await station.close()
    assert caught.value.frame is None
    sent = recording.entries[checklist.checks[-1].after]
    assert sent.frame.action == "ClearedChargingLimit"


async def test_a_late_answer_is_told_as_late_and_charged_to_nobody():
    recording = Recording()
    async with serve(slow, "127.0.0.1", 0, subprotocols=["ocpp2.0.1"]) as server:
        port = server.sockets[0].getsockname()[1]
        checklist = Checklist("X", recording, lambda _: Binding.MUST)
        address = CsmsAddress(f"ws://127.0.0.1:{port}/ocpp", "CS001", None)
        station = StationProbe(address, recording, checklist, PATIENCE)
        await station.connect()
        first = await station.provoke('[2,"first","MakeCoffee",{}]')
        second = await station.provoke('[2,"second","MakeCoffee",{}]', quiet=0.5)
        await station.close()
    assert (first.answer, second.answer) == (None, None)
    (told,) = [entry.text for entry in recording.entries if isinstance(entry, NoteEntry)]
    assert told.endswith("is late: it answers message first, which was sent before")
