"""The vocabulary of a suite file: one import for everything that a case says."""

from ocpp_conformance.harness.evidence import step
from ocpp_conformance.harness.probes import (
    NOT_EMPTY,
    NOTHING,
    PRESENT,
    SILENCE,
    CsmsProbe,
    StationProbe,
    a_list_with,
    absent_or,
    at_least,
    because,
    ignoring_case,
    one_of,
    text_like,
)
from ocpp_conformance.harness.probes.payloads import (
    boot_answer,
    booting,
    connector_status,
    id_token,
    meter_value,
    notify_event,
    transaction_event,
    variable,
)
from ocpp_conformance.harness.rpc import ErrorCode, Wrong
from ocpp_conformance.harness.suite import Need, case
from ocpp_conformance.harness.sut.driver import CaseDriver

__all__ = [
    "NOTHING",
    "NOT_EMPTY",
    "PRESENT",
    "SILENCE",
    "CaseDriver",
    "CsmsProbe",
    "ErrorCode",
    "Need",
    "StationProbe",
    "Wrong",
    "a_list_with",
    "absent_or",
    "at_least",
    "because",
    "boot_answer",
    "booting",
    "case",
    "connector_status",
    "id_token",
    "ignoring_case",
    "meter_value",
    "notify_event",
    "one_of",
    "step",
    "text_like",
    "transaction_event",
    "variable",
]
