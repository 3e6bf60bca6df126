"""What a CSMS must do in any conversation: a file for each functional block, and one for what is about all of them."""

from ocpp_conformance.harness.requirements.csms import (
    a_security,
    b_provisioning,
    c_authorization,
    d_local_list,
    e_transactions,
    f_remote_control,
    framework,
    g_availability,
    i_cost,
    k_smart_charging,
    l_firmware,
    m_certificates,
    n_diagnostics,
    o_display_messages,
)

__all__ = [
    "a_security",
    "b_provisioning",
    "c_authorization",
    "d_local_list",
    "e_transactions",
    "f_remote_control",
    "framework",
    "g_availability",
    "i_cost",
    "k_smart_charging",
    "l_firmware",
    "m_certificates",
    "n_diagnostics",
    "o_display_messages",
]
