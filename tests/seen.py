"""Write what cases check and exercise from a run on the bundled systems:

python -m tests.seen [reports/out/results.jsonl]

What other editions alone publish is kept as it is: a run of theirs with `--edition` has it.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from ocpp_conformance.harness.catalogue import Edition, catalogue, seen
from ocpp_conformance.harness.evidence import Outcome
from ocpp_conformance.harness.evidence.lines import CheckLine, CreditLine, HeaderLine
from ocpp_conformance.harness.evidence.results import read_results

GENERATED = "FUZZ-"
"""What generated input exercises depends on what is generated."""


def columns(lines):
    """Case → the sources that it checks, and case → the requirements that it only exercises."""
    checks, exercises = defaultdict(set), defaultdict(set)
    for line in lines:
        if isinstance(line, CheckLine) and is_seen(line.check):
            checks[line.case].add(line.check.source)
        elif isinstance(line, CreditLine) and not line.case.startswith(GENERATED):
            exercises[line.case].update(line.proven)
    return dict(checks), {case: ids - checks[case] for case, ids in exercises.items()}


def is_seen(check):
    """Whether the check earns its source."""
    return check.outcome is not Outcome.FAILED and not check.relayed and not check.source.startswith("step ")


def main(path="reports/out/results.jsonl"):
    lines = list(read_results(Path(path)))
    edition = next(Edition.parse(line.edition) for line in lines if isinstance(line, HeaderLine))
    published = catalogue(edition)
    before = json.loads(seen.FILE.read_text())
    found = zip(("checks", "exercises"), columns(lines), strict=True)
    seen.FILE.write_text(seen.text(*(_others(before[name], published) | rows for name, rows in found)))


def _others(rows, published):
    """The rows of published cases that this edition hasn't."""
    return {case: ids for case, ids in rows.items() if case.startswith("TC_") and not published.has(case)}


if __name__ == "__main__":
    main(*sys.argv[1:])
