"""What TxCtrlr says of transactions: where they start and end, how long a cable is waited for, what invalid ids get."""

from __future__ import annotations

from functools import partial

from ocpp_conformance.harness.station.blocks.metering import Metering
from ocpp_conformance.harness.station.blocks.transaction_events import Transaction
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable

POINTS = ("EVConnected", "Authorized", "PowerPathClosed", "EnergyTransfer")
"""The start and stop points that this station can act on."""
DATA_SIGNED = "DataSigned"
"""Another start point; as a stop point it would never be reached."""
PARKING_BAY = "ParkingBayOccupancy"
"""Another one, where it has parking bay detectors."""


def energy_on_invalid_id(station: Core, session: Transaction) -> float:
    """Wh that a transaction may still deliver though the CSMS doesn't accept its token; it has delivered its share of
    MaxEnergyOnInvalidId from its beginning on."""
    most = station.model.integer("TxCtrlr", "MaxEnergyOnInvalidId")
    if session.evse is None or session.metered_from is None:
        return most
    return most - (station.part(Metering).meters[session.evse].energy - session.metered_from)


def ev_connection_timeout(station: Core) -> float:
    """OCPP seconds that an authorized driver has for the cable (E03.FR.05)."""
    return station.model.integer("TxCtrlr", "EVConnectionTimeOut")


def transaction_points(station: Core, name: str) -> tuple[str, ...]:
    """The members of TxStartPoint or TxStopPoint (E01, E06)."""
    return station.model.members("TxCtrlr", name)


def variables(station: Core) -> list[Variable]:
    make = partial(Variable, component="TxCtrlr", mutability=RW)
    values = (PARKING_BAY, *POINTS) if station.config.parking_bays else POINTS
    points = partial(make, data_type="MemberList", may_be_empty=False)
    return [
        points(name="TxStartPoint", value="EVConnected,Authorized", values=(*values, DATA_SIGNED)),
        points(name="TxStopPoint", value="EVConnected", values=values),
        make(name="EVConnectionTimeOut", value="60", data_type="integer", unit="s", minimum=1, maximum=DAY),
        make(name="StopTxOnEVSideDisconnect", value="true", data_type="boolean"),
        make(name="StopTxOnInvalidId", value="true", data_type="boolean"),
        make(name="MaxEnergyOnInvalidId", value="0", data_type="integer", unit="Wh", minimum=0),
    ]
