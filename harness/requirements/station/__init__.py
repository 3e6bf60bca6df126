"""What a charging station must do in any conversation: a file for each functional block."""

from ocpp_conformance.harness.requirements.station import (
    b_provisioning,
    e_transactions,
)

__all__ = ["b_provisioning", "e_transactions"]
