"""How much the bundled station can do in a run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.settings import Settings, mandatory
from ocpp_conformance.harness.sut.features import Features

BLOCKS = ("minimal", "core", "full")
"""The values of `station.config.Extent`, without the import of the station."""


def add_option(add: Callable[..., None]) -> None:
    """Declare the option."""
    told = "how much the bundled station can do (default full); less judges it alone"
    add("--station-blocks", metavar="|".join(BLOCKS), help=told)


def blocks(config: pytest.Config, external: bool) -> str:
    """One of `BLOCKS`. Raises `pytest.UsageError`."""
    name: str = config.getoption("--station-blocks") or "full"
    if external and name != "full":
        raise pytest.UsageError(f"--station-blocks {name}: of the bundled station; leave out --csms and --listen")
    if name not in BLOCKS:
        raise pytest.UsageError(f"--station-blocks {name}: give minimal, core or full")
    return name


def features(blocks: str, settings: Settings) -> Features:
    """The features of a bundled station that isn't a full one."""
    from ocpp_conformance.harness.station.config import Extent  # brings the station along
    from ocpp_conformance.harness.sut.extents import FEATURES

    return Features(FEATURES[Extent(blocks)] | mandatory(Role.STATION), len(settings.evses()))
