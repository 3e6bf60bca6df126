"""A station starts or ends its transactions elsewhere than where TxStartPoint and TxStopPoint say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.fault import Departure, of_station
from ocpp_conformance.harness.faults.kinds import Making
from ocpp_conformance.harness.faults.station_transactions import instead_of

_Points = tuple[str, ...]
_START, _STOP = "TxStartPoint", "TxStopPoint"
_BY_CLOCK = ("Sample.Clock",)


def _acts_on(name: str, change: Callable[[_Points], _Points]) -> Departure:
    """For `transaction_points`: what this variable says is taken for something else."""
    return lambda original, asked: change(original(asked)) if asked == name else original(asked)


def _takes(name: str, point: str, *others: str) -> Departure:
    """A point that is the only one of this variable is taken for other ones, or for none."""

    def change(points: _Points) -> _Points:
        return others if points == (point,) else points

    return _acts_on(name, change)


def reasons(right: str, wrong: str) -> Making:
    """This stoppedReason is told as another."""

    def transaction_event(original: Any, payload: Any) -> Any:
        info = payload["transactionInfo"]
        if info.get("stoppedReason") != right:
            return original(payload)
        return original({**payload, "transactionInfo": {**info, "stoppedReason": wrong}})

    return transaction_event


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
        "signature-not-awaited",
        "starts a transaction before a reading is signed where TxStartPoint says DataSigned",
        "E01.FR.04",
        transaction_points=_takes(_START, "DataSigned", "PowerPathClosed"),
    ),
    of_station(
        "readings-unsigned",
        "signs no reading of a transaction though SignReadings says so",
        "E02.FR.14",
        signed_values=lambda original, values, context: original(values, context) if context in _BY_CLOCK else values,
    ),
    of_station(
        "cable-waits-for-card",
        "starts no transaction with the cable where TxStartPoint says no more than EVConnected",
        "E01.FR.02",
        transaction_points=_takes(_START, "EVConnected", "PowerPathClosed"),
    ),
    of_station(
        "card-waits-for-cable",
        "starts no transaction with the card where TxStartPoint says no more than Authorized",
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
    of_station(
        "authorization-end-ignored",
        "ends no transaction with its authorization where TxStopPoint says Authorized",
        "E06.FR.03",
        transaction_points=_takes(_STOP, "Authorized"),
    ),
    of_station(
        "power-path-end-ignored",
        "ends no transaction with its power path where TxStopPoint says PowerPathClosed",
        "E06.FR.06",
        transaction_points=_takes(_STOP, "PowerPathClosed"),
    ),
    of_station(
        "power-path-without-cable",
        "ends a transaction with its authorization alone where TxStopPoint says PowerPathClosed",
        "E06.FR.06",
        transaction_points=_takes(_STOP, "PowerPathClosed", "Authorized"),
    ),
    of_station(
        "energy-end-ignored",
        "ends no transaction with its energy where TxStopPoint says EnergyTransfer",
        "E06.FR.07",
        transaction_points=_takes(_STOP, "EnergyTransfer"),
    ),
    of_station(
        "connection-end-ignored",
        "ends no transaction with its connection where TxStopPoint says EVConnected",
        "E06.FR.02",
        transaction_points=_takes(_STOP, "EVConnected"),
    ),
    of_station(
        "parking-end-ignored",
        "ends no transaction where the car leaves the bay",
        "E06.FR.01",
        transaction_points=_takes(_STOP, "ParkingBayOccupancy"),
    ),
    of_station(
        "departed-as-unplugged",
        "says EVCommunicationLost where the car leaves the bay",
        "E06.FR.15",
        transaction_event=instead_of("triggerReason", "EVDeparted", "EVCommunicationLost"),
    ),
    of_station(
        "ev-stop-as-other",
        "gives stoppedReason Other where the car takes no more energy",
        "E06.FR.08",
        transaction_event=reasons("StoppedByEV", "Other"),
    ),
    of_station(
        "unplugged-as-stopped-by-ev",
        "gives stoppedReason StoppedByEV where a cable is pulled",
        "E06.FR.08",
        transaction_event=reasons("EVDisconnected", "StoppedByEV"),
    ),
    of_station(
        "unplugged-as-other",
        "gives stoppedReason Other where a cable is pulled",
        "E06.FR.08",
        transaction_event=reasons("EVDisconnected", "Other"),
    ),
)
