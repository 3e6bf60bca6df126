"""Which cases a selection picks: `python tests/selections.py` writes tests/selections.toml anew, for review."""

import subprocess
import sys
import tomllib
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")
ROOT = Path(__file__).parent.parent
SELECTIONS = ("-k boot", "-k status", "-k ordering", "-k auth", "-k rfid", "-k TC_B_01", "-k B01.FR.02")
SELECTIONS += ("-m boot", "-m status", "-m ordering", "-m auth", "-m rfid", "--block G", "--requirement C01.FR.07")
SELECTIONS += ("--profile advanced-security", "--profile core --mandatory --block P", "--mandatory --block A")

_COLLECT = """
import sys
from ocpp_conformance.harness.cli import collect
from ocpp_conformance.harness.suite.state import CASE
code, found = collect(sys.argv[1:])
print("\\n".join(item.stash[CASE].id for item in found.cases()))
"""


def picked(selection):
    """The ids that a selection picks, in catalogue order."""
    command = [sys.executable, "-c", _COLLECT, *selection.split()]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


def pinned():
    """What was reviewed and committed."""
    return tomllib.loads(FILE.read_text())


if __name__ == "__main__":
    lines = ["# Written by tests/selections.py; a change shows in review."]
    for selection in SELECTIONS:
        ids = picked(selection)
        lines += [f'"{selection}" = [', *(f'    "{id}",' for id in ids), "]"]
    FILE.write_text("\n".join(lines) + "\n")
