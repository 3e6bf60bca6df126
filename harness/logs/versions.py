"""What an action tells of a recorded CALL: who sends it, and which versions of OCPP have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.protocol import OCPP_16, OCPP_201, PROTOCOLS, Protocol


def sender_of(action: str) -> Role | None:
    """Who sends CALLs or SENDs with this action, in any version; None where both do, or nobody."""
    tables = [table for each in PROTOCOLS.values() for table in (each.actions, each.unasked)]
    by = {role for table in tables for role, actions in table.items() if action in actions}
    return by.pop() if len(by) == 1 else None


def version_of(action: str, payload: Mapping[str, Any]) -> Protocol | None:
    """The version that a CALL is of, where it tells; of what 2.0.1 and 2.1 share, 2.0.1."""
    if action == "BootNotification":
        return OCPP_16 if "chargePointVendor" in payload else OCPP_201 if "chargingStation" in payload else None
    having = [each for each in PROTOCOLS.values() if each.has(action)]
    if OCPP_16 in having:
        return OCPP_16 if len(having) == 1 else None
    return having[0] if having else None
