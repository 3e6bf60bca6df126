"""What a connected test costs beside one that does nothing, what share of a run is the recording, and how it grows.

A throw-away suite, run by pytest with our plugin: tests that do nothing, each with an event loop of its own as
pytest-asyncio gives it by default, take turns with cases that start the bundled CSMS, connect, boot, close, and are
judged and recorded by the fixtures and rules of the suite.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.rounds import Row, ratio

ROUND = 20
"""Tests of each kind in a round."""
ROOT = Path(__file__).parent.parent

_HEAD = """\
import pytest
from ocpp_conformance.conformance.case import case, step
"""
_PAIR = """
@pytest.mark.asyncio
async def test_nothing_{n:04}():
    pass

@pytest.mark.asyncio(loop_scope="session")
async def test_bare_{n:04}():
    pass
"""
_CONNECTED = """
@case("ACME-CSMS-BOOT{n:04}-01", "A boot", topics=("boot",))
async def test_connected_{n:04}(station):
    boot = await station.boot()
    boot.meets(step(1), status="Accepted")
"""


def ratios(tests: int) -> list[Row]:
    """Run the suite once; what else runs on the machine only adds, so the fastest of each round of tests counts."""
    with TemporaryDirectory() as name:
        times = _run(Path(name), tests)
    fastest = {kind: [min(part) for part in _rounds(times[kind])] for kind in ("nothing", "bare", "connected")}
    nothing, bare, connected = (1e3 * median(each) for each in fastest.values())
    recording = median(part / whole for part, whole in zip(times["recording"], times["connected"], strict=True))
    return [
        Row(
            "connected and recorded test / async test that does nothing",
            ratio(fastest["connected"], fastest["nothing"]),
            f"{connected:.2f} ms beside {nothing:.2f} ms",
            at_most=5,
        ),
        Row(
            "  the same / one on the event loop of the session",
            ratio(fastest["connected"], fastest["bare"]),
            f"{connected:.2f} ms beside {bare:.2f} ms",
        ),
        Row(
            "recording, entries and lines of results.jsonl / run of connected tests",
            100 * recording,
            f"{median(times['recording']) * 1e6:.0f} µs of {median(times['connected']) * 1e3:.2f} ms",
            unit="%",
            at_most=10,
        ),
    ]


def growth(few: int = 441, many: int = 1000) -> list[Row]:
    """What a case costs in a small and in a large run: processor time, and bytes of all that is written."""
    small, large = (_of_cases(number) for number in (few, many))
    rows = []
    for what, part in (("processor time", 0), ("size of results and report", 1)):
        per_case = small[part] / few, large[part] / many
        unit = ("ms", 1e3) if part == 0 else ("kB", 1e-3)
        rows.append(
            Row(
                f"{what} a case in a run of {many} / in one of {few}",
                per_case[1] / per_case[0],
                f"{per_case[1] * unit[1]:.1f} {unit[0]} beside {per_case[0] * unit[1]:.1f} {unit[0]}",
                at_most=1.15,
            )
        )
    return rows


def _of_cases(number: int) -> tuple[float, float]:
    """Seconds of processor time and bytes of a run of so many connected cases."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _pytest(folder, _HEAD + "".join(_CONNECTED.format(n=n) for n in range(number)))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        size = sum(path.stat().st_size for path in (folder / "out").rglob("*") if path.is_file())
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, size


def _run(folder: Path, tests: int) -> dict[str, list[float]]:
    _pytest(folder, _HEAD + "".join(_PAIR.format(n=n) + _CONNECTED.format(n=n) for n in range(tests)))
    measured: dict[str, list[float]] = json.loads((folder / "times.json").read_text("utf-8"))
    return measured


def _pytest(folder: Path, text: str) -> None:
    (folder / "test_turns.py").write_text(text, "utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "harness" / "run.ini"), f"--rootdir={folder}"]
    command += ["-p", "ocpp_conformance.harness.plugin", "-p", "benchmarks.stopwatch", "-p", "no:cacheprovider"]
    command += ["-p", "no:randomly", "-q", f"--output={folder / 'out'}", str(folder / "test_turns.py")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BENCHMARK_TIMES": str(folder / "times.json")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the throw-away suite failed:\n{done.stdout}\n{done.stderr}")


def _rounds(times: list[float]) -> list[list[float]]:
    return [times[start : start + ROUND] for start in range(0, len(times), ROUND)]
