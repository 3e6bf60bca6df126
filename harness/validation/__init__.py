"""Payload in, list of defects out: schema rules, each with its row of the error table."""

from ocpp_conformance.harness.validation.defects import KEYWORDS, Defect
from ocpp_conformance.harness.validation.judge import Judgement, judge_call, judge_reply, judge_send
from ocpp_conformance.harness.validation.validator import OracleValidator, RustValidator, Validator, validator

__all__ = [
    "KEYWORDS",
    "Defect",
    "Judgement",
    "OracleValidator",
    "RustValidator",
    "Validator",
    "judge_call",
    "judge_reply",
    "judge_send",
    "validator",
]
