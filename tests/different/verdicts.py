"""What a run says of a system that is right: nothing red."""

from __future__ import annotations

from pathlib import Path

from ocpp_conformance.harness.evidence.results import read_lines

GREEN_OR_GREY = ("passed", "advisory", "not run", "not applicable")


def alarms(folder: Path) -> list[str]:
    """Every red verdict and every monitor finding that breaks a MUST, with its reason."""
    lines = list(read_lines(folder / "reports/out/results.jsonl"))
    red = [line for line in lines if line["line"] == "verdict" and line["verdict"] not in GREEN_OR_GREY]
    found = [line for line in lines if line["line"] == "finding" and line["binding"] == "must"]
    return [f"{line['verdict']}: {line['case']}: {line['message']}" for line in red] + [
        f"{line['monitor']} ({line['source']}) in {line['case']}: {line['text']}" for line in found
    ]


def judged(folder: Path) -> int:
    """How many cases were judged."""
    lines = read_lines(folder / "reports/out/results.jsonl")
    return sum(line["line"] == "verdict" and line["verdict"] in ("passed", "advisory") for line in lines)
