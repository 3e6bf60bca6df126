"""The car of a driver at a station: it drives into the bay of an EVSE and away, and may take no energy for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe
from ocpp_conformance.conformance.station.connectors import Place

BAY = ("park", "leave")
"""The intents of one whose car drives into the bay of the EVSE, and away."""
EV_SUSPENDS = ("suspend_ev", "resume_ev")
"""Those of one whose car takes no energy for a while."""
EV_SIDE = (*EV_SUSPENDS, "unplug_ev")
"""Those of one who also takes the cable out of the car."""
ISO_15118: Mapping[str, object] = {"current": "AC", "energy": 20_000}
"""What a car that speaks ISO 15118 wants, where a case says nothing else."""


@dataclass
class Car:
    """`parked` is whether it was driven into the bay, `suspended` whether it takes no energy.

    Each act returns the bookmark from before.
    """

    csms: CsmsProbe
    driver: CaseDriver
    place: Place
    parked: bool = False
    suspended: bool = False

    async def park(self) -> int:
        """Drive into the bay."""
        since, self.parked = self.csms.mark, True
        await self.driver.intend("park", evse=self.place[0])
        return since

    async def depart(self) -> int:
        """Drive away."""
        since, self.parked = self.csms.mark, False
        await self.driver.intend("leave", evse=self.place[0])
        return since

    async def suspend(self) -> int:
        """Take no energy, from now or from the plugging in on."""
        since, self.suspended = self.csms.mark, True
        await self.driver.intend("suspend_ev", evse=self.place[0], connector=self.place[1])
        return since

    async def resume(self) -> int:
        """Take energy again."""
        since, self.suspended = self.csms.mark, False
        await self.driver.intend("resume_ev", evse=self.place[0], connector=self.place[1])
        return since

    async def unplug(self) -> int:
        """Take the cable out of the car; in a socket it stays."""
        since = self.csms.mark
        await self.driver.intend("unplug_ev", evse=self.place[0], connector=self.place[1])
        return since
