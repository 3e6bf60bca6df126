"""The bundled station built with less than it could be: what Part 5 calls that, and how it is configured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.harness.station.config import Extent

_ALWAYS = (
    "C-01 C-02 C-03 C-05 C-06 C-06.1 C-06.2 C-09 C-09.1 C-09.2 C-09.4 C-09.5 C-10 C-10.1 C-10.2 C-10.3 C-10.4 C-12.2 "
    "C-14 C-20 C-23 C-28 C-29 C-29.1 C-29.2 C-29.3 C-29.4 C-29.5 C-29.6 C-30 C-31 C-32 C-36 C-37 C-38 C-39 C-40 "
    "C-40.1 C-40.2 C-40.3 C-40.4 C-40.5 C-41 C-47 C-48 C-48.1 C-48.2 C-51 C-52 C-57 C-58 C-60 AQ-7 AQ-9 HFS-2 HFS-3 "
    "HFS-7"
)
"""What the blocks of the smallest one bring along; its cables are fixed, and it charges with three phases."""
_OPTIONS = "C-07 C-08 C-09.3 C-09.6 C-10.5 C-13 C-25 C-42 C-49 C-53 C-54 C-56 C-59 HFS-1"

FEATURES: Mapping[Extent, frozenset[str]] = {
    Extent.MINIMAL: frozenset(_ALWAYS.split()),
    Extent.CORE: frozenset(f"{_ALWAYS} {_OPTIONS}".split()),
}
"""Features of Part 5, beside those that are mandatory; a full station is built for each case as that needs it."""

SETTINGS: Mapping[Extent, Mapping[str, Any]] = {
    Extent.MINIMAL: {
        "sockets": False,
        "parking_bays": False,
        "master_pass_menu": False,
        "additional_root_check": False,
        "summary_inventory": False,
        "evse_reset": False,
    },
    Extent.CORE: {"additional_root_check": False},
    Extent.FULL: {},
}
"""What of `StationConfig` goes with that, whatever a case is about."""
