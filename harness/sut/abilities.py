"""What the bundled station can do in a case that is due for stations of one kind alone."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from ocpp_conformance.harness.station.config import Updates
from ocpp_conformance.harness.sut.features import Features, parse

CANCELS, DOWNLOADS, INSTALLS = "C-60", "AQ-7", "C-43"
"""The features of Part 5: an update can be cancelled, firmware be downloaded and installed during a transaction."""
ALWAYS = frozenset({"C-20"})
"""AllowNewSessionsPendingFirmwareUpdate, which the bundled station has."""
_ALL_PRIORITIES = ("AlwaysFront", "InFront", "NormalCycle")

BUILT_FOR: Mapping[str, Mapping[str, object]] = {
    "PART2-CS-K01-23": {"rate_units": ("A",)},
    "PART2-CS-K08-06": {"rate_units": ("A",)},
    "PART2-CS-B08-11": {"criteria": False},
    "PART2-CS-L02-01": {"unsigned_firmware": True},
    "PART2-CS-L02-02": {"unsigned_firmware": True},
    "PART2-CS-L02-03": {"unsigned_firmware": True},
    "PART2-CS-L02-04": {"unsigned_firmware": True},
    "PART2-CS-L02-05": {"unsigned_firmware": True},
    "PART2-CS-M05-01": {"additional_root_check": True},
    "PART2-CS-N02-11": {"criteria": False},
    "TC_G_20_CS": {"sockets": True},
    "TC_N_21_CS": {"sockets": True},
    "TC_N_04_CS": {"criteria": False},
    "TC_N_07_CS": {"monitoring_bases": ("All", "FactoryDefault")},
    "TC_O_22_CS": {"display_priorities": _ALL_PRIORITIES},
    "TC_O_30_CS": {"display_priorities": _ALL_PRIORITIES},
    "TC_O_39_CS": {"display_states": ("Charging", "Faulted", "Idle", "Unavailable")},
    "PART2-CS-N03-06": {"monitoring_bases": ("All", "FactoryDefault")},
}
"""A case that is due for stations of one kind alone → what the bundled one is built with for it."""


def updates_for(condition: str | None, evses: int, root: str | None) -> Updates:
    """The first kind of station for which a case with this feature expression is due, its own kind if there is none;
    it trusts firmware of this root (PEM), if of any."""
    usual = Updates(root)
    if root is None:
        return usual
    for cancels, downloads, installs in product((True, False), (True, False), (False, True)):
        can = ((CANCELS, cancels), (DOWNLOADS, downloads), (INSTALLS, installs))
        features = Features(ALWAYS | {name for name, holds in can if holds}, evses)
        if condition is None or parse(condition).holds(features):
            return Updates(root, cancels, downloads, installs)
    return usual


def can(feature: str, condition: str | None) -> bool:
    """Whether the station has a feature of Part 5: it has, unless a case is due for stations without it alone."""
    if condition is None or feature not in parse(condition).names:
        return True
    return parse(condition).holds(Features(frozenset({feature})))
