"""Connectors of a station that break down, and are mended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe
from ocpp_conformance.conformance.station.connectors import Place, states_told
from ocpp_conformance.conformance.waiting import awaited

FAULTS = ("raise_fault", "clear_fault")
"""The intents of one who breaks connectors, and mends them."""


@asynccontextmanager
async def broken(
    csms: CsmsProbe, driver: CaseDriver, places: Sequence[Place], *, told: Sequence[str] = ("Faulted",)
) -> AsyncIterator[None]:
    """Every one of these connectors is broken for the block, which the station reports as one of these states, as a
    precondition."""
    raised: list[Place] = []
    since = csms.mark
    try:
        for place in places:
            raised.append(place)
            await driver.intend("raise_fault", evse=place[0], connector=place[1])
        await are_told(csms, places, told, since=since)
        yield
    finally:
        for evse, connector in raised:
            try:
                await driver.intend("clear_fault", evse=evse, connector=connector)
            except Exception as error:  # whatever it is: an error of the case must stay the first one
                csms.recording.note(f"left behind: a faulted connector: {error!r}")


async def are_told(csms: CsmsProbe, places: Sequence[Place], states: Sequence[str], *, since: int) -> None:
    """From a bookmark on each of these connectors is reported with one of these states, as a precondition."""
    for place in places:
        later = since
        while not any(each == place and state in states for each, state, _ in states_told(csms, since=since)):
            report = await awaited(csms, None, "StatusNotification", "NotifyEvent", since=later)
            later = report.frame + 1
