"""A station dials wrongly, or handles its WebSocket wrongly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, always_awaited, on_connection, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.transport import Credentials, Secret

_GONE = 1.0
"""Real seconds that a hand-made upgrade request waits for its refusal."""

_HEADERS = (
    "Upgrade: websocket",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: ocpp2.0.1",
    "Sec-WebSocket-Version: 13",
)


def _configured(**changes: Callable[[Any], object]) -> Departure:
    """For `power_on`: the station is configured otherwise than it was told."""

    async def power_on(original: Any) -> None:
        station = system_of(original)
        station.config = replace(station.config, **{name: of(station.config) for name, of in changes.items()})
        await original()

    return power_on


async def _incomplete_upgrade(original: Any) -> None:
    """An upgrade request by hand, without Connection: Upgrade."""
    config = system_of(original).config
    host, port = config.csms_url.split("/")[2].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = (f"GET /ocpp/{config.identity} HTTP/1.1", f"Host: {host}:{port}", "Connection: keep-alive", *_HEADERS)
    writer.write(("\r\n".join(head) + "\r\n\r\n").encode())
    await writer.drain()
    with suppress(TimeoutError):
        async with asyncio.timeout(_GONE):
            await reader.read()
    writer.close()


def _frames(change: Callable[[Any, Any], bytes | None]) -> Any:
    """WebSocket frames leave as these bytes; None drops one."""

    def tap(link: Any) -> None:
        protocol = link.socket._connection.protocol

        def send_frame(frame: Any) -> None:
            data = change(protocol, frame)
            if data is not None:
                protocol.writes.append(data)

        protocol.send_frame = send_frame

    return on_connection(Role.STATION, tap)


def _unmasked(protocol: Any, frame: Any) -> bytes:
    data: bytes = frame.serialize(mask=False, extensions=protocol.extensions)
    return data


def _flagged(protocol: Any, frame: Any) -> bytes:
    """Text frames with the bit that says they are compressed."""
    data = bytearray(frame.serialize(mask=True, extensions=protocol.extensions))
    if frame.opcode == 1:
        data[0] |= 0x40
    return bytes(data)


def _no_pong(protocol: Any, frame: Any) -> bytes | None:
    return None if frame.opcode == 10 else frame.serialize(mask=True, extensions=protocol.extensions)


async def _leaves_at_once(original: Any, outage: float | None) -> None:
    await system_of(original).connection.link.socket.close(1000)


async def _leaves_later(original: Any, outage: float | None) -> None:
    station = system_of(original)
    await original(outage)
    await station.clock.wait(asyncio.Event(), 20)
    await station.connection.close()


async def _pings_anyway(original: Any, outage: float | None) -> None:
    station = system_of(original)
    socket = station.connection.link.socket
    await original(outage)
    while True:
        await station.clock.wait(asyncio.Event(), 10)
        await socket.ping()


def _as(user: Callable[[str], str] = str, password: Callable[[str], str] = str) -> Departure:
    def credentials(original: Any) -> Credentials:
        right = original()
        return Credentials(user(right.user), Secret(password(right.password.reveal())))

    return credentials


FAULTS = (
    of_station("no-credentials", "connects without an Authorization header", "A00.FR.203", credentials=always(None)),
    of_station(
        "user-name-not-identity",
        "signs in under another name than its identity",
        "A00.FR.204",
        credentials=_as(user=lambda user: f"{user[:-1]}~"),
    ),
    of_station(
        "password-too-short",
        "uses a password of 15 characters",
        "A00.FR.205",
        credentials=_as(password=lambda text: text[:15]),
    ),
    of_station(
        "password-with-spaces",
        "uses a password that is no passwordString",
        "A00.FR.205",
        credentials=_as(password=lambda text: f"{text[:15]} !"),
    ),
    of_station(
        "password-of-another",
        "uses a password that isn't its own",
        "A00.FR.203",
        credentials=_as(password=lambda text: text[::-1]),
    ),
    of_station("never-dials", "never opens a connection", "J-3-01", power_on=always_awaited(None)),
    of_station("frames-unmasked", "sends unmasked WebSocket frames", "J-2-01", _frames(_unmasked)),
    of_station(
        "upgrade-incomplete",
        "asks for the upgrade without Connection: Upgrade",
        "J-3.1-01",
        power_on=_incomplete_upgrade,
    ),
    of_station("subprotocol-missing", "offers no subprotocol", "J-3.1.2-01", subprotocols=always(())),
    of_station("subprotocol-of-1.6", "offers OCPP 1.6 only", "J-3.1.2-01", subprotocols=always(("ocpp1.6",))),
    of_station(
        "subprotocol-misspelt",
        "offers OCPP2.0.1 beside ocpp2.0.1",
        "J-3.1.2-02",
        subprotocols=always(("ocpp2.0.1", "OCPP2.0.1")),
    ),
    of_station("compressed-unasked", "marks frames as compressed without agreement", "J-3.3-05", _frames(_flagged)),
    of_station("leaves-at-once", "closes each connection at once", "J-3.3-06", online=_leaves_at_once),
    of_station("leaves-after-20-s", "closes a healthy connection after a while", "J-3.1-02", online=_leaves_later),
    of_station(
        "path-elsewhere",
        "dials another path than the endpoint's",
        "J-3.1.1-03",
        power_on=_configured(csms_url=lambda config: config.csms_url.replace("/ocpp", "/elsewhere")),
    ),
    of_station(
        "path-without-identity",
        "leaves the identity out of the URL",
        "J-3.1.1-04",
        power_on=_configured(identity=lambda _: ""),
    ),
    of_station(
        "identity-overlong",
        "has an identity of 49 characters",
        "J-3.1.1-06",
        power_on=_configured(identity=lambda _: "x" * 49),
    ),
    of_station(
        "identity-with-colon",
        "has an identity with a colon",
        "J-3.1.1-07",
        power_on=_configured(identity=lambda _: "CS:1"),
    ),
    of_station("pong-missing", "answers no WebSocket ping", "J-5.2-01", _frames(_no_pong)),
    of_station("pings-anyway", "sends pings though their interval is 0", "J-8.4-02", online=_pings_anyway),
)
