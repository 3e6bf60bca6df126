"""The bundled CSMS: follows the specification and its configuration, knows nothing of test cases."""

from ocpp_conformance.harness.csms.config import (
    CertificateAuthority,
    CsmsConfig,
    SettingError,
    check_identity,
    check_password,
)
from ocpp_conformance.harness.csms.errors import (
    InvalidCallError,
    NotConnectedError,
    NotSentError,
    StationRejectedError,
)
from ocpp_conformance.harness.csms.server import Csms
from ocpp_conformance.harness.csms.stations import Report, StationRecord, Transaction
from ocpp_conformance.harness.csms.store import Store
from ocpp_conformance.harness.state_file import StoreError

__all__ = [
    "CertificateAuthority",
    "Csms",
    "CsmsConfig",
    "InvalidCallError",
    "NotConnectedError",
    "NotSentError",
    "Report",
    "SettingError",
    "StationRecord",
    "StationRejectedError",
    "Store",
    "StoreError",
    "Transaction",
    "check_identity",
    "check_password",
]
