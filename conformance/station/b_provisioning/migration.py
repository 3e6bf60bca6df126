"""A station is sent to another endpoint of ours, by a network connection profile in another slot (B09, B10)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from ocpp_conformance.conformance.case import CsmsProbe, boot_answer, one_of
from ocpp_conformance.conformance.station.connectors import connectors_reported
from ocpp_conformance.conformance.station.network_profiles import (
    PRIORITY,
    order,
    security_profile,
    set_profile,
    slots,
)
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import CloseEntry, Inconclusive, Miss, Source
from ocpp_conformance.harness.evidence.recording import HandshakeEntry
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.gate import Elsewhere

NO_SLOT = 999
"""A configuration slot that no station has (TC_B_43_CS)."""


@dataclass
class Migration:
    """The way to another endpoint: the slots of the profile in use and of the other one, and where both lead.

    `since` and `began` are the bookmark and the moment (monotonic) from before the station was sent there.
    """

    csms: CsmsProbe
    slot: int
    other_slot: int
    other: Elsewhere
    since: int = 0
    began: float = 0.0

    async def store(self, source: Source) -> None:
        """SetNetworkProfile is Accepted, for the interface that the station has."""
        profile = await security_profile(self.csms)
        reply = await set_profile(self.csms, self.other_slot, self.other.url, profile)
        reply.meets(source, status="Accepted")

    async def prefer(self, source: Source) -> bool:
        """The other slot becomes the first of NetworkConfigurationPriority; whether the station wants a reboot."""
        self.since, self.began = self.csms.mark, times.monotonic()
        self.csms.answers("BootNotification", boot_answer())
        reply = await order(self.csms, self.other_slot, self.slot)
        reply.meets(source, setVariableResult=[{"attributeStatus": one_of("Accepted", "RebootRequired")}])
        return bool(reply["setVariableResult"][0]["attributeStatus"] == "RebootRequired")

    async def sent(self, reset: Source) -> None:
        """The profile is stored and comes first; a Reset of the station is Accepted, unless it restarts by itself."""
        await self.store("B09.FR.01")
        wants_reboot = await self.prefer("B10.FR.01")
        if wants_reboot or not await self.csms.restarts(self.since, self.csms.patience.reply):
            reply = await self.csms.call("Reset", {"type": "OnIdle"})
            reply.meets(reset, status="Accepted")

    async def boots(self, source: Source) -> None:
        """Booted: the station boots where it was let in, and reports its connectors."""
        boot = await self.csms.must_send(source, "BootNotification", since=self.since, within=self.csms.patience.boot)
        await connectors_reported(self.csms, boot, source)

    async def let_in(self, source: Source, within: float) -> list[str]:
        """The source demands that the station gets in, at last; returns the paths that it tried."""
        try:
            await self.csms.wait_connected(within, after=self.began)
        except Inconclusive:
            miss = Miss("", f"a connection within {within:.1f} s", f"attempts at {self.tries}")
            self.csms.checklist.book(source, (miss,), needed=True)
            raise
        self.csms.checklist.book(source, ())
        return self.tries

    @property
    def tries(self) -> list[str]:
        """The paths of the attempts to connect."""
        return [upgrade.request.path for upgrade in self.csms.upgrades if upgrade.at > self.began]

    def went(self, source: Source, paths: list[str], tries: list[str]) -> None:
        """The station tried these paths in turn."""
        self.csms.checklist.book(source, mismatches({"paths": paths}, {"paths": tries}))

    def left_before(self, source: Source) -> None:
        """The old connection had ended when the station came to the other endpoint."""
        entries = self.csms.recording.entries[self.since :]
        ends = [entry.index for entry in entries if isinstance(entry, CloseEntry)]
        comes = [entry.index for entry in entries if isinstance(entry, HandshakeEntry)]
        left = bool(ends and comes and ends[0] < comes[0])
        misses = () if left else (Miss("", "the old connection to be closed first", "still open"),)
        self.csms.checklist.book(source, misses)


@asynccontextmanager
async def migrating(csms: CsmsProbe, other: Elsewhere | None = None) -> AsyncIterator[Migration]:
    """A slot that is not in use, and another endpoint to go to, this one if one is given; at the end the station is
    sent back to where it was."""
    before = await value_of(csms, PRIORITY)
    move = Migration(csms, *await slots(csms), other or csms.elsewhere())
    try:
        yield move
    finally:
        csms.shut.clear()
        await _back(move, before or str(move.slot))


async def _back(move: Migration, priority: str) -> None:
    """Put the order back, and where the station has moved have it come back. Neither judges nor raises: what stays is
    noted."""
    csms, within = move.csms, move.csms.patience.too_late(60) + move.csms.patience.boot
    csms.answers("BootNotification", boot_answer())
    with suppress(Inconclusive):
        if not csms.connected:
            await csms.wait_connected(within, after=times.monotonic())
    await csms.settled()
    since, before = csms.mark, times.monotonic()
    setting = {**PRIORITY, "attributeValue": priority}
    await csms.tidy("another order of profiles", "SetVariables", {"setVariableData": [setting]})
    if not await csms.restarts(since, csms.patience.quiet):
        if csms.connected and csms.live.socket.handshake.path == move.other.path_in_use:
            return
        await csms.tidy("a station at another endpoint", "Reset", {"type": "Immediate"})
    try:
        await csms.wait_connected(within, after=before)
        await csms.next_call("BootNotification", since=since, within=csms.patience.boot)
    except Inconclusive as error:
        csms.recording.note(f"left behind: a station that is away: {error}")
    await csms.settled()
