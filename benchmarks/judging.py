"""What share of the processor time of a run the rules take: the whole suite in one process, a stopwatch at the judge.

It is the pytest plugin of that run, too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.rounds import Row

ROOT = Path(__file__).parent.parent
_spent = 0.0
_inside = False


def share() -> Row:
    """Run the suite once."""
    with TemporaryDirectory() as name:
        times = Path(name) / "times.json"
        command = [sys.executable, "-m", "pytest", "conformance", "-q", "-p", "no:randomly", "-p", "benchmarks.judging"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "BENCHMARK_TIMES": str(times)}
        command += ["-p", "no:cacheprovider", f"--output={name}/out"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"the suite failed:\n{done.stdout}\n{done.stderr}")
        measured = json.loads(times.read_text("utf-8"))
    rules, whole = measured["rules"], measured["whole"]
    detail = f"{rules:.2f} s of {whole:.1f} s of processor time"
    return Row("rules / run of the suite", 100 * rules / whole, detail, unit="%", at_most=3)


def pytest_configure() -> None:
    from ocpp_conformance.harness.requirements import Judge  # after the plugin has asked for assertion rewriting

    for name in ("take", "so_far", "end"):
        setattr(Judge, name, _timed(getattr(Judge, name)))


def pytest_unconfigure() -> None:
    times = {"rules": _spent, "whole": time.process_time()}
    Path(os.environ["BENCHMARK_TIMES"]).write_text(json.dumps(times), "utf-8")


def _timed(method: Callable[..., Any]) -> Callable[..., Any]:
    """Add the processor time of the outermost call to `_spent`."""

    def timed(*arguments: Any) -> Any:
        global _spent, _inside
        if _inside:
            return method(*arguments)
        _inside, started = True, time.process_time()
        try:
            return method(*arguments)
        finally:
            _inside = False
            _spent += time.process_time() - started

    return timed
