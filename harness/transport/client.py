"""Open a WebSocket as the client."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.datastructures import Headers as RawHeaders
from websockets.exceptions import InvalidStatus, InvalidURI, WebSocketException
from websockets.typing import Subprotocol

from ocpp_conformance.harness.transport.basic_auth import Credentials
from ocpp_conformance.harness.transport.errors import (
    BadHandshakeError,
    RefusedError,
    TlsClosedError,
    UnreachableError,
)
from ocpp_conformance.harness.transport.handshake import Handshake, Headers
from ocpp_conformance.harness.transport.limits import QUEUE, Limits
from ocpp_conformance.harness.transport.socket import QUIET, Socket
from ocpp_conformance.harness.transport.standstill import limited
from ocpp_conformance.harness.transport.tls import ClientTls, tls_error


@dataclass(frozen=True, slots=True)
class Dial:
    """What to connect to and what to offer.

    `url` is complete, the identity in it percent-encoded. No `subprotocols` sends no such header. `compression` offers
    permessage-deflate. `tls` is for wss:// URLs; None trusts what the system trusts. System proxies are never used.
    """

    url: str
    subprotocols: tuple[str, ...]
    credentials: Credentials | None = None
    headers: Headers = ()
    compression: bool = False
    limits: Limits = field(default_factory=Limits)
    tls: ClientTls | None = None


async def dial(what: Dial) -> Socket:
    """Connect.

    Raises `UnreachableError`, `RefusedError` (a status other than 101), `BadHandshakeError`, and for wss:// also
    `BadCertificateError` (we refuse the server), `TlsAlertError` and `TlsClosedError` (it refuses us) or `TlsError`.
    """
    headers = list(what.headers)
    if what.credentials is not None:
        headers.append(("Authorization", what.credentials.header()))
    secure, opened = what.url.startswith("wss:"), list[_Connection]()

    def create(*arguments: Any, **more: Any) -> ClientConnection:
        opened.append(_Connection(*arguments, **more))
        return opened[-1]

    try:
        async with limited(what.limits.open_timeout):
            connection = await _Connect(
                what.url,
                subprotocols=[Subprotocol(name) for name in what.subprotocols] or None,
                additional_headers=headers,
                compression="deflate" if what.compression else None,
                open_timeout=None,
                close_timeout=what.limits.close_timeout,
                max_size=what.limits.message_size,
                max_queue=QUEUE,
                ping_interval=None,
                proxy=None,
                logger=QUIET,
                ssl=(what.tls or ClientTls()).context() if secure else None,
                create_connection=create,  # type: ignore[arg-type]  # a factory does; the annotation wants a type
            )
    except InvalidStatus as error:
        answer = error.response
        body = (answer.body or b"").decode("utf-8", "replace")
        raise RefusedError(what.url, answer.status_code, _headers(answer.headers), body) from None
    except InvalidURI as error:
        raise UnreachableError(what.url, f"no WebSocket URL: {error.msg}") from None
    except WebSocketException as error:
        lost = opened[-1].lost
        if isinstance(lost, ssl.SSLError):  # in TLS 1.3 the client has finished before it is refused
            raise tls_error(what.url, lost) from None
        if secure and isinstance(error.__cause__, EOFError) and isinstance(lost, ConnectionError | None):
            raise TlsClosedError(what.url) from None
        raise BadHandshakeError(what.url, str(error)) from None
    except TimeoutError:
        reason = f"the opening handshake was not done in {what.limits.open_timeout:g} s"
        raise UnreachableError(what.url, reason) from None
    except ssl.SSLError as error:
        raise tls_error(what.url, error) from None
    except ConnectionResetError as error:
        if secure:  # the TCP connection stood, so our ClientHello has left
            raise TlsClosedError(what.url) from None
        raise UnreachableError(what.url, str(error)) from None
    except (OSError, asyncio.IncompleteReadError, EOFError) as error:
        raise UnreachableError(what.url, str(error)) from None
    return Socket(connection, _handshake(connection))


class _Connect(connect):
    """Follows no redirect: it is an answer, and our headers are for nobody else."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class _Connection(ClientConnection):
    """Remembers what it was lost by; websockets tells only that it was."""

    lost: Exception | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = exc
        super().connection_lost(exc)


def _handshake(connection: ClientConnection) -> Handshake:
    request, response = connection.request, connection.response
    assert request is not None
    assert response is not None
    return Handshake(request.path, _headers(request.headers), response.status_code, _headers(response.headers))


def _headers(headers: RawHeaders) -> Headers:
    return tuple(headers.raw_items())
