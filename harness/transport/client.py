"""Open a WebSocket as the client."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.datastructures import Headers as RawHeaders
from websockets.exceptions import InvalidStatus, InvalidURI, WebSocketException
from websockets.typing import Subprotocol

from ocpp_conformance.harness.transport.basic_auth import Credentials
from ocpp_conformance.harness.transport.errors import BadHandshakeError, RefusedError, UnreachableError
from ocpp_conformance.harness.transport.limits import Limits
from ocpp_conformance.harness.transport.socket import QUIET, Handshake, Headers, Socket


@dataclass(frozen=True, slots=True)
class Dial:
    """What to connect to and what to offer.

    `url` is complete, the identity in it percent-encoded. No `subprotocols` sends no such header. `compression` offers
    permessage-deflate. System proxies are never used.
    """

    url: str
    subprotocols: tuple[str, ...] = ("ocpp2.0.1",)
    credentials: Credentials | None = None
    headers: Headers = ()
    compression: bool = False
    limits: Limits = field(default_factory=Limits)


async def dial(what: Dial) -> Socket:
    """Connect. Raises `UnreachableError`, `RefusedError` (a status other than 101) or `BadHandshakeError`."""
    headers = list(what.headers)
    if what.credentials is not None:
        headers.append(("Authorization", what.credentials.header()))
    try:
        connection = await connect(
            what.url,
            subprotocols=[Subprotocol(name) for name in what.subprotocols] or None,
            additional_headers=headers,
            compression="deflate" if what.compression else None,
            open_timeout=what.limits.open_timeout,
            close_timeout=what.limits.close_timeout,
            max_size=what.limits.message_size,
            max_queue=None,
            ping_interval=None,
            proxy=None,
            logger=QUIET,
        )
    except InvalidStatus as error:
        answer = error.response
        body = (answer.body or b"").decode("utf-8", "replace")
        raise RefusedError(what.url, answer.status_code, _headers(answer.headers), body) from None
    except InvalidURI as error:
        raise UnreachableError(what.url, f"no WebSocket URL: {error.msg}") from None
    except WebSocketException as error:
        raise BadHandshakeError(what.url, str(error)) from None
    except TimeoutError:
        reason = f"the opening handshake was not done in {what.limits.open_timeout:g} s"
        raise UnreachableError(what.url, reason) from None
    except (OSError, asyncio.IncompleteReadError, EOFError) as error:
        raise UnreachableError(what.url, str(error)) from None
    return Socket(connection, _handshake(connection))


def _handshake(connection: ClientConnection) -> Handshake:
    request, response = connection.request, connection.response
    assert request is not None
    assert response is not None
    return Handshake(request.path, _headers(request.headers), response.status_code, _headers(response.headers))


def _headers(headers: RawHeaders) -> Headers:
    return tuple(headers.raw_items())
