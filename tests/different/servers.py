"""A WebSocket server in a thread of the test: notes what it is asked, and answers as little as a test needs."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

ANSWERS = {
    "BootNotification": {"interval": 300, "status": "Accepted"},
    "Heartbeat": {},
    "Authorize": {"idTokenInfo": {"status": "Unknown"}},
}
"""The payloads, but for the `currentTime` of the first two."""


@dataclass
class Recorder:
    """What came: the paths and headers of the upgrades, and the messages of each connection."""

    port: int = 0
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    frames: list[list[str]] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"ws://127.0.0.1:{self.port}"

    def wait_for_frame(self, connection: int, seconds: float = 20.0) -> None:
        """Wait until the connection of this number has sent a message."""
        deadline = time.monotonic() + seconds
        with self.news:
            while len(self.frames) <= connection or not self.frames[connection]:
                assert self.news.wait(deadline - time.monotonic()), f"connection {connection} sent nothing"


Answer = Callable[[int, int, str], str | None]
"""From the number of the connection and of the message in it (both from 0) and its action to a payload's text; None
stays silent, an `OSError` drops the connection without a close."""


def willing(connection: int, message: int, action: str) -> str | None:
    """Answers everything."""
    payload = ANSWERS.get(action, {})
    if action in ("BootNotification", "Heartbeat"):
        payload = payload | {"currentTime": datetime.now(UTC).isoformat(timespec="milliseconds")}
    return json.dumps(payload)


def silent(connection: int, message: int, action: str) -> str | None:
    """Answers nothing."""
    return None


@contextmanager
def recorder(answer: Answer = willing) -> Iterator[Recorder]:
    """A server on a free port of loopback."""
    seen = Recorder()

    def handle(socket: ServerConnection) -> None:
        number, frames = len(seen.frames), []
        seen.frames.append(frames)
        seen.paths.append(socket.request.path)
        seen.headers.append(dict(socket.request.headers.raw_items()))
        try:
            for raw in socket:
                with seen.news:
                    frames.append(raw)
                    seen.news.notify_all()
                kind, message_id, action, *_ = json.loads(raw)
                text = answer(number, len(frames) - 1, action) if kind == 2 else None
                if text is not None:
                    socket.send(f'[3, "{message_id}", {text}]')
        except ConnectionClosed:
            pass
        except OSError:
            socket.socket.shutdown(2)

    with serve(handle, "127.0.0.1", 0, subprotocols=["ocpp2.0.1"], ping_interval=None, close_timeout=1) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        seen.port = server.socket.getsockname()[1]
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()
