"""The monitors with which a station comes: hard-wired and preconfigured ones (N03)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.n_diagnostics.monitors import Monitors, monitoring
from ocpp_conformance.conformance.station.variables import AN_INTEGER, value_of
from ocpp_conformance.harness.rpc import Payload

Listed = Mapping[int, Payload]
"""Monitors as a report has them, by id."""
_EVERYTHING = 9
"""The level that silences no severity."""
_BASES = ("All", "FactoryDefault", "HardWiredOnly")


@dataclass(frozen=True)
class Factory:
    """What remains where HardWiredOnly is the base, and what FactoryDefault adds to it; `monitors` are those of the
    case."""

    monitors: Monitors
    hard_wired: Listed
    preconfigured: Listed

    def some(self, listed: Listed, what: str, *types: str) -> Payload:
        """One of these monitors, of one of these types (any, if none). Raises `Inconclusive`."""
        for monitor in listed.values():
            if not types or monitor["type"] in types:
                return monitor
        raise self.monitors.csms.checklist.give_up(f"the station has no {what} monitor of this kind")


async def go_by(csms: CsmsProbe, base: str) -> None:
    """Set a monitoring base, as a precondition."""
    reply = await csms.call("SetMonitoringBase", {"monitoringBase": base})
    reply.expects(status="Accepted")


@asynccontextmanager
async def based(csms: CsmsProbe) -> AsyncIterator[Monitors]:
    """The station's monitors, and its monitoring base is as before after the block; that loses custom monitors."""
    async with monitoring(csms) as monitors:
        before = await value_of(csms, variable("MonitoringCtrlr", "ActiveMonitoringBase"))
        try:
            yield monitors
        finally:
            monitors.ids.clear()
            for base in dict.fromkeys(("FactoryDefault", before)):
                if base in _BASES:
                    await csms.tidy("the monitoring base is another", "SetMonitoringBase", {"monitoringBase": base})


@asynccontextmanager
async def factory(csms: CsmsProbe) -> AsyncIterator[Factory]:
    """A station that goes by FactoryDefault and has no custom monitors; for the block, as `based`."""
    async with based(csms) as monitors:
        await go_by(csms, "FactoryDefault")
        everything = await monitors.report("N02.FR.03") or {}
        await go_by(csms, "HardWiredOnly")
        hard_wired = await monitors.report("N02.FR.03") or {}
        await go_by(csms, "FactoryDefault")
        yield Factory(monitors, hard_wired, {id: each for id, each in everything.items() if id not in hard_wired})


@asynccontextmanager
async def level_kept(csms: CsmsProbe) -> AsyncIterator[Monitors]:
    """The monitoring level is as before after the block; where the station doesn't tell it, everything is told then."""
    async with monitoring(csms) as monitors:
        told = await value_of(csms, variable("MonitoringCtrlr", "ActiveMonitoringLevel"))
        before = int(told) if told is not None and AN_INTEGER.holds(told) else _EVERYTHING
        try:
            yield monitors
        finally:
            await csms.tidy("the monitoring level is another", "SetMonitoringLevel", {"severity": before})
