"""What one case costs from the command to its end, beside pytest on a test that does nothing: an editor's loop."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.rounds import Row, ratio
from ocpp_conformance.harness.launch import PLUGINS

CASE = "TC_B_01_CSMS"
_COMMAND = "from ocpp_conformance.harness.cli import main; main()"
_IMPORT = "import ocpp_conformance.harness.plugin"


def ratios(rounds: int) -> list[Row]:
    """Both take turns, byte code warm; the page and all other views of the case are made."""
    with TemporaryDirectory() as name:
        empty = Path(name) / "test_nothing.py"
        empty.write_text("def test_nothing():\n    pass\n", "utf-8")
        plugins = [word for plugin in PLUGINS for word in ("-p", plugin)]
        bare = ["-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={name}"]
        commands = {
            "case": ["-c", _COMMAND, "run", "--case", CASE, "-q", f"--output={name}/out"],
            "empty": [*bare, *plugins, f"--html={name}/out.html", str(empty)],
            "bare": [*bare, str(empty)],
            "import": ["-c", _IMPORT],
        }
        for command in commands.values():
            _seconds(command, name)
        taken: dict[str, list[float]] = {key: [] for key in commands}
        for _ in range(rounds):
            for key, command in commands.items():
                taken[key].append(_seconds(command, name))
    case, empty_, bare_, imports = (median(taken[key]) for key in commands)
    return [
        Row(
            "run of one case / pytest on an empty test with the same plugins",
            ratio(taken["case"], taken["empty"]),
            f"{case:.2f} s beside {empty_:.2f} s",
            at_most=3,
        ),
        Row("  the same / pytest bare", ratio(taken["case"], taken["bare"]), f"{case:.2f} s beside {bare_:.2f} s"),
        Row("  imports of the plugin / run of one case", 100 * imports / case, f"{imports:.2f} s", unit="%"),
    ]


def _seconds(command: Sequence[str], folder: str) -> float:
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # without it no byte code is ever warm
    began = time.perf_counter()
    done = subprocess.run([sys.executable, *command], cwd=folder, env=environment, capture_output=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode != 0:
        raise RuntimeError(f"{command} failed:\n{done.stdout.decode()}\n{done.stderr.decode()}")
    return seconds
