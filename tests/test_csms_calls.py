"""The CALLs of the bundled CSMS: when they are sent, how they end."""

from __future__ import annotations

import asyncio
import json

import pytest

from ocpp_conformance.harness.csms import InvalidCallError, NotConnectedError, StationRejectedError
from ocpp_conformance.harness.peer import DisconnectedError, MalformedAnswerError, NoAnswerError
from ocpp_conformance.harness.rpc import Call
from ocpp_conformance.harness.transport import RefusedError, Secret, SocketClosedError

from .messages import BOOT
from .station_in_hand import PASSWORD, connected, csms_with, raw_station


@pytest.mark.asyncio
async def test_calls_wait_for_each_other():
    async with csms_with() as csms:
        socket = await raw_station(csms.url)
        calls = asyncio.gather(csms.call("CS001", "ClearCache", {}), csms.call("CS001", "GetLocalListVersion", {}))

        first = json.loads(await socket.receive())
        await socket.send('[2,"fence","NoSuchAction",{}]')
        fence = json.loads(await socket.receive())
        await socket.send(json.dumps([3, first[1], {"status": "Accepted"}]))
        second = json.loads(await socket.receive())
        await socket.send(json.dumps([3, second[1], {"versionNumber": 7}]))

        assert (first[2], fence[1], second[2]) == ("ClearCache", "fence", "GetLocalListVersion")
        assert [reply.payload for reply in await calls] == [{"status": "Accepted"}, {"versionNumber": 7}]
        await socket.close()


@pytest.mark.asyncio
async def test_calls_of_both_ends_may_cross():
    async with csms_with() as csms:
        socket = await raw_station(csms.url)
        asked = asyncio.ensure_future(csms.call("CS001", "ClearCache", {}))
        call = json.loads(await socket.receive())

        await socket.send(Call("1", "BootNotification", BOOT).text())
        boot = json.loads(await socket.receive())
        await socket.send(json.dumps([3, call[1], {"status": "Rejected"}]))

        assert boot[:2] == [3, "1"]
        assert (await asked).payload == {"status": "Rejected"}
        await socket.close()


@pytest.mark.asyncio
async def test_unanswered_call_frees_the_line_and_its_late_reply_is_ignored():
    async with csms_with(call_timeout=0.05) as csms:
        socket = await raw_station(csms.url)
        with pytest.raises(NoAnswerError):
            await csms.call("CS001", "ClearCache", {})
        late = json.loads(await socket.receive())

        csms.stations["CS001"].peer.timeout = 5
        asked = asyncio.ensure_future(csms.call("CS001", "GetLocalListVersion", {}))
        call = json.loads(await socket.receive())
        await socket.send(json.dumps([3, late[1], {"status": "Accepted"}]))
        await socket.send(json.dumps([3, call[1], {"versionNumber": 7}]))

        assert (await asked).payload == {"versionNumber": 7}
        await socket.close()


@pytest.mark.asyncio
async def test_malformed_answer_ends_the_call():
    async with csms_with() as csms, connected(csms.url, {"ClearCache": []}):
        with pytest.raises(MalformedAnswerError):
            await csms.call("CS001", "ClearCache", {})


@pytest.mark.asyncio
async def test_connection_lost_ends_the_call():
    async with csms_with() as csms:
        socket = await raw_station(csms.url)
        asked = asyncio.ensure_future(csms.call("CS001", "ClearCache", {}))
        await socket.receive()
        await socket.close()

        with pytest.raises(DisconnectedError):
            await asked


@pytest.mark.asyncio
@pytest.mark.parametrize("identity", ["CS001", "nobody"])
async def test_call_needs_a_connection(identity):
    async with csms_with() as csms:
        with pytest.raises(NotConnectedError, match=f"{identity} is not connected"):
            await csms.call(identity, "ClearCache", {})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("action", "payload"), [("Heartbeat", {}), ("NoSuchAction", {}), ("Reset", {}), ("Reset", {"type": "Maybe"})]
)
async def test_call_must_be_a_valid_request_of_a_csms(action, payload):
    async with csms_with() as csms, connected(csms.url):
        with pytest.raises(InvalidCallError, match=f"{action} not sent"):
            await csms.call("CS001", action, payload)


@pytest.mark.asyncio
async def test_rejected_station_is_sent_no_call():
    async with csms_with(registration="Rejected") as csms, connected(csms.url) as station:
        await station.call("BootNotification", BOOT)
        with pytest.raises(StationRejectedError, match=r"B03\.FR\.03"):
            await csms.trigger("CS001", "Heartbeat")

    assert station.calls == []


@pytest.mark.asyncio
async def test_call_that_waits_while_the_station_is_rejected_is_not_sent():
    async with csms_with(registration="Rejected") as csms:
        socket = await raw_station(csms.url)
        first = asyncio.ensure_future(csms.call("CS001", "ClearCache", {}))
        second = asyncio.ensure_future(csms.call("CS001", "ClearCache", {}))
        call = json.loads(await socket.receive())
        await socket.send(Call("1", "BootNotification", BOOT).text())
        await socket.receive()
        await socket.send(json.dumps([3, call[1], {"status": "Accepted"}]))

        assert (await first).payload == {"status": "Accepted"}
        with pytest.raises(StationRejectedError):
            await second
        await socket.close()


@pytest.mark.asyncio
async def test_trigger_sends_a_trigger_message():
    async with csms_with() as csms, connected(csms.url) as station:
        await csms.trigger("CS001", "MeterValues", {"id": 1})

    assert station.calls == [("TriggerMessage", {"requestedMessage": "MeterValues", "evse": {"id": 1}})]


@pytest.mark.asyncio
async def test_trigger_of_a_status_names_the_connector():
    async with csms_with() as csms, connected(csms.url):
        with pytest.raises(InvalidCallError, match=r"F06\.FR\.13"):
            await csms.trigger("CS001", "StatusNotification", {"id": 1})


def set_password(status):
    where = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    new = "another-good-password-of-CS001"
    request = {"setVariableData": [{**where, "attributeValue": new}]}
    response = {"setVariableResult": [{**where, "attributeStatus": status}]}
    return new, request, {"SetVariables": response}


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "changed"), [("Accepted", True), ("Rejected", False)])
async def test_password_that_a_station_took_is_the_new_one(status, changed):
    new, request, answers = set_password(status)
    lines = []
    async with csms_with(log=lines.append) as csms:
        async with connected(csms.url, answers):
            await csms.call("CS001", "SetVariables", request)
        async with connected(csms.url, password=Secret(new) if changed else PASSWORD):
            pass
        with pytest.raises(RefusedError, match="401"):
            await raw_station(csms.url, password=PASSWORD if changed else Secret(new))

    assert new not in "".join(lines)


@pytest.mark.asyncio
async def test_stop_ends_open_calls():
    csms = csms_with()
    async with csms:
        socket = await raw_station(csms.url)
        asked = asyncio.ensure_future(csms.call("CS001", "ClearCache", {}))
        await socket.receive()
    with pytest.raises(DisconnectedError):
        await asked
    with pytest.raises(SocketClosedError):
        await socket.receive()
