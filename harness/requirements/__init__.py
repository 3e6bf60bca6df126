"""Rules: what a requirement demands of any conversation: a file for OCPP-J, one for each role and block."""

from ocpp_conformance.harness.requirements import csms, implied, ocpp_j, station, wire
from ocpp_conformance.harness.requirements.judge import Judge, Judged, Judges, breaches, rule_ids
from ocpp_conformance.harness.requirements.rule import RULES, Context, Rule, Ruling

__all__ = [
    "RULES",
    "Context",
    "Judge",
    "Judged",
    "Judges",
    "Rule",
    "Ruling",
    "breaches",
    "csms",
    "implied",
    "ocpp_j",
    "rule_ids",
    "station",
    "wire",
]
