"""A station starts or ends its transactions elsewhere than where TxStartPoint and TxStopPoint say."""

from __future__ import annotations

from collections.abc import Callable

from ocpp_conformance.harness.faults.fault import Departure, of_station
from ocpp_conformance.harness.faults.station_transactions import instead_of

_Points = tuple[str, ...]
_START, _STOP = "TxStartPoint", "TxStopPoint"


def _acts_on(name: str, change: Callable[[_Points], _Points]) -> Departure:
    """For `transaction_points`: what this variable says is taken for something else."""
    return lambda original, asked: change(original(asked)) if asked == name else original(asked)


def _takes(name: str, point: str, *others: str) -> Departure:
    """A member of this variable is taken for other ones, or for none."""

    def change(points: _Points) -> _Points:
        return tuple(p for p in points if p != point) + others if point in points else points

    return _acts_on(name, change)


FAULTS = (
    of_station(
        "start-points-as-shipped",
        "starts transactions where it did when it was shipped, whatever TxStartPoint says",
        "E01.FR.05",
        transaction_points=_acts_on(_START, lambda _: ("EVConnected", "Authorized")),
    ),
    of_station(
        "power-path-as-card",
        "starts a transaction with the card where TxStartPoint says PowerPathClosed",
        "E01.FR.05",
        transaction_points=_takes(_START, "PowerPathClosed", "Authorized"),
    ),
    of_station(
        "energy-as-power-path",
        "starts a transaction before energy flows where TxStartPoint says EnergyTransfer",
        "E01.FR.06",
        transaction_points=_takes(_START, "EnergyTransfer", "PowerPathClosed"),
    ),
    of_station(
        "cable-waits-for-card",
        "starts no transaction with the cable alone where TxStartPoint says EVConnected",
        "E01.FR.02",
        transaction_points=_takes(_START, "EVConnected", "PowerPathClosed"),
    ),
    of_station(
        "card-waits-for-cable",
        "starts no transaction with the card alone where TxStartPoint says Authorized",
        "E01.FR.03",
        transaction_points=_takes(_START, "Authorized", "PowerPathClosed"),
    ),
    of_station(
        "parking-bay-unwatched",
        "starts no transaction where a car is detected",
        "E01.FR.01",
        transaction_points=_takes(_START, "ParkingBayOccupancy"),
    ),
    of_station(
        "parked-as-plugged",
        "says CablePluggedIn where a car is detected",
        "E01.FR.15",
        transaction_event=instead_of("triggerReason", "EVDetected", "CablePluggedIn"),
    ),
)
