"""B01, G02: the clock of a station whose TimeSource is the CSMS."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from ocpp_conformance.conformance.case import CsmsProbe, Need, boot_answer, case, variable
from ocpp_conformance.conformance.station.variables import configured, full_inventory
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.rpc import Call, Payload
from ocpp_conformance.harness.times import epoch, now

_AHEAD = timedelta(minutes=5)
"""By how much the time that our CSMS tells is wrong for a while."""
_CLOSE = 60.0
"""Seconds."""
_SOURCE = variable("ClockCtrlr", "TimeSource", attributeValue="Heartbeat")
_REQUEST = 8600
_HEARTBEAT = {"requestedMessage": "Heartbeat"}


@case("PART2-CS-G02-02", "The clock follows a Heartbeat", topics=("status",))
async def test_clock_follows_a_heartbeat(csms: CsmsProbe) -> None:
    async with _following(csms):
        csms.answers("Heartbeat", {"currentTime": now(_AHEAD)})
        await _beat(csms)
        await _follows(csms, "G02.FR.06", _REQUEST)


@case(
    "PART2-CS-B01-01",
    "The clock follows a boot",
    topics=("boot",),
    needs=(Need.RESET,),
)
async def test_clock_follows_a_boot(csms: CsmsProbe) -> None:
    async with _following(csms):
        csms.answers("Heartbeat", {"currentTime": now(_AHEAD)})
        await csms.reboot(_early)
        await csms.booted()
        await _follows(csms, "B01.FR.06", _REQUEST + 1)


async def _follows(csms: CsmsProbe, source: Source, request: int) -> None:
    """What the station dates now is within a minute of the time that our CSMS told."""
    *_, last = await full_inventory(csms, request)
    off = (epoch(last["generatedAt"]) or 0.0) - (epoch(now(_AHEAD)) or 0.0)
    misses = () if abs(off) < _CLOSE else (Miss("/generatedAt", "the time of the CSMS", f"{off:+.0f} s from it"),)
    csms.checklist.book(source, misses, frame=last.frame)


def _early(call: Call) -> Payload:
    return {**boot_answer()(call), "currentTime": now(_AHEAD)}


async def _beat(csms: CsmsProbe) -> None:
    since = csms.mark
    (await csms.call("TriggerMessage", _HEARTBEAT)).expects(status="Accepted")
    await csms.next_call("Heartbeat", since=since)
    await csms.settled()


@asynccontextmanager
async def _following(csms: CsmsProbe) -> AsyncIterator[None]:
    """For the block the station sets its clock by our CSMS, which tells the right time at its end."""
    await csms.booted()
    async with configured(csms, _SOURCE):
        try:
            yield
        finally:
            csms.answers("Heartbeat")
            await csms.tidy("the clock stays wrong", "TriggerMessage", _HEARTBEAT)
            await csms.settled()
