"""What a run of the whole suite spends its time on: in one process with a stopwatch at the judge, and on two workers.

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
_began = time.perf_counter()
_spent = 0.0
_inside = False


def shares() -> list[Row]:
    """Run the suite once, in one process."""
    with TemporaryDirectory() as name:
        times = Path(name) / "times.json"
        command = [sys.executable, "-m", "pytest", "conformance", "-q", "-p", "no:randomly", "-p", "benchmarks.judging"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "BENCHMARK_TIMES": str(times)}
        command += ["-p", "no:cacheprovider", f"--output={name}/out"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"the suite failed:\n{done.stdout}\n{done.stderr}")
        measured = json.loads(times.read_text("utf-8"))
    rules, whole, wall = measured["rules"], measured["whole"], measured["wall"]
    detail = f"{rules:.2f} s of {whole:.1f} s of processor time"
    waiting = f"{whole:.1f} s of processor time in {wall:.1f} s"
    return [
        Row("rules / run of the suite", 100 * rules / whole, detail, unit="%", at_most=3),
        Row("waiting / run of the suite", 100 * (1 - whole / wall), waiting, unit="%", at_most=25),
    ]


def whole_runs() -> list[Row]:
    """Both roles' suites on two workers, from the command to its end."""
    return [_whole_run(edition, at_most) for edition, at_most in (("2", 60), ("3", 90))]


def _whole_run(edition: str, at_most: float) -> Row:
    with TemporaryDirectory() as name:
        command = [sys.executable, "-m", "pytest", "conformance", "-q", "-n", "2", f"--edition={edition}"]
        began = time.perf_counter()
        done = subprocess.run([*command, f"--output={name}/out"], cwd=ROOT, capture_output=True, check=False)
        seconds = time.perf_counter() - began
        if done.returncode != 0:
            raise RuntimeError(f"the suite failed:\n{done.stdout.decode()}\n{done.stderr.decode()}")
    what = f"both suites, Edition {edition}, two workers"
    return Row(what, seconds, "with start and report", unit="s", at_most=at_most)


def pytest_configure() -> None:
    from ocpp_conformance.harness.requirements import Judge  # after the plugin has asked for assertion rewriting

    for name in ("take", "so_far", "end"):
        setattr(Judge, name, _timed(getattr(Judge, name)))


def pytest_unconfigure() -> None:
    times = {"rules": _spent, "whole": time.process_time(), "wall": time.perf_counter() - _began}
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
