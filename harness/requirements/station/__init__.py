"""What a charging station must do in any conversation: a file for each functional block."""

from ocpp_conformance.harness.requirements.station import (
    a_security,
    b_boot,
    b_outages,
    b_provisioning,
    b_registration,
    b_reports,
    b_variables,
    d_local_list,
    e_transactions,
    f_triggers,
    g_availability,
    g_heartbeat,
    l_firmware,
    m_certificates,
    n_monitoring,
)

__all__ = [
    "a_security",
    "b_boot",
    "b_outages",
    "b_provisioning",
    "b_registration",
    "b_reports",
    "b_variables",
    "d_local_list",
    "e_transactions",
    "f_triggers",
    "g_availability",
    "g_heartbeat",
    "l_firmware",
    "m_certificates",
    "n_monitoring",
]
