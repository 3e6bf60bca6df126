"""What a worker tells the controller of a finished case: the lines of the results file, and its wire for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ocpp_conformance.harness.evidence import Check
from ocpp_conformance.harness.evidence.lines import BreachLine, CheckLine, CreditLine, Line, VerdictLine, plain, typed
from ocpp_conformance.harness.evidence.verdict import Verdict
from ocpp_conformance.harness.requirements import Judged


@dataclass(frozen=True, slots=True)
class CaseReport:
    """One finished case. `wire` has a line for each entry of its recording."""

    line: VerdictLine
    checks: tuple[Check, ...]
    judged: Judged
    wire: tuple[str, ...]

    @property
    def case(self) -> str:
        """The id of the case."""
        return self.line.case

    @property
    def verdict(self) -> Verdict:
        """Its verdict."""
        return Verdict(self.line.verdict)

    @property
    def sent(self) -> int | None:
        """The index of the last message that we sent before what did not come, where no frame shows a miss."""
        return next((check.after for check in self.checks if check.after is not None), None)

    def plain(self) -> dict[str, Any]:
        """As JSON has it, for the wire of xdist."""
        lines: list[Line] = [self.line]
        lines += (CheckLine(self.case, check) for check in self.checks)
        lines += (BreachLine(self.case, breach) for breach in self.judged.breaches)
        lines.append(CreditLine(self.case, self.judged.proven, self.judged.held))
        return {"lines": [plain(line) for line in lines], "wire": list(self.wire)}


def report_of(data: Mapping[str, Any]) -> CaseReport:
    """Read back what `plain` gave."""
    lines = [typed(line) for line in data["lines"]]
    verdict = lines[0]
    assert isinstance(verdict, VerdictLine)
    checks = tuple(line.check for line in lines if isinstance(line, CheckLine))
    judged = Judged([line.breach for line in lines if isinstance(line, BreachLine)])
    for line in lines:
        if isinstance(line, CreditLine):
            judged.proven.update(line.proven)
            judged.held.update(line.held)
    return CaseReport(verdict, checks, judged, tuple(data["wire"]))
