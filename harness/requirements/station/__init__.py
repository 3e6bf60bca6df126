"""What a charging station must do in any conversation: a file for each functional block."""

from ocpp_conformance.harness.requirements.station import (
    b_provisioning,
    c_authorization,
    clock,
    e_ends,
    e_events,
    e_status,
    e_transactions,
    f_remote_control,
    j_metering,
)

__all__ = [
    "b_provisioning",
    "c_authorization",
    "clock",
    "e_ends",
    "e_events",
    "e_status",
    "e_transactions",
    "f_remote_control",
    "j_metering",
]
