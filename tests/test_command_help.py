"""What a person reads first at a terminal: `run --help` and `list`."""

from __future__ import annotations

import os
import pty
import subprocess

import pytest

from ocpp_conformance.harness.commands.run_help import run_help

from .descriptions import Config
from .different.processes import COMMAND, environment, run

COLUMNS = 80


def at_a_terminal(*arguments, cwd):
    """What `ocpp-conformance` prints at a terminal of 80 columns."""
    screen, slave = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=environment({"COLUMNS": str(COLUMNS)}),
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
    ) as process:
        os.close(slave)
        printed = b""
        while part := read(screen):
            printed += part
    os.close(screen)
    assert process.returncode == 0, printed
    return printed.decode().replace("\r\n", "\n")


def read(screen):
    try:
        return os.read(screen, 65536)
    except OSError:  # the other end is closed
        return b""


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_the_help_of_run_is_ours(tmp_path, monkeypatch, word):
    monkeypatch.setenv("COLUMNS", "100")
    done = run("run", word, cwd=tmp_path, env={"COLUMNS": "100"})
    assert (done.code, done.output) == (0, run_help())
    assert done.output.split("\n\n")[2].startswith("the system under test:\n  --csms URL")
    assert "--pdb" not in done.output


def test_every_option_of_ours_is_in_the_help():
    known = {name.replace("_", "-") for name in vars(Config().option)} - {"numprocesses"}
    assert [name for name in sorted(known) if f"--{name} " not in run_help()] == []


def test_the_help_of_pytest_is_there_too(tmp_path):
    done = run("run", "--help-all", cwd=tmp_path)
    assert done.code == 0
    assert {"--pdb", "--csms=URL"} <= set(done.output.replace(" ", "\n").split("\n"))


def test_the_list_fits_a_terminal(tmp_path):
    block = ("list", "--block", "O")
    shown, told = at_a_terminal(*block, cwd=tmp_path).split("\n"), run(*block, cwd=tmp_path).output.split("\n")
    rows, whole = ([line for line in lines if line.startswith("TC_O_")] for lines in (shown, told))
    assert len(rows) == len(whole) > 0
    assert max(map(len, rows)) == COLUMNS < max(map(len, whole))
    assert [row.split()[0] for row in rows] == [row.split()[0] for row in whole]
    assert "topics, checks, exercises: in a file or a pipe, and `ocpp-conformance explain ID`" in shown
