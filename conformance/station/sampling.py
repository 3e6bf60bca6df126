"""How our CSMS has a station take readings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import configured, members

ENERGY = "Energy.Active.Import.Register"
"""The measurand that every meter has, and that is meant where none is told."""


@dataclass(frozen=True)
class Readings:
    """One kind: the component and the parts of the names of its variables, and the OCPP seconds that a case uses."""

    component: str
    when: str
    what: str
    interval: int


TX_STARTED = Readings("SampledDataCtrlr", "", "TxStarted", 0)
TX_UPDATED = Readings("SampledDataCtrlr", "TxUpdated", "TxUpdated", 10)
TX_ENDED = Readings("SampledDataCtrlr", "TxEnded", "TxEnded", 10)
CLOCK = Readings("AlignedDataCtrlr", "", "", 60)  # few stations take less
CLOCK_TX_ENDED = Readings("AlignedDataCtrlr", "TxEnded", "TxEnded", 60)


@asynccontextmanager
async def measuring(csms: CsmsProbe, kind: Readings) -> AsyncIterator[frozenset[str]]:
    """For the block such readings may be taken.

    Gives what is measured: energy and power where the station can be told so, else what it measures anyway.
    """
    enabled = variable(kind.component, "Enabled", attributeValue="true")
    what = variable(kind.component, f"{kind.what}Measurands", attributeValue=f"{ENERGY},Power.Active.Import")
    async with configured(csms, enabled, what, if_implemented=True):
        yield await members(csms, what)


@asynccontextmanager
async def sampling(csms: CsmsProbe, kind: Readings) -> AsyncIterator[frozenset[str]]:
    """For the block such readings are taken, in their interval; gives what is measured."""
    interval = variable(kind.component, f"{kind.when}Interval", attributeValue=str(kind.interval))
    async with measuring(csms, kind) as what, configured(csms, interval):
        yield what
