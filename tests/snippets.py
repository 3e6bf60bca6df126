"""The examples of our pages, taken out of them and run as a reader would run them."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution, entry_points
from pathlib import Path

from .different.processes import Finished, environment

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
_FILE = re.compile(r"^# ([\w/]+\.\w+)\n", re.M)
_NAME = re.compile(r"[\w.-]+")


def blocks(page: str, language: str) -> list[str]:
    """The blocks of code in this language on a page."""
    return [text for kind, text in _BLOCK.findall((ROOT / page).read_text("utf-8")) if kind == language]


def files_of(block: str) -> dict[str, str]:
    """The files that a block holds, by name: each begins with a comment that is its name."""
    _, *parts = _FILE.split(block)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def write(folder: Path, block: str) -> None:
    """Write the files of a block into a folder."""
    for name, text in files_of(block).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def pytest_alone(folder: Path, *arguments: str) -> Finished:
    """Run pytest in a folder, with no plugins but those that our package brings along."""
    options = ["-p", "no:cacheprovider", *(word for name in _strange_plugins() for word in ("-p", f"no:{name}"))]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *arguments],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return Finished(done.returncode, done.stdout)


def _strange_plugins() -> list[str]:
    ours = _brought("ocpp-conformance", set())
    return [each.name for each in entry_points(group="pytest11") if each.dist and _plain(each.dist.name) not in ours]


def _brought(name: str, known: set[str]) -> set[str]:
    """A package and what it needs, without extras."""
    if _plain(name) in known:
        return known
    try:
        needed = distribution(name).requires or []
    except PackageNotFoundError:  # for another platform or version of Python
        return known
    known.add(_plain(name))
    for each in needed:
        if "extra ==" not in each:
            _brought(_NAME.match(each)[0], known)
    return known


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
