"""The readings that a station owes in TransactionEvents: at the begin, in the course and at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.j_metering.signed import signed
from ocpp_conformance.conformance.station.j_metering.values import heard, measured, readings, taken_because
from ocpp_conformance.conformance.station.sampling import TX_ENDED, TX_STARTED, TX_UPDATED, measuring, sampling
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Source

INTERVAL = TX_UPDATED.interval
"""OCPP seconds between two readings of its course."""
_SIGN = variable("SampledDataCtrlr", "SignReadings", attributeValue="true")


@dataclass(frozen=True)
class Due:
    """What is measured at each of these."""

    csms: CsmsProbe
    started: frozenset[str]
    updated: frozenset[str]
    ended: frozenset[str]

    async def one(self, source: Source) -> None:
        """A reading of the course has been told."""
        await heard(self.csms, source, "TransactionEvent", 1, INTERVAL, triggerReason="MeterValuePeriodic")

    def begin(self, source: Source, visit: Visit) -> None:
        """Started has the readings of the begin."""
        self._told(source, visit, "Started", "Transaction.Begin", self.started)

    def begin_later(self, source: Source, visit: Visit) -> None:
        """Updated has the readings of the begin: the EVSE was not known when the transaction started."""
        if any("evse" in event.payload for event in visit.events() if event["eventType"] == "Started"):
            raise self.csms.checklist.give_up("precondition not reached: the EVSE is known when the transaction starts")
        self._told(source, visit, "Updated", "Transaction.Begin", self.started)

    def course(self, source: Source, visit: Visit, since: int | None = None) -> None:
        """From a bookmark on there are Updated with readings of the course."""
        self._told(source, visit, "Updated", "Sample.Periodic", self.updated, since)

    def end(self, source: Source, visit: Visit) -> None:
        """Ended has the readings of the end."""
        self._told(source, visit, "Ended", "Transaction.End", self.ended)

    async def signed(self, source: Source, visit: Visit, since: int | None = None) -> None:
        """All readings from a bookmark on are signed, and there are some."""
        found = readings(visit.events(since))
        if not found:
            raise self.csms.checklist.give_up("the station told no readings")
        await signed(self.csms, source, found)

    def _told(
        self, source: Source, visit: Visit, kind: str, context: str, what: frozenset[str], since: int | None = None
    ) -> None:
        events = [event for event in visit.events(since) if event["eventType"] == kind]
        found = readings(events, context)
        taken_because(self.csms, source, found, context)
        measured(self.csms, source, found, what)


@asynccontextmanager
async def readings_due(csms: CsmsProbe) -> AsyncIterator[Due]:
    """For the block readings are taken at the begin, in the course and at the end of a transaction."""
    await csms.booted()
    at_start, on_the_way, at_end = measuring(csms, TX_STARTED), sampling(csms, TX_UPDATED), measuring(csms, TX_ENDED)
    async with at_start as started, on_the_way as updated, at_end as ended:
        yield Due(csms, started, updated, ended)


@asynccontextmanager
async def signed_readings_due(csms: CsmsProbe) -> AsyncIterator[Due]:
    """The same, and the meter signs them."""
    await csms.booted()
    async with configured(csms, _SIGN), readings_due(csms) as due:
        yield due
