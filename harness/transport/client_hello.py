"""TLS handshakes by hand, for what an honest library doesn't do or doesn't tell: offer a forbidden version or cipher
suite, see what the other end offers and how it takes our certificate.

What is forbidden is written as bytes, so nothing depends on what the OpenSSL of this machine still can.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import ssl
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from ocpp_conformance.harness.transport.accepting import accept_no_more
from ocpp_conformance.harness.transport.cipher_suites import WEAK
from ocpp_conformance.harness.transport.errors import PortTakenError, TlsAlertError, TlsClosedError, UnreachableError
from ocpp_conformance.harness.transport.standstill import limited
from ocpp_conformance.harness.transport.tls import ServerTls, tls_error

_ALERT, _HANDSHAKE, _WARNING, _CLIENT_HELLO, _SERVER_HELLO = 21, 22, 1, 1, 2
_TLS_1_0, _TLS_1_1, _TLS_1_2 = b"\x03\x01", b"\x03\x02", b"\x03\x03"
_OLD_SUITES = (0xC00A, 0xC009, 0xC014, 0xC013, 0x0035, 0x002F)
"""AES with CBC and SHA-1, for ECDSA and RSA keys: what TLS 1.1 has."""
_GROUPS = bytes.fromhex("000a00080006001d00170018" + "000b00020100")
"""supported_groups (x25519, P-256, P-384) and ec_point_formats (uncompressed)."""
_SIGNATURES = bytes.fromhex("000d0012" + "0010" + "0403050306030804080508060401" + "0501")
"""signature_algorithms: ECDSA, RSA-PSS and RSA, with SHA-2."""
_RENEGOTIATION = bytes.fromhex("0005ff01000100")
"""An empty renegotiation_info (RFC 5746), without which a client of OpenSSL 3 leaves for another reason."""


class Forbidden(Enum):
    """What a hello by hand wants: the version and the cipher suites, in words and as they are written."""

    OLD_TLS = ("TLS 1.1", _TLS_1_1, _OLD_SUITES, _GROUPS)
    WEAK_SUITES = ("a weak cipher suite", _TLS_1_2, WEAK, _GROUPS + _SIGNATURES)

    def __init__(self, text: str, version: bytes, suites: tuple[int, ...], extensions: bytes) -> None:
        self.text, self.version, self.suites, self.extensions = text, version, suites, extensions


_ALERTS = {0: "close notify", 40: "handshake failure", 70: "protocol version", 71: "insufficient security"}


class Ending(StrEnum):
    """What the other end did at last."""

    ALERT = "an alert"
    CLOSED = "a close"
    WENT_ON = "it went on"
    SILENT = "it neither went on nor ended the connection"
    OURS = "our side gave up"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a handshake that must not succeed ended, once both ends had taken part; `text` says more."""

    ending: Ending
    text: str = ""

    def __str__(self) -> str:
        return f"{self.ending}{f' ({self.text})' if self.text else ''}"


async def offer(forbidden: Forbidden, url: str, within: float) -> Ended:
    """Send a ClientHello that offers only that, and see what the server makes of it in so many seconds.

    Raises `UnreachableError` when the ClientHello could not be sent.
    """
    parts = urlsplit(url)
    try:
        async with limited(within):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 443)
    except (OSError, TimeoutError) as error:
        raise UnreachableError(url, str(error) or f"no TCP connection in {within:g} s") from None
    try:
        writer.write(_client_hello(forbidden, parts.hostname or ""))
        async with limited(within):
            return await _answer(reader, forbidden)
    except TimeoutError:
        return Ended(Ending.SILENT, f"within {within:g} s")
    finally:
        writer.transport.abort()


