"""How our CSMS has a station take readings, and what readings have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import configured

INTERVAL = 10
"""OCPP seconds between two readings of a transaction."""
ENERGY = "Energy.Active.Import.Register"
"""The measurand that every meter has, and that is meant where none is told."""


@asynccontextmanager
async def sampling(csms: CsmsProbe) -> AsyncIterator[None]:
    """For the block the station tells of the energy in Updated events, every `INTERVAL`."""
    enabled = variable("SampledDataCtrlr", "Enabled", attributeValue="true")
    measurands = variable("SampledDataCtrlr", "TxUpdatedMeasurands", attributeValue=ENERGY)
    interval = variable("SampledDataCtrlr", "TxUpdatedInterval", attributeValue=str(INTERVAL))
    async with configured(csms, enabled, if_implemented=True), configured(csms, measurands, interval):
        yield
