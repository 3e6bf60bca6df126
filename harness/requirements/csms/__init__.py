"""What a CSMS must do in any conversation: a file for each functional block."""

from ocpp_conformance.harness.requirements.csms import (
    b_provisioning,
)

__all__ = ["b_provisioning"]
