"""TLS on loopback: what connects, what is refused, and by whom."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from ocpp_conformance.harness.evidence import Binding, Checklist, Inconclusive, NotRun, Recording
from ocpp_conformance.harness.probes import CsmsAddress, Patience, StationProbe
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import (
    Accept,
    BadCertificateError,
    ClientTls,
    Dial,
    Limits,
    Listener,
    TlsAlertError,
    TlsClosedError,
    TlsError,
    UnreachableError,
    dial,
)
from ocpp_conformance.harness.transport.cipher_suites import ECDSA_PAIR, RSA_PAIR, NoSuiteError, Suite
from ocpp_conformance.harness.transport.pki import Flaw, new_pki
from ocpp_conformance.harness.transport.tls import TOO_OLD, tls_error


@pytest.fixture(scope="module")
def pki():
    with new_pki() as pki:
        yield pki


@asynccontextmanager
async def server(tls):
    """Sends back what it hears; remembers the upgrades in `asked`."""
    asked = []

    async def echo(socket):
        await socket.send(await socket.receive())

    async with Listener(
        lambda request: asked.append(request) or Accept(OCPP_201.subprotocol), echo, tls=tls
    ) as listener:
        listener.asked = asked
        yield listener


async def echoed(listener, tls, host="127.0.0.1"):
    what = Dial(f"wss://{host}:{listener.port}/x", (OCPP_201.subprotocol,), tls=tls, limits=Limits(open_timeout=5))
    socket = await dial(what)
    await socket.send("hello")
    answer = await socket.receive()
    await socket.close()
    return answer


@pytest.mark.asyncio
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_trusted_server_is_talked_to(pki, host):
    async with server(pki.server()) as listener:
        assert await echoed(listener, pki.client(), host) == "hello"


@pytest.mark.asyncio
@pytest.mark.parametrize("flaw", Flaw)
async def test_a_flawed_server_is_refused_by_us(pki, flaw):
    async with server(pki.server(flaw)) as listener:
        with pytest.raises(BadCertificateError) as caught:
            await echoed(listener, pki.client())
    reason = {Flaw.OTHER_ROOT: "issuer", Flaw.EXPIRED: "expired", Flaw.OTHER_NAME: "mismatch"}[flaw]
    assert reason in caught.value.reason


@pytest.mark.asyncio
async def test_without_a_ca_the_system_decides(pki):
    async with server(pki.server()) as listener:
        with pytest.raises(BadCertificateError):
            await echoed(listener, None)


@pytest.mark.asyncio
async def test_insecure_takes_any_certificate(pki):
    async with server(pki.server(Flaw.OTHER_ROOT)) as listener:
        assert await echoed(listener, ClientTls(insecure=True)) == "hello"


@pytest.mark.asyncio
async def test_the_name_in_a_client_certificate_is_told(pki):
    async with server(pki.server(demand_client=True)) as listener:
        await echoed(listener, pki.client("SN-1"))
    assert listener.asked[0].common_name == "SN-1"


@pytest.mark.asyncio
@pytest.mark.parametrize("flaw", [Flaw.OTHER_ROOT, Flaw.EXPIRED])
async def test_a_flawed_client_is_not_let_in(pki, flaw):
    async with server(pki.server(demand_client=True)) as listener:
        with pytest.raises((TlsAlertError, TlsClosedError)):
            await echoed(listener, pki.client("SN-1", flaw))
    assert listener.asked == []


@pytest.mark.asyncio
async def test_no_old_version_is_spoken(pki):
    old = replace(pki.server(), only=TOO_OLD)
    async with server(old) as listener:
        with pytest.raises((TlsAlertError, TlsClosedError)):
            await echoed(listener, pki.client())


@pytest.mark.asyncio
async def test_two_old_ends_understand_each_other(pki):
    old = replace(pki.server(), only=TOO_OLD)
    async with server(old) as listener:
        assert await echoed(listener, replace(pki.client(), only=TOO_OLD)) == "hello"


@pytest.mark.asyncio
async def test_a_refused_port_is_no_tls_error(pki):
    async with server(pki.server()) as listener:
        pass
    with pytest.raises(UnreachableError):
        await echoed(listener, pki.client())


@pytest.mark.asyncio
async def test_a_silent_server_is_no_tls_error(pki):
    gone = asyncio.Event()

    async def silent(_reader, writer):
        await gone.wait()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1") as listener:
        url = f"wss://127.0.0.1:{listener.sockets[0].getsockname()[1]}/x"
        with pytest.raises(UnreachableError) as caught:
            await dial(Dial(url, (OCPP_201.subprotocol,), tls=pki.client(), limits=Limits(open_timeout=0.2)))
        gone.set()
    assert "0.2 s" in caught.value.reason


@pytest.mark.parametrize(
    ("reason", "kind", "wrong_version"),
    [
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", TlsAlertError, False),
        ("TLSV1_ALERT_PROTOCOL_VERSION", TlsAlertError, False),
        ("UNSUPPORTED_PROTOCOL", TlsError, True),
        ("WRONG_VERSION_NUMBER", TlsError, False),
    ],
)
def test_what_openssl_says_is_told_apart(reason, kind, wrong_version):
    error = ssl.SSLError(1, f"[SSL: {reason}]")
    error.reason = reason
    found = tls_error("wss://h/x", error)
    assert (type(found), found.wrong_version) == (kind, wrong_version)


@pytest.mark.asyncio
@pytest.mark.parametrize("suite", [*ECDSA_PAIR, *RSA_PAIR], ids=lambda suite: suite.name)
async def test_our_server_knows_the_named_suites(pki, suite):
    async with server(pki.server()) as listener:
        assert await echoed(listener, replace(pki.client(), suite=suite)) == "hello"


def test_a_suite_that_openssl_lacks_is_named(pki):
    with pytest.raises(NoSuiteError, match="TLS_NO_SUCH_SUITE"):
        replace(pki.client(), suite=Suite(0, "TLS_NO_SUCH_SUITE", "NO-SUCH-SUITE")).context()


@pytest.mark.asyncio
async def test_a_suite_that_openssl_lacks_is_not_run(pki):
    recording = Recording()
    checklist = Checklist("", recording, lambda _: Binding.MUST)
    probe = StationProbe(
        CsmsAddress("wss://127.0.0.1:1", "CS001", None, tls=pki.client()), recording, checklist, Patience()
    )
    with pytest.raises(NotRun, match="TLS_NO_SUCH_SUITE"):
        await probe.offer_suite(Suite(0, "TLS_NO_SUCH_SUITE", "NO-SUCH-SUITE"))
    with pytest.raises(Inconclusive):  # a port that nobody has is no refusal of the suite
        await probe.offer_suite(RSA_PAIR[0])


@pytest.mark.asyncio
async def test_a_revoked_certificate_is_refused(pki):
    revoked, good = pki.station("SN-1"), pki.client("SN-2")
    pki.revoke(revoked)
    async with server(pki.server(demand_client=True)) as listener:
        with pytest.raises((TlsAlertError, TlsClosedError)):
            await echoed(listener, pki.client_with(revoked))
        assert await echoed(listener, good) == "hello"
