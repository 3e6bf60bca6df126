"""What a run says of a system that is right: nothing red."""

from __future__ import annotations

from pathlib import Path

from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.evidence.lines import BreachLine, VerdictLine
from ocpp_conformance.harness.evidence.results import read_results

GREEN_OR_GREY = ("passed", "advisory", "not run", "not applicable")


def alarms(folder: Path) -> list[str]:
    """Every red verdict and every breach of a MUST that a standing rule found, with its reason."""
    lines = list(read_results(folder / "reports/out/results.jsonl"))
    red = [line for line in lines if isinstance(line, VerdictLine) and line.verdict not in GREEN_OR_GREY]
    found = [line for line in lines if isinstance(line, BreachLine) and line.breach.binding == MUST]
    return [f"{line.verdict}: {line.case}: {line.message}" for line in red] + [
        f"{line.breach.rule} in {line.case}: {line.breach.text}" for line in found
    ]


def judged(folder: Path) -> int:
    """How many cases were judged."""
    lines = read_results(folder / "reports/out/results.jsonl")
    return sum(isinstance(line, VerdictLine) and line.verdict in ("passed", "advisory") for line in lines)
