"""The kill matrix as a page: which fault each case detects, and which cases each fault turns red."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

JSON, PAGE = "kill-matrix.json", "kill-matrix.html"


def write_kill_matrix(matrix: Mapping[str, Any], folder: Path) -> Path:
    """Write what `python -m tests.kill` found as JSON and as one HTML file; returns the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / JSON).write_text(json.dumps(matrix, indent=1), "utf-8")
    faults = [{**fault, "red": len(fault["failed"]) + len(fault["inconclusive"])} for fault in matrix["faults"]]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("kill_matrix.html.j2").render(
        matrix=matrix,
        roles=("csms", "station"),
        faults=[fault for fault in faults if not fault["whole"]],
        whole=[fault for fault in faults if fault["whole"]],
        unproven=[case for case, about in matrix["cases"].items() if not about["detects"]],
    )
    target = folder / PAGE
    target.write_text(page, "utf-8")
    return target
