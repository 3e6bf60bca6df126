"""Every fault by name, and how a system is broken with one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType, ModuleType

from ocpp_conformance.harness.faults import (
    answers,
    csms_availability,
    csms_calls,
    csms_certificates,
    csms_charging_profiles,
    csms_configuration,
    csms_connections,
    csms_contracts,
    csms_costs,
    csms_diagnostics,
    csms_displays,
    csms_ev_charging,
    csms_firmware,
    csms_local_lists,
    csms_monitoring,
    csms_order,
    csms_publishing,
    csms_remote_control,
    csms_renewal,
    csms_reservations,
    csms_rules,
    csms_security,
    csms_tokens,
    csms_transactions,
    framing,
    inputs,
    payloads,
    rest,
    sequences,
    station_availability,
    station_cache,
    station_calls,
    station_certificates,
    station_charging_answers,
    station_charging_profiles,
    station_charging_reports,
    station_charging_validity,
    station_composite_schedules,
    station_contracts,
    station_costs,
    station_diagnostics,
    station_displays,
    station_ev_side,
    station_ev_talks,
    station_external_limits,
    station_firmware,
    station_groups,
    station_hardware,
    station_iso15118,
    station_left_out,
    station_listed,
    station_local_list,
    station_metering,
    station_monitor_bases,
    station_monitor_events,
    station_monitor_reports,
    station_monitors,
    station_network,
    station_offline,
    station_order,
    station_outdated,
    station_priorities,
    station_reconnect,
    station_remote_control,
    station_renewal,
    station_reports,
    station_reservations,
    station_reserved_use,
    station_resets,
    station_retries,
    station_root_store,
    station_rules_device,
    station_rules_transactions,
    station_security,
    station_transactions,
    station_triggers,
    station_tx_points,
    station_upgrade,
    station_variables,
    station_waiting,
    tls,
    whole_systems,
)
from ocpp_conformance.harness.faults.fault import Fault, UnknownFaultError

_MODULES = (
    csms_security,
    framing,
    answers,
    payloads,
    inputs,
    csms_order,
    csms_connections,
    csms_calls,
    csms_firmware,
    csms_certificates,
    csms_diagnostics,
    csms_tokens,
    csms_transactions,
    csms_configuration,
    csms_renewal,
    csms_remote_control,
    csms_availability,
    csms_rules,
    csms_local_lists,
    csms_reservations,
    csms_costs,
    csms_displays,
    csms_monitoring,
    csms_charging_profiles,
    csms_ev_charging,
    csms_contracts,
    csms_publishing,
    station_upgrade,
    station_reports,
    station_calls,
    station_network,
    station_ev_side,
    station_ev_talks,
    station_metering,
    station_offline,
    station_certificates,
    station_order,
    station_remote_control,
    station_renewal,
    station_variables,
    station_transactions,
    station_triggers,
    station_tx_points,
    station_waiting,
    station_reconnect,
    station_reservations,
    station_reserved_use,
    station_resets,
    station_retries,
    station_root_store,
    station_rules_transactions,
    station_security,
    station_availability,
    station_cache,
    station_groups,
    station_hardware,
    station_monitor_bases,
    station_monitor_events,
    station_monitor_reports,
    station_monitors,
    station_outdated,
    station_rules_device,
    station_firmware,
    station_left_out,
    station_listed,
    station_local_list,
    station_costs,
    station_diagnostics,
    station_displays,
    station_charging_validity,
    station_charging_answers,
    station_charging_profiles,
    station_composite_schedules,
    station_contracts,
    station_iso15118,
    station_charging_reports,
    station_external_limits,
    station_priorities,
    tls,
    rest,
    sequences,
    whole_systems,
)


class NameTakenError(ValueError):
    """Two faults have one name; `places` are the modules that declare them."""

    def __init__(self, name: str, *places: str) -> None:
        super().__init__(name, *places)
        self.name, self.places = name, places

    def __str__(self) -> str:
        where = " and in ".join(self.places) if len({*self.places}) > 1 else f"{self.places[0]}, twice"
        return f"two faults are named {self.name!r}, in {where}: give one of them another name"


def by_name(modules: Iterable[ModuleType]) -> dict[str, Fault]:
    """The faults that these modules list as `FAULTS`. Raises `NameTakenError`."""
    found: dict[str, Fault] = {}
    places: dict[str, str] = {}
    for module in modules:
        place = f"{module.__name__.removeprefix('ocpp_conformance.').replace('.', '/')}.py"
        for fault in module.FAULTS:
            if fault.name in found:
                raise NameTakenError(fault.name, places[fault.name], place)
            found[fault.name], places[fault.name] = fault, place
    return found


FAULTS: Mapping[str, Fault] = MappingProxyType(by_name(_MODULES))
"""Every fault by name."""


def break_it(system: object, name: str | None) -> None:
    """Apply the fault of this name to a system; None leaves it honest. Raises `UnknownFaultError`."""
    if name is None:
        return
    if name not in FAULTS:
        raise UnknownFaultError(name, FAULTS)
    FAULTS[name].apply(system)
