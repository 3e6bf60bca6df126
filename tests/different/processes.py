"""Programs that run beside a test: started, read line by line, waited for, stopped."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

HERE = Path(__file__).parent
_RANDOM = random.SystemRandom()  # pytest-randomly gives each worker the same seed
COMMAND = (str(Path(sys.executable).with_name("ocpp-conformance")),)
"""Our command, as it is installed."""
PATIENCE = 60.0
"""Real seconds for a start, a line or an end; only a test that fails waits so long."""


_OURS = ("OCPP_", "PYTEST_", "COV_", "PYTHONDONTWRITEBYTECODE")  # the last: dozens of starts without compiled files


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without settings of ours and of pytest's, so that a developer's shell changes no test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "COLUMNS": "200", **(more or {})}


def free_port() -> int:
    """A port of loopback that was free a moment ago, below those that the system gives to whoever asks for any."""
    while True:
        port = _RANDOM.randrange(20000, 32000)
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended; `output` holds what it printed on both channels."""

    code: int
    output: str


def run(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None, limit: float = 120.0) -> Finished:
    """Run `ocpp-conformance` with these arguments to its end."""
    return _finished([*COMMAND, *arguments], cwd, env, limit)


def _finished(command: Sequence[str], cwd: Path, env: Mapping[str, str] | None, limit: float) -> Finished:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=limit,
        check=False,
    )
    return Finished(done.returncode, done.stdout)


def suite(*arguments: str, limit: float = 120.0) -> Finished:
    """Run `pytest` with these arguments in the top folder, in the order of the catalogue, to its end."""
    options = ("-q", "-p", "no:randomly", "-p", "no:cacheprovider")
    return _finished([sys.executable, "-m", "pytest", *options, *arguments], HERE.parents[1], None, limit)


def _take_interrupts() -> None:
    """Ctrl-C is not ignored, as it is in what a shell has put into the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Program:
    """A program that runs while the test looks at it: `with Program(…) as program`; killed at the end, if need be."""

    def __init__(
        self, command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        self._command, self._cwd, self._env = list(command), cwd, environment(env)
        self.lines: list[str] = []
        self._news = threading.Condition()

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command,
            cwd=self._cwd,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=_take_interrupts,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self.wait()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it no longer runs."""
        return self._process.poll() is not None

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return "\n".join(self.lines)

    def line_with(self, *words: str) -> str:
        """The first line that holds all these words, waited for. Fails with the output when none comes."""
        deadline = time.monotonic() + PATIENCE
        with self._news:
            while True:
                for line in self.lines:
                    if all(word in line for word in words):
                        return line
                left = deadline - time.monotonic()
                if left <= 0 or (self._process.poll() is not None and not self._reader.is_alive()):
                    raise AssertionError(f"no line with {words} from {self._command}:\n{self.output}")
                self._news.wait(min(left, 0.5))

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and wait for the end; returns the exit code."""
        self._process.send_signal(number)
        return self.wait()

    def wait(self, limit: float = PATIENCE) -> int:
        """Wait for the end; returns the exit code."""
        code = self._process.wait(limit)
        self._reader.join(limit)
        return code

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            for line in stream:
                with self._news:
                    self.lines.append(line.rstrip("\n"))
                    self._news.notify_all()


def ours(*arguments: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Program:
    """`ocpp-conformance` with these arguments, to be started by `with`."""
    return Program([*COMMAND, *arguments], cwd=cwd, env=env)


def stranger(name: str, *arguments: str) -> Program:
    """One of the stand-alone programs beside this file, to be started by `with`."""
    return Program([sys.executable, str(HERE / name), *arguments])


def port_in(line: str) -> int:
    """The port at the end of a line such as `listening on ws://127.0.0.1:9000/ocpp`."""
    return int(line.rsplit(":", 1)[1].split("/")[0].split()[0])
