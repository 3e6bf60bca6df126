"""An HTTP server of ours beside a WebSocket: where it listens."""

from __future__ import annotations

from ssl import SSLContext
from typing import TYPE_CHECKING

from ocpp_conformance.harness.transport.errors import PortTakenError

if TYPE_CHECKING:
    from aiohttp import web


async def listen(
    runner: web.AppRunner | web.ServerRunner, host: str, port: int, context: SSLContext | None = None
) -> int:
    """Have a runner that is set up listen on one more port, 0 for a free one; returns the port.

    Raises `PortTakenError`; the runner is cleaned up then.
    """
    from aiohttp import web  # a slow import, needed by few systems and cases

    try:
        await web.TCPSite(runner, host, port, ssl_context=context).start()
    except OSError as error:
        await runner.cleanup()
        raise PortTakenError(host, port, error.strerror or str(error)) from None
    bound: int = runner.addresses[-1][1]
    return bound
