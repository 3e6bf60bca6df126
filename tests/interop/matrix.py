"""Reviewed verdicts on third-party systems: `python -m tests.interop.matrix` writes examples/README.md and the
table of docs/others.md from them."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
README = HERE.parents[1] / "examples/README.md"
FRONT = HERE.parents[1] / "docs/others.md"
BEGIN, END = "<!-- written by tests/interop/matrix.py -->\n", "<!-- end -->\n"
COLUMNS = ("passed", "advisory", "failed", "inconclusive", "not run")
GRADES = {"must": "failed", "should": "advisory", "info": "information"}
CAUSES = {
    "library": "the package does so, whatever its user writes",
    "default": "the package does so unless its user asks for more",
    "open": "the specification leaves room, or contradicts itself",
    "example": "the example is small, a user can write it",
}
HEAD = """\
# Third-party systems

<!-- Written by tests/interop/matrix.py from tests/interop/*.toml. -->

Systems on packages of others, each as its documentation has a user write it, and what our suite says of them. Every
verdict that is not *passed* was checked by hand against the specification; `tests/interop/` holds the reasons, and
`tox -e interop` runs all of it. On top of each file stands how to run it; for npm, `npm install` in its folder first.
"""

Expectation = Mapping[str, Any]


def names() -> list[str]:
    """The systems that were reviewed."""
    return sorted(path.stem for path in HERE.glob("*.toml"))


def expected(name: str) -> Expectation:
    """What was reviewed for a system."""
    return tomllib.loads((HERE / f"{name}.toml").read_text())


def reviewed(case: str, system: Expectation) -> tuple[str, str | None]:
    """The verdict that a case is to get, and the source of the first check that it is to miss."""
    for entry in system["verdict"]:
        if any(fnmatchcase(case, name) for name in entry["cases"]):
            return entry["is"], entry.get("source")
    return "passed", None


def counts(system: Expectation) -> Counter[str]:
    """How many cases get each verdict; an entry with patterns says its `count`."""
    found = Counter({"passed": system["passed"]})
    for entry in system["verdict"]:
        found[entry["is"]] += entry.get("count", len(entry["cases"]))
    return found


def render() -> str:
    """The page."""
    systems = [expected(name) for name in names()]
    sections = ["\n".join([f"## {s['title']}", "", s["about"], "", *_findings(s)]) for s in systems]
    causes = "\n".join(f"- *{cause}*: {text}" for cause, text in CAUSES.items())
    return "\n".join([HEAD, *rows(), "", "Why a verdict is not *passed*:", "", causes, "", "\n\n".join(sections), ""])


def rows() -> list[str]:
    """The table."""
    head = [f"| system | {' | '.join(COLUMNS)} | broken rules |", f"|---|{'---:|' * len(COLUMNS)}---|"]
    return [*head, *(_row(expected(name)) for name in names())]


def front() -> str:
    """The page with the table as it should be."""
    before, _, rest = FRONT.read_text().partition(BEGIN)
    return before + BEGIN + "\n".join([*rows(), ""]) + END + rest.partition(END)[2]


def _row(system: Expectation) -> str:
    found = counts(system)
    red = sorted({entry["id"] for entry in system.get("rule", ()) if entry["binding"] == "must"})
    return f"| {system['title']} | {' | '.join(str(found[c]) for c in COLUMNS)} | {', '.join(red) or '–'} |"


def _findings(system: Expectation) -> list[str]:
    entries = [*system["verdict"], *system.get("rule", ())]
    return [_line(entry) for cause in CAUSES for entry in entries if entry["cause"] == cause]


def _line(entry: Expectation) -> str:
    grade = entry["is"] if "is" in entry else GRADES[entry["binding"]]
    where = ", ".join(entry["cases"]) if "cases" in entry else entry["id"]
    return f"- **{grade}** ({entry['cause']}): {entry['reason']} [{entry['rule']}; {where}]"


if __name__ == "__main__":
    README.write_text(render())
    FRONT.write_text(front())
