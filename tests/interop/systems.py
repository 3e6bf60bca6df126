"""The third-party systems: how each is started, and what the suite is told of it."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.different.processes import Program

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
TOKENS = ("accepted=04A2B3C4:ISO14443", "blocked=04B1B2B3:ISO14443", "expired=04E1E2E3:ISO14443")
DESCRIBED = """\
version = 1
role = "{role}"
[patience]  # they answer within milliseconds, boot in one second
reply = 3
boot = 30
[hooks]
restart = ["sh", "-c", "kill $(cat pid); true"]  # `Kept` starts it again; it may just be dead
"""
LIVES = 300
"""How many times it is started at most."""
LOOK = 0.2
"""Real seconds after which we look whether it lives."""
_OFFLINE = ("ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH")
_REFUSED = ("E401", "E403", "E404", "E429", "E500", "E502", "E503")
"""What npm calls a registry that has not everything, or not for us."""


@dataclass(frozen=True, slots=True)
class System:
    """A system that the examples make; `npm` says whether its folder has a package.json to install.

    `parts` are the -k that say which cases it is judged by; each has a system of its own, and all run side by side, as
    they mostly wait.
    """

    role: str
    folder: str
    words: tuple[str, ...]
    npm: bool = False
    parts: tuple[str, ...] = ("",)

    def command(self, port: int) -> list[str]:
        """The command that starts it. Skips the test where node or the npm registry is missing."""
        place = installed(self.folder) if self.npm else EXAMPLES / self.folder
        given = {"url": f"ws://127.0.0.1:{port}/ocpp", "port": port, "here": place, "python": sys.executable}
        given["chance"] = HERE / "chance.cjs"
        return [word.format(**given) for word in self.words]

    def options(self, port: int, folder: Path) -> list[str]:
        """The options of `ocpp-conformance run` that judge it; what has no option is in a file in the folder."""
        described = folder / "sut.toml"
        described.write_text(DESCRIBED.format(role=self.role))
        if self.role == "station":
            return ["--sut", str(described), "--listen", f"127.0.0.1:{port}"]
        known = [word for token in TOKENS for word in ("--token", token)]
        identity = ["--identity", "CS{n:03}", "--password", "a-password-of-its-own"]
        return ["--sut", str(described), "--csms", f"ws://127.0.0.1:{port}", *identity, *known]


_SIMULATE = ("simulate", "--protocol", "ocpp2.0.1", "--id-tag", "04A2B3C4", "--report", "json")
_WHERE = ("--endpoint", "{url}", "--identity", "CS001")

_PART_2 = "PART2 and not FUZZ"
_RPC = "rpc and not PART2 and not FUZZ"
_PUBLISHED = "not rpc and not PART2 and not FUZZ"
_APART = ("FUZZ", _PART_2, _RPC, _PUBLISHED)
_BY_HAND = (
    "PART2-CS-A02-06",  # waits for minutes, as keys may take them
    f"{_PART_2} and not PART2-CS-A02-06",
    _RPC,
    f"{_PUBLISHED} and (TC_B or TC_G)",
    f"{_PUBLISHED} and not TC_B and not TC_G",
)
"""It stays away for good when a connection ends while it boots, and generated inputs end connections: each such loss
costs minutes. Transactions that they leave running send their meter values into later cases."""

_PYTHON_STATION = ("{python}", "{here}/station.py", "{url}", "CS001")
_NODE_STATION = ("node", "{here}/station.js", "{url}", "CS001")

SYSTEMS = {
    "ocpp-csms": System("csms", "ocpp_package", ("{python}", "{here}/csms.py", "--port", "{port}")),
    "ocpp-station": System(
        "station", "ocpp_package", ("{python}", "{here}/station.py", "{url}", "CS001"), parts=_APART
    ),
    "ocpp-rpc-csms": System("csms", "ocpp_rpc", ("node", "{here}/csms.js", "{port}"), npm=True),
    "ocpp-rpc-station": System("station", "ocpp_rpc", ("node", "{here}/station.js", "{url}", "CS001"), True, _APART),
    "ocpp-ws-cli-station": System(
        "station",
        "ocpp_ws_cli",
        ("node", "--require", "{chance}", "{here}/node_modules/ocpp-ws-cli/dist/index.js", *_SIMULATE, *_WHERE),
        npm=True,
        parts=_BY_HAND,
    ),
}


def installed(folder: str) -> Path:
    """A copy of an example's folder, outside of git, with its npm packages; made once for all workers."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    cache = Path(os.environ.get("TOX_ENV_DIR", tempfile.gettempdir())) / "interop-npm"
    place = cache / folder
    place.mkdir(parents=True, exist_ok=True)
    with (cache / f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (EXAMPLES / folder / "package.json").read_text()
        done = place / "installed.json"
        if not done.exists() or done.read_text() != wanted:
            (place / "package.json").write_text(wanted)
            _install(place)
            done.write_text(wanted)
        for script in (EXAMPLES / folder).glob("*.js"):
            shutil.copy(script, place)
    return place


def _install(place: Path) -> None:
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
    try:
        ended = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("the npm registry doesn't answer")
    code = re.search(r"code (E\w+)", ended.stderr)
    if code is not None and code[1] in _OFFLINE:
        pytest.skip(f"the npm registry can't be reached ({code[1]})")
    if code is not None and code[1] in _REFUSED:
        pytest.skip(f"the npm registry refuses ({code[1]}): {ended.stderr[:300]}")
    assert ended.returncode == 0, ended.stderr


class Kept:
    """A system that is started again whenever it ends, as a supervisor of services would: `with Kept(…) as system`."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._command, self._folder = command, folder
        self._over, self._runs = threading.Event(), list[Program]()
        self._watch = threading.Thread(target=self._keep)

    def __enter__(self) -> Self:
        self._start()
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watch.join()
        self._runs[-1].__exit__(kind, error, trace)

    @property
    def output(self) -> str:
        """What it has printed in all its lives."""
        return "\n".join(run.output for run in self._runs)

    def line_with(self, *words: str) -> str:
        """The first line that holds all these words, waited for."""
        return self._runs[0].line_with(*words)

    def _start(self) -> None:
        self._runs.append(Program(self._command, cwd=self._folder).__enter__())
        (self._folder / "pid").write_text(str(self._runs[-1].pid))

    def _keep(self) -> None:
        while not self._over.wait(LOOK):
            if self._runs[-1].ended and len(self._runs) < LIVES:
                self._start()
