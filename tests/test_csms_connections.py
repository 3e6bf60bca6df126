"""The bundled CSMS: upgrades, connections, its own CALLs."""

from __future__ import annotations

import asyncio
import base64
import json
from contextlib import asynccontextmanager
from functools import partial

import pytest

from ocpp_conformance.harness.rpc import Call, CallResult
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import (
    Accept,
    Limits,
    PortTakenError,
    RefusedError,
    Secret,
    UpgradeRequest,
)

from .messages import BOOT
from .station_in_hand import OTHER_PASSWORD, PASSWORD, connected, csms_with, raw_station


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
        (upgrade("/ocpp/CS001", password=OTHER_PASSWORD), 401),
        (upgrade("/ocpp/CS001", user="CS002", password=OTHER_PASSWORD), 401),
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
            await raw_station(csms.url, password=OTHER_PASSWORD)

    assert caught.value.status == 401
    assert dict(caught.value.headers)["WWW-Authenticate"].startswith('Basic realm="')


@pytest.mark.asyncio
@pytest.mark.parametrize("offered", [("ocpp1.6",), ()])
async def test_no_common_subprotocol_is_closed_at_once(offered):
    async with csms_with() as csms:
        socket = await raw_station(csms.url, subprotocols=offered)

        assert socket.handshake.answered("Sec-WebSocket-Protocol") == ()
        assert (await socket.wait_closed()).code == 1002
        assert not csms.stations["CS001"].connected


@pytest.mark.asyncio
async def test_compression_is_offered():
    async with csms_with() as csms:
        socket = await raw_station(csms.url, compression=True)
        await socket.close()

    assert "permessage-deflate" in socket.handshake.answered("Sec-WebSocket-Extensions")[0]


@pytest.mark.asyncio
@pytest.mark.parametrize("compression", [False, True])
async def test_size_is_limited_after_inflation(compression):
    async with csms_with(limits=Limits(message_size=10_000)) as csms:
        socket = await raw_station(csms.url, compression=compression)
        await socket.send("x" * 20_000)

        assert (await socket.wait_closed()).code == 1009


@pytest.mark.asyncio
async def test_station_is_registered_and_forgotten_while_running():
    async with csms_with(passwords={}) as csms:
        csms.register("CS001", PASSWORD)
        async with connected(csms.url) as station:
            csms.forget("CS001")
            await station.socket.wait_closed()
        with pytest.raises(RefusedError, match="404"):
            await raw_station(csms.url)

    assert "CS001" not in csms.stations


@pytest.mark.asyncio
async def test_second_connection_replaces_the_first():
    async with csms_with() as csms, connected(csms.url) as first:
        await first.call("BootNotification", BOOT)
        async with connected(csms.url) as second:
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
        async with connected(csms.url) as second:
            assert isinstance(await second.call("BootNotification", BOOT), CallResult)
        await csms.stop()

        assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.asyncio
async def test_closed_connection_leaves_the_record_and_the_service():
    async with csms_with() as csms:
        async with connected(csms.url) as station:
            await station.call("BootNotification", BOOT)
        async with connected(csms.url) as station:
            assert isinstance(await station.call("Heartbeat", {}), CallResult)


@pytest.mark.asyncio
async def test_stop_closes_connections_and_keeps_port_and_records():
    csms = csms_with()
    async with csms, connected(csms.url) as station:
        port = csms.port
        await station.call("BootNotification", BOOT)
        await csms.stop()
        assert (await station.socket.wait_closed()).code == 1001

    async with csms, connected(csms.url) as station:
        assert csms.port == port
        assert isinstance(await station.call("Heartbeat", {}), CallResult)


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
            await raw_station(csms.url, password=OTHER_PASSWORD)
        async with connected(csms.url) as station:
            await station.call("Heartbeat", {})

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
        csms.decide = lambda _: Accept(OCPP_201.subprotocol)
        csms.reply = partial(
            lambda original, station, call: original(station, Call("wrong", call.action, {})), csms.reply
        )
        socket = await raw_station(csms.url, identity="nobody")
        await socket.send('[2,"1","Heartbeat",{}]')

        assert json.loads(await socket.receive())[1] == "wrong"
        await socket.close()


@pytest.mark.asyncio
async def test_own_mistake_is_kept_and_closes_the_connection():
    def broken(station, call):
        raise ZeroDivisionError

    async with csms_with() as csms:
        csms.handle = broken
        socket = await raw_station(csms.url)
        await socket.send(Call("1", "BootNotification", BOOT).text())

        assert (await socket.wait_closed()).code == 1011
    assert [type(error) for error in csms.errors] == [ZeroDivisionError]
