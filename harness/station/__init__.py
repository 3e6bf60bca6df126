"""The bundled charging station: honest, one module per functional block, knows nothing of test cases."""

from ocpp_conformance.harness.station.authorization import Authorization
from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.errors import (
    BadAnswerError,
    CallRefusedError,
    NotAcceptedError,
    NotConnectedError,
    StationError,
)
from ocpp_conformance.harness.station.rest_api import RestApi
from ocpp_conformance.harness.station.station import HANDLERS, Station
from ocpp_conformance.harness.station.transaction_events import Transaction

__all__ = [
    "HANDLERS",
    "Authorization",
    "BadAnswerError",
    "CallRefusedError",
    "NotAcceptedError",
    "NotConnectedError",
    "RestApi",
    "Station",
    "StationConfig",
    "StationError",
    "Transaction",
]
