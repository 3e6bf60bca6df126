"""One look at an external CSMS before any case: is it there, does it let us in, does it answer a boot?"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from ocpp_conformance.harness.peer import CallFailedError, Peer, reply_to
from ocpp_conformance.harness.probes import CsmsAddress, pause, polite_answer
from ocpp_conformance.harness.probes.payloads import booting
from ocpp_conformance.harness.rpc import Call, Malformed, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201, OTHERS
from ocpp_conformance.harness.sut.carriers import carrier_to
from ocpp_conformance.harness.sut.description import Description, DriverAddress
from ocpp_conformance.harness.sut.driver import DriverError
from ocpp_conformance.harness.transport import (
    DIAL_ERRORS,
    BadCertificateError,
    BadHandshakeError,
    Dial,
    Limits,
    RefusedError,
    Socket,
    TlsError,
    UnreachableError,
    dial,
)

SUBPROTOCOL = OCPP_201.subprotocol
RETRY = 0.25
"""Real seconds between two looks at a port that is not open yet."""


class Polite:
    """Answers what a CSMS may ask right after the boot."""

    def answer(self, call: Call) -> str | None:
        return reply_to(call, Role.STATION, polite_answer).text()

    def answer_malformed(self, malformed: Malformed) -> str | None:
        return None


def preflight(sut: Description) -> str:
    """What is wrong, with the next step; empty when the system can be judged.

    A station that dials in is awaited by the first case instead, because its connection must last.
    """
    return asyncio.run(_csms(sut)) if sut.endpoint is not None else ""


def acquainted(sut: Description) -> tuple[Description, str]:
    """The description with the intents that its driver describes; and what is wrong with the driver, if anything."""
    return (sut, "") if sut.driver is None else asyncio.run(_described(sut, sut.driver))


async def _described(sut: Description, driver: DriverAddress) -> tuple[Description, str]:
    try:
        async with asyncio.timeout(driver.timeout), carrier_to(driver) as carrier:
            return replace(sut, intents=carrier.abilities.intents), ""
    except DriverError as error:
        return sut, f"driver {driver}: {error}"
    except TimeoutError:
        return sut, f"driver {driver}: it does not describe itself within {driver.timeout:g} s; see its log"


async def _csms(sut: Description) -> str:
    address, patience = sut.address(1), sut.patience
    try:
        socket = await connect(address, patience.connect)
    except RefusedError as error:
        return await with_version(address, patience.reply, refused(address, error))
    except BadHandshakeError as error:
        return f"{error}; is there a WebSocket server at this URL?"
    except TlsError as error:
        return f"{error}; {tls_step(error)}"
    except UnreachableError as error:
        return f"{error}; start the CSMS, correct --csms, or give it more time with --connect-timeout"
    peer = Peer(socket, Role.STATION, Polite())
    reading = asyncio.create_task(peer.run())
    try:
        await peer.call("BootNotification", booting(serial_number=address.serial_number), timeout=patience.reply)
    except CallFailedError as error:
        text = (
            f"{address.url} lets {address.identity} in, but BootNotification gets no usable answer: "
            f"{error}; see the log of the CSMS, or give it more time with --reply-timeout"
        )
        return text if socket.subprotocol == SUBPROTOCOL else await with_version(address, patience.reply, text)
    finally:
        await socket.close()
        await reading
    return ""


async def connect(address: CsmsAddress, seconds: float) -> Socket:
    """Connect; a port that is not open yet is tried again until the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        left = max(deadline - time.monotonic(), 0.05)
        what = Dial(
            address.url,
            (SUBPROTOCOL,),
            credentials=address.credentials,
            headers=address.headers,
            limits=Limits(open_timeout=left),
            tls=address.tls,
        )
        try:
            return await dial(what)
        except UnreachableError:
            if time.monotonic() + RETRY >= deadline:
                raise
        await pause(RETRY)


def tls_step(error: TlsError) -> str:
    """What to do about a TLS handshake that failed."""
    if isinstance(error, BadCertificateError):
        return "give the root of its certificate with --ca, or --insecure if who answers doesn't matter"
    return "give the certificate that it asks for with --client-cert and --client-key, or see the log of the CSMS"


def refused(address: CsmsAddress, error: RefusedError) -> str:
    """What a refused upgrade means, and after the last semicolon the next step."""
    known = "with a password" if address.password is not None else "without a password"
    base, _, last = address.url.rpartition("/")
    if error.status == 401:
        step = "give the right --identity and --password (or OCPP_SUT_PASSWORD)"
    elif 300 <= error.status < 400:
        to = next((value for name, value in error.headers if name.lower() == "location"), "nowhere")
        step = f"it redirects to {to}, and no redirect is followed: give --csms with that URL, without the identity"
    elif error.status == 404 and base.endswith(f"/{last}"):
        step = f"the identity is added to the path: give --csms {base.removesuffix(f'/{last}')}"
    elif error.status in (403, 404):
        step = "register this identity at the CSMS, or give --identity and the path in --csms that it knows"
    else:
        step = "see the log of the CSMS"
    return f"{error} for identity {address.identity} {known}; {step}"


async def with_version(address: CsmsAddress, seconds: float, text: str) -> str:
    """A text about a CSMS that doesn't serve us, with the version that it speaks, where it is another."""
    version = await _other_version(address, seconds)
    return f"{text}; it speaks {version}, and here {SUBPROTOCOL} is judged" if version else text


async def _other_version(address: CsmsAddress, seconds: float) -> str:
    """Which of the others it chooses, `ocpp1.6`; empty where it chooses none, or it can't be asked."""
    limits = Limits(open_timeout=seconds)
    what = Dial(address.url, OTHERS, address.credentials, address.headers, limits=limits, tls=address.tls)
    try:
        socket = await dial(what)
    except DIAL_ERRORS:
        return ""
    await socket.close()
    return socket.subprotocol or ""
