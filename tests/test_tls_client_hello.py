"""Handshakes by hand: whose doing the end of one was."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import nullcontext
from dataclasses import replace

import pytest

from ocpp_conformance.harness.evidence import Binding, Checklist, Recording, Violation
from ocpp_conformance.harness.probes.tls_end import TlsEnd
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import (
    Accept,
    BadCertificateError,
    ClientTls,
    Dial,
    Limits,
    Listener,
    TlsError,
    UnreachableError,
    dial,
)
from ocpp_conformance.harness.transport.client_hello import Ended, Ending, Forbidden, TlsTrap, offer
from ocpp_conformance.harness.transport.pki import Flaw, new_pki
from ocpp_conformance.harness.transport.tls import TOO_OLD


@pytest.fixture(scope="module")
def pki():
    with new_pki() as pki:
        yield pki


class _Weak:
    """TLS settings that also take suites without encryption."""

    def __init__(self, settings):
        self._settings = settings

    def context(self):
        context = self._settings.context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("ALL:eNULL:@SECLEVEL=0")
        return context


class _Named(_Weak):
    """The same, and the names of servers that clients asked for."""

    def __init__(self, settings):
        super().__init__(settings)
        self.names = []

    def context(self):
        context = super().context()
        context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        return context


async def offered_to(tls, forbidden=Forbidden.OLD_TLS, host="127.0.0.1"):
    async def gone(_socket):
        pass

    async with Listener(lambda _: Accept(OCPP_201.subprotocol), gone, tls=tls) as listener:
        return await offer(forbidden, f"wss://{host}:{listener.port}/x", 2)


@pytest.mark.asyncio
@pytest.mark.parametrize("forbidden", Forbidden)
async def test_an_honest_server_ends_what_is_forbidden(pki, forbidden):
    assert (await offered_to(pki.server(), forbidden)).ending in (Ending.ALERT, Ending.CLOSED)


@pytest.mark.asyncio
async def test_a_server_that_speaks_weak_suites_is_seen(pki):
    ended = await offered_to(_Weak(pki.server()), Forbidden.WEAK_SUITES)
    assert ended.ending is Ending.WENT_ON


@pytest.mark.asyncio
@pytest.mark.parametrize(("host", "name"), [("localhost", "localhost"), ("127.0.0.1", None)])
async def test_a_server_is_called_by_its_name(pki, host, name):
    named = _Named(pki.server())
    ended = await offered_to(named, Forbidden.WEAK_SUITES, host)
    assert (ended.ending, named.names) == (Ending.WENT_ON, [name])


@pytest.mark.asyncio
async def test_a_server_that_speaks_old_tls_is_seen(pki):
    assert (await offered_to(replace(pki.server(), only=TOO_OLD))).ending is Ending.WENT_ON


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("says", "ending"),
    [
        (bytes.fromhex("15030200020246"), Ending.ALERT),
        (bytes.fromhex("15030200020170" + "15030200020228"), Ending.ALERT),  # a warning first
        (b"", Ending.CLOSED),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Ending.OURS),
        (None, Ending.SILENT),
    ],
)
async def test_what_a_server_says_to_an_old_hello(says, ending):
    over = asyncio.Event()

    async def answer(_reader, writer):
        if says is None:
            await over.wait()
        writer.write(says or b"")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1") as server:
        ended = await offer(Forbidden.OLD_TLS, f"wss://127.0.0.1:{server.sockets[0].getsockname()[1]}/x", 0.3)
        over.set()
    assert ended.ending is ending


@pytest.mark.asyncio
async def test_a_refused_port_is_no_ending():
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
    with pytest.raises(UnreachableError):
        await offer(Forbidden.OLD_TLS, f"wss://127.0.0.1:{port}/x", 1)


async def caught(tls, client, within=1.0):
    """How a client that dials into the trap took it, and what the client said."""
    trap = TlsTrap(tls, "127.0.0.1", 0, within)
    async with trap:
        port = trap._server.sockets[0].getsockname()[1]
        what = Dial(
            f"wss://127.0.0.1:{port}/x", (OCPP_201.subprotocol,), tls=client, limits=Limits(open_timeout=within * 2)
        )
        with pytest.raises((TlsError, UnreachableError)) as said:
            await dial(what)
        return (await trap.ended(2)).ending, said.value


@pytest.mark.asyncio
@pytest.mark.parametrize("flaw", Flaw)
async def test_a_careful_client_ends_it(pki, flaw):
    ending, error = await caught(pki.server(flaw), pki.client())
    assert ending in (Ending.ALERT, Ending.CLOSED)
    assert isinstance(error, BadCertificateError)


@pytest.mark.asyncio
async def test_a_careless_client_goes_on(pki):
    ending, _ = await caught(pki.server(Flaw.OTHER_ROOT), ClientTls(insecure=True))
    assert ending is Ending.WENT_ON


@pytest.mark.asyncio
@pytest.mark.parametrize("forbidden", Forbidden)
async def test_a_client_ends_what_is_forbidden_and_knows_why(pki, forbidden):
    ending, error = await caught(forbidden, pki.client())
    assert ending in (Ending.ALERT, Ending.CLOSED)
    assert (error.wrong_version, error.wrong_suite) == (
        forbidden is Forbidden.OLD_TLS,
        forbidden is Forbidden.WEAK_SUITES,
    )


@pytest.mark.asyncio
async def test_a_client_that_takes_weak_suites_does_not_end_it(pki):
    ending, _ = await caught(Forbidden.WEAK_SUITES, _Weak(pki.client()), within=0.3)
    assert ending is Ending.SILENT


@pytest.mark.asyncio
async def test_a_client_that_takes_old_tls_does_not_end_it(pki):
    ending, _ = await caught(Forbidden.OLD_TLS, replace(pki.client(), only=TOO_OLD), within=0.3)
    assert ending is Ending.SILENT


@pytest.mark.asyncio
async def test_nobody_came(pki):
    async with TlsTrap(pki.server(), "127.0.0.1", 0, 0.1) as trap:
        with pytest.raises(TimeoutError):
            await trap.ended(0.1)


@pytest.mark.asyncio
async def test_an_alert_of_the_client_is_told(pki):
    async with TlsTrap(pki.server(Flaw.OTHER_ROOT), "127.0.0.1", 0, 1) as trap:
        port = trap._server.sockets[0].getsockname()[1]
        await asyncio.to_thread(blocking_handshake, port, pki.client().context())
        ended = await trap.ended(1)
    assert (ended.ending, ended.text) == (Ending.ALERT, "unknown ca")


def blocking_handshake(port, context):
    """With a plain socket OpenSSL gets its alert out; asyncio drops it."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as raw, pytest.raises(ssl.SSLError):
        context.wrap_socket(raw, server_hostname="127.0.0.1")


@pytest.mark.asyncio
async def test_what_a_client_would_compress_is_told(pki):
    async with TlsTrap(Forbidden.OLD_TLS, "127.0.0.1", 0, 1) as trap:
        await asyncio.to_thread(blocking_handshake, trap.port, pki.client().context())
        await trap.ended(1)
    assert trap.compressions == {0}


@pytest.mark.parametrize(("methods", "missed"), [((0,), False), ((), False), ((1, 0), True)])
def test_compression_may_not_be_offered(methods, missed):
    checklist = Checklist("X", Recording(), lambda _: Binding.MUST)
    end = TlsEnd(checklist, "a hello", Ended(Ending.ALERT), compressions=frozenset(methods))
    with pytest.raises(Violation) if missed else nullcontext():
        end.offers_no_compression("A00.FR.321")
