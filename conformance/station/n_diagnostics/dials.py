"""Variables that our CSMS turns while a monitor of the station watches them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ocpp_conformance.conformance.case import CsmsProbe
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import about, is_numeric
from ocpp_conformance.conformance.station.n_diagnostics.monitors import Monitors, monitoring
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.harness.conversation import key_of
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.rpc import Payload

MIDDLE, LOW, HIGH = 300, 200, 400
"""The value that a number begins with, and between what a case turns it."""
_NUMBERS = (
    "offlinethreshold",
    "resetretries",
    "evconnectiontimeout",
    "messageattemptinterval",
    "txupdatedinterval",
)
"""Numbers that do nothing for a few seconds, whatever they are."""
_SWITCHES = ("stoptxoninvalidid", "localpreauthorize", "authorizeremotestart", "queueallmessages")
"""Switches likewise: no driver is at the station."""
OPPOSITE = {"true": "false", "false": "true"}


@dataclass
class Dial:
    """A variable that the CSMS may write, and the monitors on it."""

    monitors: Monitors
    item: Payload

    async def monitor(self, type: str, value: float, **more: int) -> int:
        """The id of a new monitor on it, as a precondition."""
        return await self.monitors.set(self.item, type, value, **more)

    async def replaced(self, id: int, type: str, value: float, severity: int = 0) -> int:
        """Give a monitor another value, as a precondition; returns the bookmark from before."""
        since = self.monitors.csms.mark
        reply = await self.monitors.asked(self.item, type, value, severity, id=id)
        reply.expects(setMonitoringResult=[{"status": "Accepted"}])
        return since

    async def turn(self, value: object) -> int:
        """Set the variable, as a precondition; returns the bookmark from before."""
        since = self.monitors.csms.mark
        setting = {**about(self.item), "attributeValue": str(value)}
        reply = await self.monitors.csms.call("SetVariables", {"setVariableData": [setting]})
        reply.expects(setVariableResult=[{"attributeStatus": "Accepted"}])
        return since

    async def told(self, source: Source, id: int | None, since: int, **fields: object) -> int:
        """As `Monitors.told`."""
        return await self.monitors.told(source, id, since, **fields)

    async def silent(self, source: Source, id: int, since: int, **fields: object) -> None:
        """As `Monitors.silent`."""
        await self.monitors.silent(source, id, since, **fields)


@asynccontextmanager
async def dial(csms: CsmsProbe, *names: str) -> AsyncIterator[Dial]:
    """A number, of one of these names in lower case, that is `MIDDLE` and that the station can monitor, for the
    block."""
    async with monitoring(csms) as monitors:
        item = monitors.find(lambda item: _is_dial(item, names or _NUMBERS), "harmless number")
        async with configured(csms, {**about(item), "attributeValue": str(MIDDLE)}):
            try:
                yield Dial(monitors, item)
            finally:
                await monitors.clear()


@asynccontextmanager
async def switch(csms: CsmsProbe) -> AsyncIterator[tuple[Dial, str]]:
    """A switch that the station can monitor, and its value, which it has again after the block."""
    async with monitoring(csms) as monitors:
        item = monitors.find(lambda item: _is_one_of(item, _SWITCHES), "harmless switch")
        value = str(await value_of(csms, item)).lower()
        if value not in OPPOSITE:
            raise csms.checklist.give_up(f"the switch is neither true nor false but {value}")
        async with configured(csms, {**about(item), "attributeValue": value}):
            try:
                yield Dial(monitors, item), value
            finally:
                await monitors.clear()


def _is_dial(item: Payload, names: tuple[str, ...]) -> bool:
    known = item.get("variableCharacteristics", {})
    fits = known.get("minLimit", LOW) <= LOW and known.get("maxLimit", HIGH) >= HIGH
    return _is_one_of(item, names) and is_numeric(item) and fits


def _is_one_of(item: Payload, names: tuple[str, ...]) -> bool:
    actual = [each for each in item["variableAttribute"] if each.get("type", "Actual") == "Actual"]
    writable = any(each.get("mutability", "ReadWrite") == "ReadWrite" for each in actual)
    return writable and key_of(item)[4] in names
