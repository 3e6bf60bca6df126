"""A station that deals wrongly with its locks, or with the phases of its supply (E02, F05, G05, K01)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always
from ocpp_conformance.harness.faults.fault import of_station


def _first(original: Any, *asked: Any) -> Any:
    found = original(*asked)
    return (1,) if len(found) == 1 else found


def _all(_original: Any, *_asked: Any) -> Any:
    return (1, 2, 3)


FAULTS = (
    of_station("jammed-lock-unlocked", "says that a lock that is jammed has opened", "F05.FR.05", unlock=always(True)),
    of_station(
        "charges-unlocked",
        "charges through a cable that its lock does not hold",
        "G05.FR.01",
        charges_unlocked=always(True),
    ),
    of_station("lock-problem-untold", "does not tell that a lock is jammed", "G05.FR.02", lock_alert=always(None)),
    of_station(
        "named-phase-ignored", "charges with the first phase where one is enough", "K01.FR.46", phases_at=_first
    ),
    of_station("one-phase-is-three", "charges with three phases where one is allowed", "K01.FR.47", phases_at=_all),
    of_station(
        "fewer-phases-untold",
        "does not tell that it goes on with fewer phases",
        "E02.FR.19",
        phases_changed=always(None),
    ),
)
