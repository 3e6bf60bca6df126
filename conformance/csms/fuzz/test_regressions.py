"""Findings of earlier runs, kept as files: none of them comes back."""

from ocpp_conformance.conformance.case import case
from ocpp_conformance.harness.fuzzing.exploration import Exploration
from ocpp_conformance.harness.fuzzing.findings import Finding


@case("FUZZ-CSMS-REGRESSION-01", "Findings that were kept do not come back", topics=("fuzz",))
def test_kept_findings_do_not_come_back(kept_findings: list[Finding], csms_exploration: Exploration) -> None:
    csms_exploration.recheck(kept_findings)
