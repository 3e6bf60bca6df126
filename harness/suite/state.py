"""What the plugin keeps in pytest's stashes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.suite.case import Case
from ocpp_conformance.harness.suite.run import CaseRun
from ocpp_conformance.harness.sut.description import Description


@dataclass
class SuiteState:
    """One run of the suite in one process. `results` is this process's file: a part file in an xdist worker."""

    sut: Description
    folder: Path
    results: ResultsWriter | None = None
    unreachable: str = ""

    def write(self, line: dict[str, Any]) -> None:
        """Append a line to the results, where results are kept."""
        if self.results is not None:
            self.results.write(line)


SUITE = pytest.StashKey[SuiteState]()
CASE = pytest.StashKey[Case]()
NUMBER = pytest.StashKey[int]()
SOURCES = pytest.StashKey[tuple[str, ...]]()
ERROR = pytest.StashKey[BaseException]()
RUN = pytest.StashKey[CaseRun]()
