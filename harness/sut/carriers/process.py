"""The subprocess carrier: each request is a line of JSON on the driver's stdin, each answer a line on its stdout."""

from __future__ import annotations

import asyncio
import json
import shlex
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ocpp_conformance.harness.sut.carriers.carrier import WireCarrier
from ocpp_conformance.harness.sut.contract import ContractError, Message
from ocpp_conformance.harness.sut.driver import DriverError

LINE_LIMIT = 1 << 20
"""Bytes of an answer."""
LAST_WORDS = 20
"""How many lines of its stderr are quoted when it fails."""
PARTING = 2.0
"""Real seconds a driver gets to end when its stdin is closed, and again when it is terminated; then it is killed."""


class ProcessCarrier(WireCarrier):
    """Runs the driver, by its argument list and without a shell."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        super().__init__()
        self.command, self._folder = tuple(command), folder
        self._process: Process | None = None
        self._readers: list[asyncio.Task[None]] = []
        self._waiting: dict[str | None, asyncio.Future[Message]] = {}
        self._stderr: deque[str] = deque(maxlen=LAST_WORDS)
        self._failure: DriverError | None = None

    async def open(self) -> None:
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.command, stdin=PIPE, stdout=PIPE, stderr=PIPE, cwd=self._folder, limit=LINE_LIMIT
            )
        except OSError as error:
            reason = f"can't be started in {self._folder} ({error.strerror or error})"
            raise DriverError(f"`{self.name}` {reason}; correct [driver] command") from None
        loop = asyncio.get_running_loop()
        self._readers = [loop.create_task(self._listen(self._process)), loop.create_task(self._note(self._process))]

    async def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        for last_resort in (process.terminate, process.kill):
            try:
                async with asyncio.timeout(PARTING):
                    await process.wait()
                break
            except TimeoutError:
                with suppress(ProcessLookupError):
                    last_resort()
        await process.wait()
        for reader in self._readers:  # a grandchild may hold the pipes open
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)

    async def exchange(self, message: Message) -> Message:
        return await self.say(json.dumps(message), message["id"])

    async def say(self, line: str, id: str | None) -> Message:
        """Write a line and wait for the answer with this id. Raises `DriverError`."""
        process = self._process
        assert process is not None, "the carrier was not opened"
        assert process.stdin is not None
        if self._failure is not None:
            raise self._failure
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[id] = answer
        try:
            with suppress(ConnectionError):  # it has ended: the reader says how
                process.stdin.write(f"{line}\n".encode())
                await process.stdin.drain()
            return await answer
        finally:
            self._waiting.pop(id, None)

    @property
    def name(self) -> str:
        """The command as a shell would have it."""
        return shlex.join(self.command)

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        try:
            while line := await process.stdout.readline():
                self._take(line)
        except ValueError:
            self._fail(ContractError(f"`{self.name}` wrote a line of more than {LINE_LIMIT} bytes to stdout"))
        except ContractError as error:
            self._fail(error)
        else:
            code = await process.wait()
            await asyncio.wait(self._readers[1:], timeout=PARTING)
            words = "\n".join(self._stderr)
            said = f"its last words:\n{words}\n" if words else "it said nothing on stderr; "
            self._fail(DriverError(f"`{self.name}` ended with {code}; {said}see why it ends"))

    def _take(self, line: bytes) -> None:
        try:
            answer = json.loads(line)
            waiting = self._waiting.get(answer.get("id"))
            if answer.get("id") is None:  # a request whose id it could not read: the oldest one without an answer
                waiting = next(iter(self._waiting.values()), None)
        except (ValueError, AttributeError, TypeError):
            raise ContractError(f"`{self.name}` wrote to stdout what is no JSON object: {line[:200]!r}") from None
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def _note(self, process: Process) -> None:
        assert process.stderr is not None
        with suppress(ValueError):
            while line := await process.stderr.readline():
                self._stderr.append(line.decode("utf-8", "replace").rstrip())

    def _fail(self, error: DriverError) -> None:
        self._failure = error
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(error)
