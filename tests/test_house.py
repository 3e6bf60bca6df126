"""The shape of the house: who may import whom, no sleeps, no bare names, everything packed."""

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PREFIX = "ocpp_conformance."
FOLDERS = ("harness", "conformance", "fixtures", "schemas", "reports")

ORDER = (
    "conformance",
    "fixtures",
    "harness.cli",
    "harness.commands",
    "harness.launch",
    "harness.plugin",
    "harness.fuzzing",
    "harness.suite",
    "reports",
    "harness.logs",
    "harness.proxy",
    "harness.sut",
    "harness.csms",
    "harness.station",
    "harness.faults",
    "harness.probes",
    "harness.requirements",
    "harness.conversation",
    "harness.evidence",
    "harness.catalogue",
    "harness.peer",
    "harness.transport",
    "harness.validation",
    "schemas",
    "harness.rpc",
    "harness.garbage",
    "harness.places",
    "harness.state_file",
    "harness.times",
)
"""Imports point only down this list, over all five folders."""

APART = {
    "harness.csms": {"harness.station", "harness.faults", "harness.probes", "harness.evidence", "harness.catalogue"},
    "harness.station": {"harness.faults", "harness.probes", "harness.evidence", "harness.catalogue"},
    "harness.transport": {"harness.validation", "harness.rpc"},
    "reports": {"harness.sut", "harness.csms", "harness.station", "harness.faults", "harness.probes"},
}
"""Beyond the list: the bundled systems know neither each other nor who judges them, transport knows no OCPP, and
reports are views of results alone."""


def python_files(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "out" not in path.parts]


def modules_in(path):
    """The modules of ours that a file imports, without our prefix."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.removeprefix(PREFIX) for alias in node.names if alias.name.startswith(PREFIX))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PREFIX):
            name = node.module.removeprefix(PREFIX)
            inner = {f"{name}.{alias.name}" for alias in node.names}
            yield from {name if not is_module(each) else each for each in inner}


def is_module(name):
    path = ROOT / Path(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(module):
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "harness" else parts[0]


@pytest.mark.parametrize("path", python_files(*FOLDERS), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    room = room_of(module_of(path))
    for name in modules_in(path):
        other = room_of(name)
        assert ORDER.index(other) >= ORDER.index(room), f"{name} is above {room}"
        assert other not in APART.get(room, ()), f"{room} must not know {name}"


def test_every_room_has_its_place():
    rooms = {room_of(module_of(path)) for path in python_files(*FOLDERS)} - {"harness"}
    assert rooms == set(ORDER)


def test_no_files_import_each_other_in_a_circle():
    arrows = {module_of(path): {*modules_in(path)} - {module_of(path)} for path in python_files(*FOLDERS)}
    while free := {module for module, used in arrows.items() if not used & arrows.keys()}:
        arrows = {module: used for module, used in arrows.items() if module not in free}
    on_a_circle = {room_of(module) for module, used in arrows.items() if reaches(arrows, module, module)}
    assert on_a_circle == set()


def reaches(arrows, start, goal):
    seen, todo = set(), [start]
    while todo:
        for each in arrows.get(todo.pop(), ()):
            if each == goal:
                return True
            if each not in seen:
                seen.add(each)
                todo.append(each)
    return False


def test_nothing_sleeps():
    sleeping = re.compile(r"\bsleep\((?!0\))")  # 0 lets others have their turn
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files("conformance", "harness", "fixtures", "reports")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if sleeping.search(line)
    ]
    assert found == []


def test_who_waits_tells_the_time_by_the_clocks_of_the_process():
    """Where idle time is left out they are ahead of the machine's."""
    telling = re.compile(r"(?<!\w)time\.(monotonic|time)\(")
    rooms = ("csms", "conversation", "evidence", "peer", "probes", "proxy", "station", "transport")
    folders = ("conformance", "fixtures", *(f"harness/{room}" for room in rooms))
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files(*folders)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if telling.search(line)
    ]
    assert found == []


def test_versions_are_named_in_one_place():
    """Faults may lie about theirs."""
    version = re.compile(r"ocpp\d|^(1\.6|2\.0\.1|2\.1)$")
    files = [path for path in python_files("harness") if path.parent.name != "faults"]
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for path in files
        for node in texts_in(ast.parse(path.read_text()))
        if version.search(node.value)
    ]
    assert [each for each in found if not each.startswith("harness/rpc/protocol.py")] == []


def texts_in(tree):
    """The texts of a file that are no docstrings."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in said]


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
