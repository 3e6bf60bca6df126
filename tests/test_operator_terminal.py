"""Prompts on a real terminal, while a bundled system of this process is the physical world around the run."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ocpp_conformance.harness.probes import pause
from ocpp_conformance.harness.station import Station
from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.suite.live import EVERY

from .different.processes import COMMAND, PATIENCE, environment, free_port

pytestmark = pytest.mark.asyncio
QUICK = {"OCPP_SUT_QUIET": "0.2", "OCPP_SUT_REPLY_TIMEOUT": "3", "OCPP_SUT_BOOT_TIMEOUT": "10"}


class Terminal:
    """A run of the suite at a terminal of its own; `screen` is what it has shown."""

    def __init__(self, *arguments, cwd):
        self._arguments, self._cwd = arguments, cwd
        self.screen = ""
        self._read_to = 0
        self._news = asyncio.Event()

    async def __aenter__(self):
        self.keyboard, slave = pty.openpty()
        command = [*COMMAND, "run", *self._arguments]
        channels = {"stdin": slave, "stdout": slave, "stderr": slave}
        env = environment({"TERM": "xterm", **QUICK})
        self.process = await asyncio.to_thread(
            subprocess.Popen, command, cwd=self._cwd, env=env, start_new_session=True, **channels
        )
        os.close(slave)
        asyncio.get_running_loop().add_reader(self.keyboard, self._read)
        return self

    async def __aexit__(self, *_):
        self.hang_up()
        self.process.kill()
        self.process.wait()

    def hang_up(self):
        if self.keyboard >= 0:
            asyncio.get_running_loop().remove_reader(self.keyboard)
            os.close(self.keyboard)
            self.keyboard = -1

    def _read(self):
        try:
            self.screen += os.read(self.keyboard, 1 << 16).decode("utf-8", "replace")
        except OSError:  # the run is over
            asyncio.get_running_loop().remove_reader(self.keyboard)
        self._news.set()

    def type(self, text):
        os.write(self.keyboard, f"{text}\n".encode())

    async def shows(self, *texts):
        """Wait for the first of these texts behind what was waited for before, and return it."""
        found = re.compile("|".join(map(re.escape, texts)))
        try:
            async with asyncio.timeout(PATIENCE * 2):
                while (match := found.search(self.screen, self._read_to)) is None:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"none of {texts} in:\n{self.screen}") from None
        self._read_to = match.end()
        return match[0]

    async def ends(self):
        return await asyncio.to_thread(self.process.wait, PATIENCE * 2)


@asynccontextmanager
async def world(port, **settings):
    """A charging station that dials in, with an EV and a card beside it."""
    station = Station(
        StationConfig(csms_url=f"ws://127.0.0.1:{port}/ocpp", retry_wait_minimum=1, retry_random_range=0, **settings)
    )
    async with station:
        yield station


LIVE = "\x1b7\x1b[K "
"""How a live line begins."""


async def plainly(command, folder):
    """Run a command to its end without a terminal."""
    told = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True, "timeout": 60, "check": False}
    return await asyncio.to_thread(subprocess.run, command, cwd=folder, env=environment(QUICK), **told)


def verdicts(folder: Path):
    lines = [json.loads(line) for line in (folder / "reports/out/results.jsonl").read_text().splitlines()]
    return {line["case"]: line["verdict"] for line in lines if line["line"] == "verdict"}, lines


def run(port, *arguments, cwd):
    return Terminal("--listen", f"127.0.0.1:{port}", *arguments, cwd=cwd)


PLUG, UNPLUG = (
    "TO DO:   Plug a cable into connector 1 of EVSE 1",
    "TO DO:   Take the cable out of connector 1 of EVSE 1",
)
CARD = "TO DO:   Hold the id token 04A2B3C4"


async def test_prompts_close_themselves_when_the_frame_arrives(tmp_path):
    port = free_port()
    async with run(port, "--case", "TC_E_04_CS", cwd=tmp_path) as at, world(port) as station:
        await at.shows(CARD)
        await at.shows("awaited: Authorize")
        await station.present_token("04A2B3C4", "ISO14443")
        await at.shows("operator: seen: #")
        await at.shows(PLUG)
        await station.plug_in()
        await at.shows("operator: seen: #")
        await at.shows(CARD)  # the clearing up: the transaction is stopped, the cable taken out
        await station.present_token("04A2B3C4", "ISO14443")
        await at.shows(UNPLUG)
        await station.unplug()
        assert await at.ends() == 0, at.screen
    assert verdicts(tmp_path)[0] == {"TC_E_04_CS": "passed"}


async def test_a_reboot_is_asked_of_the_person_where_reset_is_forbidden(tmp_path):
    port = free_port()
    text = f'version = 1\nrole = "station"\nlisten = "127.0.0.1:{port}"\n[driver]\noperator = "terminal"\n'
    (tmp_path / "sut.toml").write_text(text + "[permissions]\nreset = false\n")
    async with Terminal("--sut", "sut.toml", "--case", "TC_B_01_CS", cwd=tmp_path) as at, world(port) as station:
        await at.shows("TO DO:   Switch the station off and on again")
        await at.shows("awaited: BootNotification")
        await station.power_cycle()
        await at.shows("operator: seen: #")
        assert await at.ends() == 0, at.screen
    found, lines = verdicts(tmp_path)
    assert found == {"TC_B_01_CS": "passed"}
    assert '"Reset"' not in json.dumps(lines)


async def test_a_cable_that_is_in_is_not_asked_for_again(tmp_path):
    port, cards = free_port(), ("TC_C_02_CS", "TC_C_06_CS", "TC_G_01_CS")
    chosen = [word for case in cards for word in ("--case", case)]
    async with run(port, *chosen, cwd=tmp_path) as at, world(port) as station:
        for wanted, act in (
            (PLUG, station.plug_in),
            ("TO DO:   Hold the id token 04A2B3C4", lambda: station.present_token("04A2B3C4", "ISO14443")),
            ("TO DO:   Hold the id token 04A2B3C4", lambda: station.present_token("04A2B3C4", "ISO14443")),
            (UNPLUG, station.unplug),  # the last case is about the cable
            (PLUG, station.plug_in),
            (UNPLUG, station.unplug),
        ):
            assert await at.shows("TO DO:   ") + (await at.shows(wanted[9:])) == wanted
            await act()
        assert await at.ends() == 0, at.screen
    assert set(verdicts(tmp_path)[0].values()) == {"passed"}
    assert at.screen.count("TO DO:") == 6


async def test_what_is_typed_becomes_a_verdict(tmp_path):
    port, cases = free_port(), ("TC_C_02_CS", "TC_G_01_CS", "TC_G_02_CS", "TC_E_28_CS")
    chosen = [word for case in cases for word in ("--case", case)]
    async with run(port, *chosen, cwd=tmp_path) as at, world(port):
        await at.shows(PLUG)
        at.type("perhaps")
        await at.shows("type d (done), c (can't) or s (skip)")
        at.type("s")
        await at.shows("operator: the operator skipped it")
        await at.shows(PLUG)
        at.type("c")  # and then nobody is asked for it again
        assert await at.ends() == 1, at.screen
    found, lines = verdicts(tmp_path)
    assert found == {
        "TC_C_02_CS": "inconclusive",
        "TC_G_01_CS": "not run",
        "TC_G_02_CS": "not run",
        "TC_E_28_CS": "passed",
    }
    assert any("the operator was asked: Plug a cable" in line.get("text", "") for line in lines)


async def test_done_goes_on_and_the_wire_decides(tmp_path):
    port = free_port()
    async with run(port, "--case", "TC_G_01_CS", cwd=tmp_path) as at, world(port):
        await at.shows(PLUG)
        await pause(4 * EVERY)
        at.type("d")
        await at.shows(f"{LIVE}TC_G_01_CS: waiting for StatusNotification")
        await at.shows(UNPLUG)
        at.type("s")
        assert await at.ends() == 1, at.screen
    asked = at.screen.split("operator: TC_G_01_CS")[1].split(LIVE)[0]
    assert asked.endswith("within 180 s)\r\nd\r\n\x1b[K\r\noperator: done\r\n")  # no live line in the prompt
    assert verdicts(tmp_path)[0] == {"TC_G_01_CS": "failed"}


async def test_a_closed_standard_input_leaves_the_report_of_what_ran(tmp_path):
    port = free_port()
    command = [*COMMAND, "run", "--listen", f"127.0.0.1:{port}", "--operator", "terminal"]
    command += ["--case", "TC_G_01_CS", "--case", "TC_E_28_CS"]
    async with world(port):
        done = await plainly(command, tmp_path)
    assert done.returncode == 1, done.stdout
    assert verdicts(tmp_path)[0] == {"TC_G_01_CS": "inconclusive", "TC_E_28_CS": "passed"}
    assert "standard input" in done.stdout


async def test_without_a_terminal_nobody_is_asked(tmp_path):
    port = free_port()
    command = [*COMMAND, "list", "--listen", f"127.0.0.1:{port}"]
    done = [await plainly(each, tmp_path) for each in (command, [*command, "--operator", "page"])]
    answers = [re.search(r"TC_G_01_CS +\w+ +(\w+)", each.stdout)[1] for each in done]
    assert answers == ["no", "yes"]
