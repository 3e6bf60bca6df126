"""The bundled CSMS: upgrades, connections, its own CALLs."""

from __future__ import annotations

import asyncio
import base64
import json
from contextlib import asynccontextmanager
from functools import partial

import pytest

from ocpp_conformance.harness.csms import (
    Csms,
    CsmsConfig,
    InvalidCallError,
    NotConnectedError,
    StationRejectedError,
)
from ocpp_conformance.harness.peer import DisconnectedError, MalformedAnswerError, NoAnswerError, Peer
from ocpp_conformance.harness.rpc import Call, CallResult, Role
from ocpp_conformance.harness.transport import (
    Accept,
    Credentials,
    Dial,
    Limits,
    PortTakenError,
    RefusedError,
    Secret,
    SocketClosedError,
    UpgradeRequest,
    dial,
)

PASSWORD = Secret("a-good-password-of-CS001")
OTHER = Secret("a-good-password-of-CS002")
BOOT = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}}


def csms_with(**settings):
    return Csms(CsmsConfig(**{"passwords": {"CS001": PASSWORD, "CS002": OTHER}, **settings}))


async def raw_station(csms, identity="CS001", password=PASSWORD, **options):
    return await dial(Dial(f"{csms.url}/{identity}", credentials=Credentials(identity, password), **options))


class Answers:
    """Answers every CALL of the CSMS with Accepted, and remembers it; a `script` answers in another way."""

    def __init__(self, script=None):
        self.calls = []
        self._script = script

    def answer(self, call):
        self.calls.append(call)
        return self._script(call) if self._script else CallResult(call.message_id, {"status": "Accepted"}).text()

    def answer_malformed(self, malformed):
        return None


@asynccontextmanager
async def station(csms, answers=None, **options):
    socket = await raw_station(csms, **options)
    peer = Peer(socket, Role.STATION, answers or Answers(), timeout=5)
    running = asyncio.create_task(peer.run())
    try:
        yield peer
    finally:
        await socket.close()
        await running


def upgrade(path, user="CS001", password=PASSWORD, offered="ocpp2.0.1"):
    token = base64.b64encode(f"{user}:{password.reveal()}".encode()).decode()
    return UpgradeRequest(path, (("Authorization", f"Basic {token}"), ("Sec-WebSocket-Protocol", offered)))


@pytest.mark.parametrize(
    ("request_", "outcome"),
    [
        (upgrade("/ocpp/CS001"), "ocpp2.0.1"),
        (upgrade("/a/prefix//CS001"), "ocpp2.0.1"),
        (upgrade("/ocpp/CS%30%301"), "ocpp2.0.1"),
        (upgrade("/ocpp/CS001", offered="ocpp1.6, ocpp2.0.1"), "ocpp2.0.1"),
        (upgrade("/ocpp/CS001", offered="ocpp1.6"), None),
        (upgrade("/ocpp/CS009", user="CS009"), 404),
        (upgrade("/ocpp/"), 404),
        (UpgradeRequest("/ocpp/CS009", ()), 404),
        (UpgradeRequest("/ocpp/CS001", ()), 401),
        (UpgradeRequest("/ocpp/CS001", (("Authorization", "Bearer abc"),)), 401),
        (UpgradeRequest("/ocpp/CS001", (("Authorization", "Basic ???"),)), 401),
        (upgrade("/ocpp/CS001", password=OTHER), 401),
        (upgrade("/ocpp/CS001", user="CS002", password=OTHER), 401),
        (upgrade("/ocpp/CS001", user="cs001"), 401),
        (upgrade("/ocpp/CS001", password=Secret("ä" * 16)), 401),
    ],
)
def test_upgrade_is_decided(request_, outcome):
    decision = csms_with().decide(request_)

    assert (decision.subprotocol if isinstance(decision, Accept) else decision.status) == outcome


@pytest.mark.asyncio
async def test_wrong_password_is_refused_with_a_challenge():
    async with csms_with() as csms:
        with pytest.raises(RefusedError) as caught:
            await raw_station(csms, password=OTHER)

    assert caught.value.status == 401
    assert dict(caught.value.headers)["WWW-Authenticate"].startswith('Basic realm="')


