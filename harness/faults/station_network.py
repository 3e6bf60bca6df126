"""A station takes profiles for its connection that it must refuse, or goes elsewhere than it was sent."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always
from ocpp_conformance.harness.faults.fault import of_station
from ocpp_conformance.harness.faults.station_order import responds, rewrites
from ocpp_conformance.harness.faults.station_variables import says


def _any_slot(original: Any, request: Any) -> Any:
    return original({**request, "configurationSlot": 2})


def _every_root(original: Any, falls_back: bool) -> Any:
    return list(dict.fromkeys([*original(True), *original(False)]))


def _one_slot(report: dict[str, Any]) -> dict[str, Any]:
    """A report in which NetworkConfigurationPriority has one slot to choose from."""

    def told(item: Any) -> Any:
        if item["variable"]["name"] != "NetworkConfigurationPriority":
            return item
        return {**item, "variableCharacteristics": {**item["variableCharacteristics"], "valuesList": "1"}}

    return {**report, "reportData": [told(item) for item in report["reportData"]]}


FAULTS = (
    of_station(
        "profile-slot-alone",
        "has one slot for network profiles",
        "B09.FR.06",
        call=rewrites("NotifyReport", _one_slot),
    ),
    of_station(
        "profile-order-unchecked",
        "accepts any order of its network profiles and keeps the old one",
        "B10.FR.02",
        set_variable=says("Accepted", "NetworkConfigurationPriority"),
    ),
    of_station(
        "migrates-by-every-root",
        "verifies a CSMS that it goes to by the root that the new one has replaced, too",
        "M05.FR.15",
        trusted_roots=_every_root,
    ),
    of_station(
        "old-root-not-used",
        "doesn't go back to the root that the new one has replaced",
        "M05.FR.16",
        trusted_roots=lambda original, _falls_back: original(False),
    ),
    of_station(
        "first-root-only",
        "verifies a CSMS by the first of several roots alone",
        "A00.FR.311",
        trusted_roots=lambda original, falls_back: original(falls_back)[:1],
    ),
    of_station(
        "profile-for-any-slot",
        "stores a network profile in a slot that it doesn't have",
        "B09.FR.05",
        profile_objection=_any_slot,
    ),
    of_station(
        "profile-forgotten",
        "accepts a network profile and doesn't store it",
        "B09.FR.01",
        handle=responds("SetNetworkProfile", {"status": "Accepted"}),
    ),
    of_station(
        "profile-order-rejected",
        "rejects another order of its network profiles",
        "B10.FR.01",
        order_objection=always("InvalidValue"),
    ),
    of_station(
        "profile-order-ignored",
        "begins with the lowest slot after a reboot",
        "B10.FR.04",
        connection_order=lambda original, order: sorted(original(order)),
    ),
    of_station(
        "profile-attempts-ignored",
        "accepts any NetworkProfileConnectionAttempts and keeps the old one",
        "B10.FR.03",
        set_variable=says("Accepted", "NetworkProfileConnectionAttempts"),
    ),
    of_station(
        "profile-kept-forever",
        "doesn't try the second network profile when the first one fails",
        "B10.FR.03",
        connection_order=lambda original, order: original(order)[:1] * 1000,
    ),
)
