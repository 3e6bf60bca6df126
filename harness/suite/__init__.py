"""What makes test functions a suite: case identity, sources, verdicts, results."""

from ocpp_conformance.harness.suite.case import TOPICS, Case, Need, case

__all__ = ["TOPICS", "Case", "Need", "case"]
