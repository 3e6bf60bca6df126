"""The bundled CSMS: follows the specification and its configuration, knows nothing of test cases."""

from ocpp_conformance.harness.csms.config import CsmsConfig, SettingError, check_identity, check_password
from ocpp_conformance.harness.csms.errors import (
    InvalidCallError,
    NotConnectedError,
    NotSentError,
    StationRejectedError,
)
from ocpp_conformance.harness.csms.server import Csms
from ocpp_conformance.harness.csms.stations import Report, StationRecord, Transaction

__all__ = [
    "Csms",
    "CsmsConfig",
    "InvalidCallError",
    "NotConnectedError",
    "NotSentError",
    "Report",
    "SettingError",
    "StationRecord",
    "StationRejectedError",
    "Transaction",
    "check_identity",
    "check_password",
]
