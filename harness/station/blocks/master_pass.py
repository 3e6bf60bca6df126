"""Functional block C: the master pass, which starts nothing and stops what others started (C16)."""

from __future__ import annotations

import asyncio

from ocpp_conformance.harness.station.blocks.authorization import Authorization, IdToken
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item

MENU_TIME = 600.0
"""OCPP seconds for which the menu is shown where nobody chooses (C16, error handling)."""


class MasterPass:
    """What becomes of a master pass; `shown` is the one for which the menu is shown, None while it is not."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self.shown: IdToken | None = None

    def presented(self, token: IdToken) -> list[Item]:
        """Somebody has presented one: show the menu (C16.FR.01), or stop all (C16.FR.02)."""
        if not self._station.config.master_pass_menu:
            return self._station.part(Transactions).stop_by_master_pass(token)
        self.shown = token
        self._station.tasks.start(self._close(token), "master pass menu")
        return []

    def chosen(self, evse: int | None) -> list[Item]:
        """Somebody has chosen to stop what runs on an EVSE, or all; nothing comes of it where no menu is shown."""
        token, self.shown = self.shown, None
        if token is None:
            return []
        return self._station.part(Transactions).stop_by_master_pass(token, evse)

    def forget(self) -> None:
        """The power was off."""
        self.shown = None

    async def _close(self, token: IdToken) -> None:
        await self._station.clock.wait(asyncio.Event(), MENU_TIME)
        if self.shown is token:
            self.shown = None


def is_master_pass(station: Core, decision: Authorization) -> bool:
    """Whether a token belongs to the group that starts nothing (C12.FR.09, C16.FR.03)."""
    group = station.model.text("AuthCtrlr", "MasterPassGroupId")
    return bool(group) and decision.group is not None and decision.group.text.casefold() == group.casefold()


def variables(_: Core) -> list[Variable]:
    return [Variable(component="AuthCtrlr", name="MasterPassGroupId", value="", mutability=RW, maximum=36)]


BLOCK = Block(
    state=MasterPass,
    variables=variables,
    seams=(is_master_pass,),
    powered_on=lambda station: station.part(MasterPass).forget(),
)
