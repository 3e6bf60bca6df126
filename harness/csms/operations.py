"""The tables of all functional blocks: who answers what, what is learned from answers, what can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ocpp_conformance.harness.csms import (
    authorization,
    availability,
    certificates,
    contracts,
    data_transfer,
    diagnostics,
    display,
    ev_charging,
    firmware,
    monitoring,
    provisioning,
    remote_control,
    reservation,
    security,
    smart_charging,
    transactions,
)
from ocpp_conformance.harness.csms.decisions import Handler, Learner, Operation

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        **provisioning.HANDLERS,
        **authorization.HANDLERS,
        **availability.HANDLERS,
        **certificates.HANDLERS,
        **contracts.HANDLERS,
        **data_transfer.HANDLERS,
        **diagnostics.HANDLERS,
        **display.HANDLERS,
        **ev_charging.HANDLERS,
        **firmware.HANDLERS,
        **monitoring.HANDLERS,
        **reservation.HANDLERS,
        **security.HANDLERS,
        **smart_charging.HANDLERS,
        **transactions.HANDLERS,
    }
)
"""Who answers which action: all that a station may send; those that a CSMS sends are answered with NotSupported."""

LEARNERS: Mapping[str, Learner] = MappingProxyType(
    {
        **provisioning.LEARNERS,
        **authorization.LEARNERS,
        **certificates.LEARNERS,
        **diagnostics.LEARNERS,
        **display.LEARNERS,
        **firmware.LEARNERS,
        **monitoring.LEARNERS,
        **reservation.LEARNERS,
        **smart_charging.LEARNERS,
    }
)
"""What is made of the answer to a CALL of ours, by action."""

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        **provisioning.OPERATIONS,
        **authorization.OPERATIONS,
        **availability.OPERATIONS,
        **certificates.OPERATIONS,
        **data_transfer.OPERATIONS,
        **diagnostics.OPERATIONS,
        **display.OPERATIONS,
        **firmware.OPERATIONS,
        **monitoring.OPERATIONS,
        **remote_control.OPERATIONS,
        **reservation.OPERATIONS,
        **security.OPERATIONS,
        **smart_charging.OPERATIONS,
        **transactions.OPERATIONS,
    }
)
"""How each goal is carried out."""
