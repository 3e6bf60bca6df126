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

_ISO_15118 = (
    *(f"PART2-CS-C07-{number:02}" for number in range(1, 8)),
    "PART2-CS-C08-01",
    *(f"PART2-CS-E15-{number:02}" for number in range(1, 3)),
    "PART2-CS-F04-01",
    "PART2-CS-F04-02",
    *(f"PART2-CS-K15-{number:02}" for number in range(1, 6)),
    *(f"PART2-CS-K16-{number:02}" for number in range(1, 5)),
    *(f"PART2-CS-K17-{number:02}" for number in range(1, 5)),
    *("PART2-CS-M01-01", "PART2-CS-M02-01", "PART2-CS-M03-01", "PART2-CS-M06-01"),
    *("TC_E_46_CS", "TC_M_03_CS", "TC_M_04_CS", "TC_M_14_CS", "TC_M_15_CS", "TC_M_16_CS"),
    *("TC_M_24_CS", "TC_M_25_CS", "TC_A_12_CS"),
    *(f"TC_M_{number}_CS" for number in range(26, 30)),
    *(f"TC_C_{number}_CS" for number in range(50, 56)),
    *(f"TC_K_{number}_CS" for number in (53, 54, 56, 57, 58)),
    "TC_N_63_CS",
    *("PART2-CS-A02-06", "PART2-CS-A02-07", "PART2-CS-A03-05"),
)
"""The cases with an EV that speaks ISO 15118."""
_FEW_READINGS = (
    *("PART2-CS-E07-02", "PART2-CS-E08-04", "PART2-CS-E09-04"),
    *("PART2-CS-E10-03", "PART2-CS-E12-03", "PART2-CS-F03-02"),
)
"""The cases with more readings than an Ended event has room for."""
_FEW_EVENTS = ("PART2-CS-E04-04", "PART2-CS-E11-03", "PART2-CS-E12-04")
"""The cases with more events than a station keeps while it is offline."""
_FEW = 5

BUILT_FOR: Mapping[str, Mapping[str, object]] = {
    **{id: {"readings_kept": _FEW} for id in _FEW_READINGS},
    **{id: {"iso15118": True, "readings_kept": _FEW} for id in ("PART2-CS-E15-03", "PART2-CS-F04-03")},
    **{id: {"events_kept": _FEW} for id in _FEW_EVENTS},
    **{id: {"phase_switching": True} for id in ("PART2-CS-K01-28", "PART2-CS-K01-29")},
    **{id: {"phase_switching": True} for id in ("PART2-CS-E02-04", "PART2-CS-E03-03")},
    **{id: {"local_controller": True} for id in ("PART2-CS-L03-01", "PART2-CS-L03-02")},
    **{id: {"sockets": True} for id in ("PART2-CS-F05-01", "PART2-CS-G05-01")},
    "PART2-CS-L01-03": {"restarts_to_install": True},
    "PART2-CS-L01-04": {"pauses_downloads": True},
    "PART2-CS-L02-07": {"pauses_downloads": True, "unsigned_firmware": True},
    "PART2-CS-L02-06": {"restarts_to_install": True, "unsigned_firmware": True},
    **{id: {"iso15118": True} for id in _ISO_15118},
    "PART2-CS-K15-06": {"iso15118": True, "supply_phases": 0},
    **{id: {"rate_units": ("A",)} for id in ("PART2-CS-K01-23", "PART2-CS-K08-06", "TC_K_12_CS", "TC_K_42_CS")},
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
    "TC_B_19_CS": {"criteria": False},
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
