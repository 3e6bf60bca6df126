"""Drivers at a station while an update of its firmware waits for them.

Which case is due depends on what the station can do during a transaction: one that goes on where the case has it wait,
or waits where it goes on, is of the other kind, and the case says nothing about it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe, id_token, variable
from ocpp_conformance.conformance.station.connectors import connector_reported, connectors
from ocpp_conformance.conformance.station.l_firmware.updates import Update, told
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Miss, Source

OTHER = id_token("04A5A6A7")
"""The card of a second driver."""


@asynccontextmanager
async def new_sessions(csms: CsmsProbe, *, allowed: bool) -> AsyncIterator[None]:
    """Whether sessions may start while an update waits; a station without the variable doesn't allow it (L01.FR.07),
    and is what a case about that is not for."""
    value = "true" if allowed else "false"
    setting = variable("ChargingStation", "AllowNewSessionsPendingFirmwareUpdate", attributeValue=value)
    async with configured(csms, setting, if_implemented=allowed):
        yield


async def scheduled(update: Update, source: Source, status: str, instead: str) -> None:
    """The next status is this one; the other tells a station of the other kind."""
    if (await told(update, source, status, instead))["status"] == instead:
        raise update.csms.checklist.give_up(f"during a transaction the station tells {instead}, not {status}")


async def goes_no_further(update: Update, *planned: str, wanted: Source | None = None) -> None:
    """While the transaction is ongoing the update gets no further than this status, which Part 2 lets be left out: an
    advisory where it is `wanted` (L01.FR.34)."""
    if planned:
        await update.csms.comes("FirmwareStatusNotification", since=update.since)
    await update.csms.settled()
    found = update.csms.received("FirmwareStatusNotification", since=update.since)
    further = [call["status"] for call in found if call["status"] not in planned]
    if further:
        raise update.csms.checklist.give_up(f"the station goes on during a transaction: {further[0]}")
    for call in found:
        call.meets(update.of, requestId=update.id)
        update.since = call.frame + 1
    if wanted is not None:
        misses = () if found else (Miss("", planned[0], "no status"),)
        update.csms.checklist.book(wanted, misses, frame=found[0].frame if found else None, mild=True)


async def charges_too(visit: Visit, source: Source) -> None:
    """EnergyTransferStarted for another driver, as without an update."""
    await ev_connected(visit, source, source)
    await authorized(visit, source, source)
    await energy_transfer_started(visit, source)


async def others_closed(visit: Visit, update: Update, source: Source) -> None:
    """The connectors of the EVSEs that nobody uses are told to be Unavailable."""
    for place in await connectors(update.csms):
        if place[0] != visit.place[0]:
            await connector_reported(update.csms, source, "Unavailable", place, since=update.began)