class TlsTrap:
    """A server that shows the first client a certificate, or a ServerHello with what is forbidden, and tells how that
    client takes it: `async with TlsTrap(…) as trap`, then `trap.ended(…)`. `within` are its seconds for that; `offered`
    are the codes of the cipher suites in the ClientHello, `compressions` those of its compression methods. Port 0 takes
    a free one, which `port` then holds."""

    def __init__(self, shown: ServerTls | Forbidden, host: str, port: int, within: float) -> None:
        self._shown: ssl.SSLContext | Forbidden = shown if isinstance(shown, Forbidden) else shown.context()
        self.offered: frozenset[int] = frozenset()
        self.compressions: frozenset[int] = frozenset()
        self._host, self.port, self._within = host, port, within
        self._ended: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        self._serving: set[asyncio.Task[None]] = set()
        self._caught = False

    async def ended(self, within: float) -> Ended:
        """How it went. Raises `TimeoutError` when no ClientHello comes in so many seconds."""
        async with limited(within + self._within):
            return await asyncio.shield(self._ended)

    async def __aenter__(self) -> Self:
        try:
            self._server = await asyncio.start_server(self._connected, self._host, self.port)
        except OSError as error:
            raise PortTakenError(self._host, self.port, error.strerror or str(error)) from None
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await accept_no_more(self._server.sockets)
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer), name="TLS trap")
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with limited(self._within):
                record = await _record(reader)
                if self._caught or record[:1] != bytes([_HANDSHAKE]) or record[5:6] != bytes([_CLIENT_HELLO]):
                    return
                self._caught = True
                self.offered, self.compressions = frozenset(_suites_of(record)), _compressions_of(record)
                ended = await self._try(record, reader, writer)
        except TimeoutError:
            ended = Ended(Ending.SILENT, f"within {self._within:g} s")
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.transport.abort()
        if self._caught and not self._ended.done():
            self._ended.set_result(ended)

    async def _try(self, hello: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Ended:
        if isinstance(self._shown, ssl.SSLContext):
            return await _present(self._shown, hello, reader, writer)
        writer.write(_server_hello(hello, self._shown))
        return await _answer(reader, self._shown)


async def _present(
    context: ssl.SSLContext, hello: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> Ended:
    """Do the handshake as the server; a client that then says something has taken the certificate."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    incoming.write(hello)
    finished = False
    while True:
        try:
            if not finished:
                tls.do_handshake()
                finished = True
            said = tls.read(1 << 14)
            return Ended(Ending.WENT_ON, f"finished the handshake and sent {len(said)} bytes")
        except ssl.SSLWantReadError:
            writer.write(outgoing.read())
        except ssl.SSLError as error:
            found = tls_error("", error)
            if isinstance(found, TlsAlertError):
                return Ended(Ending.ALERT, found.reason)
            return Ended(Ending.CLOSED if isinstance(found, TlsClosedError) else Ending.OURS, found.reason)
        try:
            more = await reader.read(1 << 14)
        except ConnectionError:
            more = b""
        if not more:
            return Ended(Ending.CLOSED, "after the handshake" if finished else "during the handshake")
        incoming.write(more)


async def _answer(reader: asyncio.StreamReader, forbidden: Forbidden) -> Ended:
    """What the peer makes of a hello with what is forbidden."""
    try:
        while True:
            record = await _record(reader)
            if record[0] == _HANDSHAKE:
                return Ended(Ending.WENT_ON, f"the handshake goes on with {forbidden.text}")
            if record[0] != _ALERT:
                return Ended(Ending.OURS, "what came is no TLS")
            level, number = record[5], record[6]
            if level != _WARNING or number == 0:
                return Ended(Ending.ALERT, _ALERTS.get(number, f"alert {number}"))
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        if getattr(error, "partial", b""):
            return Ended(Ending.OURS, "what came is no TLS")
        return Ended(Ending.CLOSED)


async def _record(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(5)
    if head[1] != 3:
        return b"\0" + head[1:]  # of no content type
    return head + await reader.readexactly(int.from_bytes(head[3:5], "big"))


def _client_hello(offered: Forbidden, host: str) -> bytes:
    extensions = _server_name(host) + offered.extensions
    suites = b"".join(code.to_bytes(2, "big") for code in offered.suites)
    body = offered.version + os.urandom(32) + b"\0" + len(suites).to_bytes(2, "big") + suites + b"\x01\0"
    return _hello(_CLIENT_HELLO, _TLS_1_0, body + len(extensions).to_bytes(2, "big") + extensions)


def _server_name(host: str) -> bytes:
    """The extension server_name (RFC 6066, 3), for a proxy that asks for it; nothing for an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("idna")
    else:
        return b""
    entry = b"\0" + len(name).to_bytes(2, "big") + name
    names = len(entry).to_bytes(2, "big") + entry
    return b"\0\0" + len(names).to_bytes(2, "big") + names


def _server_hello(client_hello: bytes, forbidden: Forbidden) -> bytes:
    """One that a client which takes what is forbidden has nothing against: with a suite of its own where it has one."""
    offered = _suites_of(client_hello)
    chosen = next((code for code in forbidden.suites if code in offered), forbidden.suites[0]).to_bytes(2, "big")
    body = forbidden.version + os.urandom(32) + b"\0" + chosen + b"\0" + _RENEGOTIATION
    return _hello(_SERVER_HELLO, forbidden.version, body)


def _suites_of(client_hello: bytes) -> list[int]:
    """The cipher suites of a ClientHello (RFC 5246, 7.4.1.2)."""
    start, end = _place_of_suites(client_hello)
    return [int.from_bytes(client_hello[at : at + 2], "big") for at in range(start, end, 2)]


def _compressions_of(client_hello: bytes) -> frozenset[int]:
    """The compression methods of a ClientHello, which follow its cipher suites (RFC 5246, 7.4.1.2)."""
    _, at = _place_of_suites(client_hello)
    return frozenset(client_hello[at + 1 : at + 1 + client_hello[at]]) if at < len(client_hello) else frozenset()


def _place_of_suites(client_hello: bytes) -> tuple[int, int]:
    """From where to where the cipher suites go: after heads, version, random, session id."""
    start = 5 + 4 + 2 + 32
    start += 1 + int.from_bytes(client_hello[start : start + 1], "big")
    return start + 2, start + 2 + int.from_bytes(client_hello[start : start + 2], "big")


def _hello(kind: int, version: bytes, body: bytes) -> bytes:
    message = bytes([kind]) + len(body).to_bytes(3, "big") + body
    return bytes([_HANDSHAKE]) + version + len(message).to_bytes(2, "big") + message
