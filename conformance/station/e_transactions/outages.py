"""The station is offline while a transaction runs, and tells of it when it is back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass

from ocpp_conformance.conformance.case import (
    PRESENT,
    SILENCE,
    CaseDriver,
    CsmsProbe,
    absent_or,
    one_of,
    variable,
)
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.rpc.line import variables
from ocpp_conformance.conformance.station.sampling import TX_UPDATED, sampling
from ocpp_conformance.conformance.station.variables import members
from ocpp_conformance.conformance.station.visit import Visit, same_token
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Inconclusive, Miss, Source
from ocpp_conformance.harness.peer import reply_to
from ocpp_conformance.harness.probes import mismatches, polite_answer
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload, Role
from ocpp_conformance.harness.times import epoch
from ocpp_conformance.harness.transport import SocketClosedError

WAIT = 3 * TX_UPDATED.interval
"""RetryBackOffWaitMinimum, in OCPP seconds: some readings are due in it."""

_READ = one_of("MeterValuePeriodic", "MeterValueClock")


@dataclass
class Outage:
    """When the station was offline (monotonic); what came `since` this bookmark it said when it was back."""

    since: int
    lost: float
    back: float = float("inf")

    def told(self, visit: Visit) -> list[ReceivedCall]:
        """The TransactionEvents that arose in it, by their own time; half an interval at either end is left out.

        The station's clock may differ from ours: how much, the events from before the outage say.
        """
        before = [event for event in visit.events() if event.frame < self.since]
        shift = max((_time(event) - event.at for event in before), default=0.0)
        margin = visit.csms.patience.scaled(TX_UPDATED.interval) / 2
        first, last = self.lost + margin + shift, self.back - margin + shift
        return [event for event in visit.events(self.since) if first < _time(event) < last]


def patient(csms: CsmsProbe) -> AbstractAsyncContextManager[None]:
    """For the block the station waits for `WAIT` before it reconnects, and does not call that a long outage."""
    return variables(csms, OfflineThreshold=WAIT + 60, RetryBackOffWaitMinimum=WAIT, RetryBackOffRandomRange=0)


@asynccontextmanager
async def read_while_charging(csms: CsmsProbe, driver: CaseDriver, card: Payload | None) -> AsyncIterator[Visit]:
    """EnergyTransferStarted as a precondition, at a station that is `patient` and takes readings; the driver leaves at
    the end."""
    await csms.booted()
    async with patient(csms), sampling(csms, TX_UPDATED), while_charging(csms, driver, card) as visit:
        yield visit


@asynccontextmanager
async def outage(csms: CsmsProbe) -> AsyncIterator[Outage]:
    """The connection is closed, and none is accepted for the block; at its end the station is back."""
    csms.accepting, lost = False, times.monotonic()
    try:
        await csms.disconnect()
        gap = Outage(csms.mark, lost)
        yield gap
    except Exception:
        with suppress(Inconclusive):  # the error of the case stays the first one
            await _back(csms)
        raise
    gap.back = await _back(csms)


@asynccontextmanager
async def events_unanswered(csms: CsmsProbe) -> AsyncIterator[None]:
    """TransactionEvents stay open for the block, so that what waits behind one waits; they are answered at its end."""
    csms.answers("TransactionEvent", SILENCE)
    since = csms.mark
    try:
        yield
    finally:
        csms.answers("TransactionEvent")
        for call in csms.received("TransactionEvent", since=since):
            with suppress(SocketClosedError, Inconclusive):
                await csms.send(reply_to(call.call, Role.CSMS, polite_answer).text())
                call.answered.append(times.monotonic())


async def readings_told(visit: Visit, gap: Outage, source: Source) -> None:
    """What arose in an outage is told as Updated and as offline; readings are among it, and have their values."""
    await visit.csms.must_send(source, "TransactionEvent", since=gap.since, where={"triggerReason": _READ})
    await visit.csms.settled()
    told = gap.told(visit)
    if not told:
        visit.csms.checklist.book(source, (Miss("", "a TransactionEvent from the outage", "none"),))
    for event in told:
        event.meets(source, eventType="Updated")
        event.meets("E11.FR.02", offline=True)
        if _READ.holds(event["triggerReason"]):
            event.meets("E11.FR.03", meterValue=PRESENT)


async def end_told(visit: Visit, gap: Outage, ended: Source, offline: Source) -> None:
    """Ended has come, and all that the station tells of the transaction since an outage is marked as offline."""
    await _ends_at_the_cable(visit)
    await visit.csms.must_send(ended, "TransactionEvent", since=gap.since, where={"eventType": "Ended"})
    await visit.csms.settled()
    for event in visit.events(gap.since):
        event.meets(offline, offline=True)


async def stop_told(visit: Visit, gap: Outage, source: Source) -> None:
    """What StopAuthorized and the states behind it (Part 6, 2.19) demand of TransactionEvents has come, in the order of
    seqNo: up to Ended, with which nothing more is due."""
    await _ends_at_the_cable(visit)
    ended = await visit.csms.must_send(source, "TransactionEvent", since=gap.since, where={"eventType": "Ended"})
    ended.meets(source, transactionInfo={"stoppedReason": absent_or("Local")})
    await visit.csms.settled()
    due: tuple[dict[str, object], ...] = (
        {
            "triggerReason": one_of("StopAuthorized", "ChargingStateChanged"),
            "idToken": absent_or(same_token(visit.card)),
        },
        {"triggerReason": "ChargingStateChanged", "transactionInfo": {"chargingState": "EVConnected"}},
        {"triggerReason": "EVCommunicationLost", "transactionInfo": {"chargingState": "Idle"}},
    )
    for wanted in due:
        found = [event for event in visit.events(gap.since) if not mismatches(wanted, event.payload)]
        misses = () if found else (Miss("", f"a TransactionEvent with {wanted}", "none"),)
        visit.csms.checklist.book(source, misses, frame=found[0].frame if found else None)
        if found and found[0]["eventType"] == "Ended":
            return


async def _ends_at_the_cable(visit: Visit) -> None:
    """A precondition: TxStopPoint doesn't wait for the car to leave its bay, into which none was driven."""
    if await members(visit.csms, variable("TxCtrlr", "TxStopPoint")) <= {"ParkingBayOccupancy"}:
        raise visit.csms.checklist.give_up("precondition not reached: a transaction ends with the parking bay alone")


async def _back(csms: CsmsProbe) -> float:
    csms.accepting = True
    upgrade = await csms.wait_connected(csms.patience.too_late(8 * WAIT), after=times.monotonic())
    return upgrade.at


def _time(event: ReceivedCall) -> float:
    time = epoch(event["timestamp"])
    assert time is not None, "the schema wants a time"
    return time
