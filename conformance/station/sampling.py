"""How our CSMS has a station take readings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import configured, members

INTERVAL = 10
"""OCPP seconds between two readings of a transaction."""
CLOCK_INTERVAL = 60
"""OCPP seconds between two readings by the clock: few stations take less."""
ENERGY = "Energy.Active.Import.Register"
"""The measurand that every meter has, and that is meant where none is told."""
SAMPLED, ALIGNED = "SampledDataCtrlr", "AlignedDataCtrlr"


@asynccontextmanager
async def sampling(
    csms: CsmsProbe, kind: str, component: str = SAMPLED, interval: int = INTERVAL, measurands: str = "TxUpdated"
) -> AsyncIterator[frozenset[str]]:
    """For the block, readings of this kind (the first part of a variable's name) are taken in this interval.

    Gives the measurands that are then configured: energy and power where the station takes these, else its own.
    """
    enabled = variable(component, "Enabled", attributeValue="true")
    wanted = variable(component, f"{measurands}Measurands", attributeValue=f"{ENERGY},Power.Active.Import")
    every = variable(component, f"{kind}Interval", attributeValue=str(interval))
    async with configured(csms, enabled, wanted, if_implemented=True), configured(csms, every):
        yield await members(csms, wanted)