@pytest.mark.asyncio
@pytest.mark.parametrize("offered", [("ocpp1.6",), ()])
async def test_no_common_subprotocol_is_closed_at_once(offered):
    async with csms_with() as csms:
        socket = await raw_station(csms, subprotocols=offered)

        assert socket.handshake.answered("Sec-WebSocket-Protocol") == ()
        assert (await socket.wait_closed()).code == 1002
        assert not csms.stations["CS001"].connected


@pytest.mark.asyncio
async def test_compression_is_offered():
    async with csms_with() as csms:
        socket = await raw_station(csms, compression=True)
        await socket.close()

    assert "permessage-deflate" in socket.handshake.answered("Sec-WebSocket-Extensions")[0]


@pytest.mark.asyncio
@pytest.mark.parametrize("compression", [False, True])
async def test_size_is_limited_after_inflation(compression):
    async with csms_with(limits=Limits(message_size=10_000)) as csms:
        socket = await raw_station(csms, compression=compression)
        await socket.send("x" * 20_000)

        assert (await socket.wait_closed()).code == 1009


@pytest.mark.asyncio
async def test_station_is_registered_and_forgotten_while_running():
    async with csms_with(passwords={}) as csms:
        csms.register("CS001", PASSWORD)
        async with station(csms) as peer:
            csms.forget("CS001")
            await peer.socket.wait_closed()
        with pytest.raises(RefusedError, match="404"):
            await raw_station(csms)

    assert "CS001" not in csms.stations


@pytest.mark.asyncio
async def test_second_connection_replaces_the_first():
    async with csms_with() as csms, station(csms) as first:
        await first.call("BootNotification", BOOT)
        async with station(csms) as second:
            closed = await first.socket.wait_closed()

            assert closed.code == 1000
            assert isinstance(await second.call("Heartbeat", {}), CallResult)
            assert isinstance(await csms.call("CS001", "ClearCache", {}), CallResult)


