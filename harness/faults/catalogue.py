"""Every fault by name, and how a system is broken with one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from ocpp_conformance.harness.faults import (
    answers,
    csms_availability,
    csms_calls,
    csms_certificates,
    csms_configuration,
    csms_connections,
    csms_diagnostics,
    csms_firmware,
    csms_order,
    csms_remote_control,
    csms_renewal,
    csms_rules,
    csms_security,
    csms_tokens,
    csms_transactions,
    framing,
    inputs,
    payloads,
    rest,
    sequences,
    station_calls,
    station_order,
    station_reconnect,
    station_rules_device,
    station_rules_transactions,
    station_transactions,
    station_upgrade,
    station_variables,
    tls,
    whole_systems,
)
from ocpp_conformance.harness.faults.fault import Fault, UnknownFaultError

_DECLARED: tuple[Fault, ...] = (
    *csms_security.FAULTS,
    *framing.FAULTS,
    *answers.FAULTS,
    *payloads.FAULTS,
    *inputs.FAULTS,
    *csms_order.FAULTS,
    *csms_connections.FAULTS,
    *csms_calls.FAULTS,
    *csms_firmware.FAULTS,
    *csms_certificates.FAULTS,
    *csms_diagnostics.FAULTS,
    *csms_tokens.FAULTS,
    *csms_transactions.FAULTS,
    *csms_configuration.FAULTS,
    *csms_renewal.FAULTS,
    *csms_remote_control.FAULTS,
    *csms_availability.FAULTS,
    *csms_rules.FAULTS,
    *station_upgrade.FAULTS,
    *station_calls.FAULTS,
    *station_order.FAULTS,
    *station_variables.FAULTS,
    *station_transactions.FAULTS,
    *station_reconnect.FAULTS,
    *station_rules_transactions.FAULTS,
    *station_rules_device.FAULTS,
    *tls.FAULTS,
    *rest.FAULTS,
    *sequences.FAULTS,
    *whole_systems.FAULTS,
)

FAULTS: Mapping[str, Fault] = MappingProxyType({fault.name: fault for fault in _DECLARED})
"""Every fault by name."""

_TWICE = [name for name, times in Counter(fault.name for fault in _DECLARED).items() if times > 1]
if _TWICE:
    raise ValueError(f"faults declared twice: {', '.join(_TWICE)}")


def break_it(system: object, name: str | None) -> None:
    """Apply the fault of this name to a system; None leaves it honest. Raises `UnknownFaultError`."""
    if name is None:
        return
    if name not in FAULTS:
        raise UnknownFaultError(name, FAULTS)
    FAULTS[name].apply(system)
