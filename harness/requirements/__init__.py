"""Rules: what a requirement demands of any conversation. One file for OCPP-J, one for each functional block."""

from ocpp_conformance.harness.requirements import (
    b_provisioning,
    e_transactions,
    ocpp_j,
)
from ocpp_conformance.harness.requirements.judge import Judge, Judged, breaches, rule_ids
from ocpp_conformance.harness.requirements.rule import RULES, Context, Outcome, Rule

__all__ = [
    "RULES",
    "Context",
    "Judge",
    "Judged",
    "Outcome",
    "Rule",
    "b_provisioning",
    "breaches",
    "e_transactions",
    "ocpp_j",
    "rule_ids",
]