@asynccontextmanager
async def mute_station(csms):
    """A station that opens a WebSocket and then neither reads nor answers, not even a close."""
    reader, writer = await asyncio.open_connection("127.0.0.1", csms.port)
    token = base64.b64encode(f"CS001:{PASSWORD.reveal()}".encode()).decode()
    writer.write(
        "GET /ocpp/CS001 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
        f"Sec-WebSocket-Protocol: ocpp2.0.1\r\nAuthorization: Basic {token}\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    try:
        yield
    finally:
        writer.close()
        await writer.wait_closed()


@pytest.mark.asyncio
async def test_mute_first_connection_delays_nothing_and_leaves_no_task():
    csms = csms_with(limits=Limits(close_timeout=0.1))
    async with csms, mute_station(csms):
        async with station(csms) as second:
            assert isinstance(await second.call("BootNotification", BOOT), CallResult)
        await csms.stop()

        assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.asyncio
async def test_closed_connection_leaves_the_record_and_the_service():
    async with csms_with() as csms:
        async with station(csms) as peer:
            await peer.call("BootNotification", BOOT)
        async with station(csms) as peer:
            assert isinstance(await peer.call("Heartbeat", {}), CallResult)


@pytest.mark.asyncio
async def test_stop_closes_connections_and_keeps_port_and_records():
    csms = csms_with()
    async with csms, station(csms) as peer:
        port = csms.port
        await peer.call("BootNotification", BOOT)
        await csms.stop()
        assert (await peer.socket.wait_closed()).code == 1001

    async with csms, station(csms) as peer:
        assert csms.port == port
        assert isinstance(await peer.call("Heartbeat", {}), CallResult)


@pytest.mark.asyncio
async def test_taken_port_is_reported():
    async with csms_with() as csms:
        with pytest.raises(PortTakenError):
            await csms_with(port=csms.port).start()


@pytest.mark.asyncio
async def test_log_tells_connects_and_refusals_without_secrets():
    lines = []
    async with csms_with(log=lines.append) as csms:
        with pytest.raises(RefusedError):
            await raw_station(csms, password=OTHER)
        async with station(csms) as peer:
            await peer.call("Heartbeat", {})

    text = "\n".join(lines)
    assert "/ocpp/CS001 refused with 401" in text
    assert "CS001 connected with ocpp2.0.1" in text
    assert "CS001 <- Heartbeat CALLERROR SecurityError" in text
    assert "CS001 closed: the peer closed the connection with 1000" in text
    assert "Basic" not in text
    assert PASSWORD.reveal() not in text


@pytest.mark.asyncio
async def test_decisions_can_be_replaced_on_the_instance():
    async with csms_with() as csms:
        csms.decide = lambda _: Accept()
        csms.reply = partial(
            lambda original, station, call: original(station, Call("wrong", call.action, {})), csms.reply
        )
        socket = await raw_station(csms, identity="nobody")
        await socket.send('[2,"1","Heartbeat",{}]')

        assert json.loads(await socket.receive())[1] == "wrong"
        await socket.close()


@pytest.mark.asyncio
async def test_own_mistake_is_kept_and_closes_the_connection():
    def broken(station, call):
        raise ZeroDivisionError

    async with csms_with() as csms:
        csms.handle = broken
        socket = await raw_station(csms)
        await socket.send(Call("1", "BootNotification", BOOT).text())

        assert (await socket.wait_closed()).code == 1011
    assert [type(error) for error in csms.errors] == [ZeroDivisionError]


# CALLs of the CSMS


@pytest.mark.asyncio
async def test_calls_wait_for_each_other():
    async with csms_with() as csms:
        socket = await raw_station(csms)
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
        socket = await raw_station(csms)
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
        socket = await raw_station(csms)
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
    async with csms_with() as csms, station(csms, Answers(lambda call: f'[3,"{call.message_id}",[]]')):
        with pytest.raises(MalformedAnswerError):
            await csms.call("CS001", "ClearCache", {})


@pytest.mark.asyncio
async def test_connection_lost_ends_the_call():
    async with csms_with() as csms:
        socket = await raw_station(csms)
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
    async with csms_with() as csms, station(csms):
        with pytest.raises(InvalidCallError, match=f"{action} not sent"):
            await csms.call("CS001", action, payload)


@pytest.mark.asyncio
async def test_rejected_station_is_sent_no_call():
    answers = Answers()
    async with csms_with(registration="Rejected") as csms, station(csms, answers) as peer:
        await peer.call("BootNotification", BOOT)
        with pytest.raises(StationRejectedError, match=r"B03\.FR\.03"):
            await csms.trigger("CS001", "Heartbeat")

    assert answers.calls == []


@pytest.mark.asyncio
async def test_call_that_waits_while_the_station_is_rejected_is_not_sent():
    async with csms_with(registration="Rejected") as csms:
        socket = await raw_station(csms)
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
    answers = Answers()
    async with csms_with() as csms, station(csms, answers):
        await csms.trigger("CS001", "MeterValues", {"id": 1})

    assert answers.calls[0].action == "TriggerMessage"
    assert answers.calls[0].payload == {"requestedMessage": "MeterValues", "evse": {"id": 1}}


@pytest.mark.asyncio
async def test_trigger_of_a_status_names_the_connector():
    async with csms_with() as csms, station(csms):
        with pytest.raises(InvalidCallError, match=r"F06\.FR\.13"):
            await csms.trigger("CS001", "StatusNotification", {"id": 1})


def set_password(status):
    where = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    new = "another-good-password-of-CS001"
    request = {"setVariableData": [{**where, "attributeValue": new}]}
    response = {"setVariableResult": [{**where, "attributeStatus": status}]}
    return new, request, Answers(lambda call: CallResult(call.message_id, response).text())


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "changed"), [("Accepted", True), ("Rejected", False)])
async def test_password_that_a_station_took_is_the_new_one(status, changed):
    new, request, answers = set_password(status)
    lines = []
    async with csms_with(log=lines.append) as csms:
        async with station(csms, answers):
            await csms.call("CS001", "SetVariables", request)
        async with station(csms, password=Secret(new) if changed else PASSWORD):
            pass
        with pytest.raises(RefusedError, match="401"):
            await raw_station(csms, password=PASSWORD if changed else Secret(new))

    assert new not in "".join(lines)


@pytest.mark.asyncio
async def test_stop_ends_open_calls():
    csms = csms_with()
    async with csms:
        socket = await raw_station(csms)
        asked = asyncio.ensure_future(csms.call("CS001", "ClearCache", {}))
        await socket.receive()
    with pytest.raises(DisconnectedError):
        await asked
    with pytest.raises(SocketClosedError):
        await socket.receive()
