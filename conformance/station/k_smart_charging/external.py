"""A limit that another system than the CSMS sets (K11 to K13)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ocpp_conformance.conformance.case import CaseDriver, variable
from ocpp_conformance.conformance.station.k_smart_charging.power import A_NUMBER
from ocpp_conformance.conformance.station.k_smart_charging.profiles import COMPONENT, Placed, Profiles
from ocpp_conformance.conformance.station.k_smart_charging.schedules import unlimited
from ocpp_conformance.conformance.station.variables import configured, value_of

LIMITS = ("limit_charging", "release_charging")
"""The intents of such a system."""
_MOST = 10
"""LimitChangeSignificance, in percent, with which the station still has to tell what the cases change."""


@dataclass
class External:
    """The other system, its limit in A, and the bookmark from before it was set; `holds` until it is taken back."""

    profiles: Profiles
    driver: CaseDriver
    limit: float
    since: int
    evse: int = 0
    holds: bool = True

    async def release(self) -> int:
        """Have the limit taken back; returns the bookmark from before."""
        since, self.holds = self.profiles.csms.mark, False
        await self.driver.intend("release_charging", evse=self.evse)
        return since

    async def profile(self) -> Placed:
        """The limit as the station reports it, as a precondition."""
        for evse, profile in await self.profiles.reported():
            if (evse, profile["id"]) not in [(place, each["id"]) for place, each in self.profiles.before]:
                return evse, profile
        raise self.profiles.csms.checklist.give_up("the station does not report the limit that another system has set")


@asynccontextmanager
async def limited(profiles: Profiles, driver: CaseDriver) -> AsyncIterator[External]:
    """Another system limits the station to half of what an EVSE may take; it takes that back at the end."""
    if profiles.unit != "A":
        raise profiles.csms.checklist.give_up("the station does not take limits in A")
    _, limit = await unlimited(profiles)
    external = External(profiles, driver, limit, profiles.csms.mark)
    every = variable(COMPONENT, "LimitChangeSignificance", attributeValue="1")
    async with configured(profiles.csms, every, if_implemented=True):
        significant = await value_of(profiles.csms, every)
        if significant is not None and A_NUMBER.holds(significant) and float(significant) > _MOST:
            raise profiles.csms.checklist.give_up(f"LimitChangeSignificance is {significant}")
        try:
            await driver.intend("limit_charging", amperes=limit, evse=0)
            yield external
        finally:
            if external.holds:
                await _undone(external)


async def _undone(external: External) -> None:
    try:
        await external.release()
    except Exception as error:  # whatever it is: an error of the case must stay the first one
        external.profiles.csms.recording.note(f"left behind: a limit of another system: {error!r}")
