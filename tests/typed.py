"""Strict types of all five folders, under their import names: python tests/typed.py [an option of mypy …].

mypy is content when it finds nothing to look at, so it has to say that it looked at every file.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("harness", "conformance", "fixtures", "schemas", "reports")
TREE = ROOT / "build" / "types" / "ocpp_conformance"
"""The folders below the name that imports give them; `[tool.mypy]` of pyproject.toml looks here."""


def link(tree=TREE):
    """Make the tree of links, or put it right."""
    tree.mkdir(parents=True, exist_ok=True)
    for folder in FOLDERS:
        place = tree / folder
        if not place.exists() or not place.samefile(ROOT / folder):
            place.unlink(missing_ok=True)
            place.symlink_to(ROOT / folder, target_is_directory=True)


def looked_at(report):
    """How many source files mypy says that it has checked; 0 where it doesn't say."""
    counted = re.search(r"(\d+) source files?\b", report)
    return int(counted[1]) if counted else 0


def main(options):
    link()
    from mypy import api  # a tree of links, for an editor, needs no mypy

    report, trouble, status = api.run([f"--config-file={ROOT / 'pyproject.toml'}", *options])
    print(report + trouble, end="")
    files = sum(1 for folder in FOLDERS for _ in (ROOT / folder).rglob("*.py"))
    if looked_at(report) != files:
        print(f"mypy looked at {looked_at(report)} of {files} files: see [tool.mypy] in pyproject.toml")
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
