"""A station that leaves out the wrong readings, where they are too many (E04, E06, J02)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.fault import of_station

_KEPT = 5


def _last_ones(_original: Any, readings: Any) -> Any:
    return readings[-_KEPT:]


def _first_ones(_original: Any, readings: Any) -> Any:
    return readings[:_KEPT]


FAULTS = (
    of_station(
        "oldest-readings-dropped", "drops the oldest of the readings for the end", "E06.FR.13", thinned=_last_ones
    ),
    of_station("newest-readings-dropped", "keeps no more readings for the end", "E06.FR.13", thinned=_first_ones),
    of_station(
        "oldest-events-dropped",
        "drops the oldest readings of an outage",
        "E11.FR.05",
        left_out=lambda _, waiting: waiting[:-_KEPT],
    ),
    of_station(
        "newest-events-dropped",
        "keeps no more readings of an outage",
        "E11.FR.05",
        left_out=lambda _, waiting: waiting[_KEPT:],
    ),
)
