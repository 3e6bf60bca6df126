"""The shape of the house: who may import whom, no sleeps, no bare names, everything packed."""

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HARNESS = ROOT / "harness"
PREFIX = "ocpp_conformance."
FOLDERS = ("harness", "conformance", "fixtures", "schemas", "reports")

ORDER = (
    "cli",
    "cli_driver",
    "cli_fuzz",
    "cli_systems",
    "launch",
    "plugin",
    "suite",
    "fuzzing",
    "sut",
    "csms",
    "station",
    "faults",
    "probes",
    "monitors",
    "evidence",
    "peer",
    "transport",
    "validation",
    "rpc",
    "places",
)
"""Imports inside harness/ point only down this list."""

APART = {("csms", "station"), ("csms", "faults"), ("csms", "probes"), ("station", "faults"), ("station", "probes")}
"""Beyond the list: the bundled systems know neither each other nor the instruments, so that they stay honest."""

OUTSIDE = {
    "rpc": set(),
    "places": set(),
    "validation": {"schemas"},
    "transport": set(),
    "peer": set(),
    "evidence": set(),
    "monitors": set(),
    "probes": {"schemas"},
    "faults": set(),
    "station": {"schemas"},
    "csms": {"schemas"},
    "sut": {"schemas"},
    "fuzzing": {"schemas"},
    "suite": {"schemas", "conformance", "reports"},
    "plugin": {"reports"},
    "launch": set(),
    "cli_systems": set(),
    "cli_driver": {"reports"},
    "cli_fuzz": {"fixtures"},
    "cli": {"reports"},
}
"""Which of the other top-level folders a room of the harness may use."""


def python_files(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "out" not in path.parts]


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}


def room_of(path):
    return path.relative_to(HARNESS).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", python_files("harness"), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    room = room_of(path)
    if room == "__init__":
        return
    for name in imports(path):
        if not name.startswith(PREFIX):
            continue
        parts = name.removeprefix(PREFIX).split(".")
        if parts[0] == "harness":
            if len(parts) > 1 and parts[1] in ORDER:
                assert ORDER.index(parts[1]) >= ORDER.index(room), f"{name} is above {room}"
                assert (room, parts[1]) not in APART, f"{room} must not know {parts[1]}"
        else:
            assert parts[0] in OUTSIDE[room], f"{room} must not use {parts[0]}"


def test_every_room_has_its_place():
    rooms = {room_of(path) for path in python_files("harness")} - {"__init__"}
    assert rooms == set(ORDER) == set(OUTSIDE)


def test_nothing_sleeps():
    sleeping = re.compile(r"\b(asyncio|time)\.sleep\(|\bsleep\(")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files("conformance", "harness", "fixtures", "reports")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if sleeping.search(line)
    ]
    assert found == []


def test_suite_files_stay_short():
    long = [path.name for path in python_files("conformance") if len(path.read_text().splitlines()) > 200]
    assert long == []


def test_no_bare_name_becomes_importable():
    code = "import ocpp_conformance.harness.cli, sys; print({'harness', 'fixtures', 'schemas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout.strip() == "set()"


def test_the_wheel_holds_what_git_holds(tmp_path):
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *FOLDERS]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: nothing to compare the wheel with")
    wanted = {name for name in listed.stdout.split() if (ROOT / name).exists()}
    copy = tmp_path / "source"
    for name in [*wanted, "setup.py", "pyproject.toml", "README.md", "LICENSE"]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((ROOT / name).read_bytes())
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(copy)]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    packed = {name.removeprefix("ocpp_conformance/") for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in packed if ".dist-info" not in name} == wanted
