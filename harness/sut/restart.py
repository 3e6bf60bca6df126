"""The command of the owner's that restarts a system which no longer answers."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from pathlib import Path

from ocpp_conformance.harness.sut.description import Description

LAST_WORDS = 500
"""How many characters of its output are quoted when it fails."""


def restart(sut: Description) -> str:
    """Run the command to its end, in the folder of the `sut.toml`; returns what went wrong, empty when nothing did.

    What it starts may go on, and keep its output open.
    """
    name, limit = shlex.join(sut.restart), sut.patience.boot
    with tempfile.TemporaryFile() as said:
        try:
            code = subprocess.run(
                sut.restart,
                cwd=Path(sut.file or ".").resolve().parent,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=limit,
                check=False,
            ).returncode
        except OSError as error:
            return f"`{name}` can't be started ({error.strerror or error}); correct [hooks] restart"
        except subprocess.TimeoutExpired:
            return f"`{name}` did not end within {limit:g} s; let it start the system and end"
        said.seek(0)
        words = said.read().decode("utf-8", "replace").strip()[-LAST_WORDS:]
    return f"`{name}` ended with {code}: {words or 'it said nothing'}" if code else ""
