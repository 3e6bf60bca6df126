"""The bundled charging station: honest, one module per functional block, knows nothing of test cases."""

from ocpp_conformance.harness.station.blocks.authorization import Authorization
from ocpp_conformance.harness.station.blocks.transaction_events import Transaction
from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.core.errors import (
    BadAnswerError,
    CallRefusedError,
    NotAcceptedError,
    NotConnectedError,
    StationError,
)
from ocpp_conformance.harness.station.station import BLOCKS, Station

__all__ = [
    "BLOCKS",
    "Authorization",
    "BadAnswerError",
    "CallRefusedError",
    "NotAcceptedError",
    "NotConnectedError",
    "Station",
    "StationConfig",
    "StationError",
    "Transaction",
]
