"""What the readings of a station have to have: a reason, what is measured, and a time that fits the interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ocpp_conformance.conformance.case import CsmsProbe, a_list_with, ignoring_case
from ocpp_conformance.conformance.station.sampling import ENERGY
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import epoch

_METER = {"eventData": a_list_with({"trigger": "Periodic", "component": {"name": ignoring_case("FiscalMetering")}})}


@dataclass(frozen=True)
class Reading:
    """A MeterValue: where it is from, its time in seconds since the epoch, what it holds, the message with it."""

    evse: int | None
    time: float
    samples: Sequence[Payload]
    message: ReceivedCall

    @property
    def context(self) -> str:
        """The reason of its first value; Sample.Periodic is the default."""
        return str(self.samples[0].get("context", "Sample.Periodic"))


def readings(calls: Iterable[ReceivedCall], context: str | None = None) -> list[Reading]:
    """The MeterValues in valid MeterValues and TransactionEvents, those of a reason where one is given, by time."""
    found = [
        Reading(call["evseId"], epoch(value["timestamp"]) or 0.0, value["sampledValue"], call)
        for call in calls
        if call.judgement is None
        for value in call["meterValue"] or ()
    ]
    return sorted((each for each in found if context in (None, each.context)), key=lambda each: each.time)


def taken_because(csms: CsmsProbe, source: Source, found: Sequence[Reading], context: str) -> None:
    """There are readings, and all were taken for this reason."""
    _there(csms, source, found, context)
    for each in found:
        misses = mismatches({"sampledValue/0/context": context}, {"sampledValue/0/context": each.context})
        csms.checklist.book(source, misses, frame=each.message.frame)


def measured(csms: CsmsProbe, source: Source, found: Sequence[Reading], measurands: Iterable[str]) -> None:
    """The readings of one place and moment together hold all of these measurands. The main meter may not have all
    (J01.FR.14), and is left out."""
    of_moment = defaultdict(list)
    for each in found:
        if each.evse != 0:
            of_moment[each.evse, each.time].append(each)
    for together in of_moment.values():
        held = {sample.get("measurand", ENERGY) for each in together for sample in each.samples}
        misses = tuple(Miss("/meterValue", f"a value of {each}", "none") for each in measurands if each not in held)
        csms.checklist.book(source, misses, frame=together[0].message.frame)


def regular(csms: CsmsProbe, source: Source, found: Sequence[Reading], interval: int) -> None:
    """There are readings of two moments or more, and one interval lies between each and the next.

    Times may be of whole seconds, and taken a little late: 15 % or 20 ms are no fault.
    """
    moments = sorted({each.time for each in found})
    if len(moments) < 2:
        _there(csms, source, (), f"two moments, {interval} s apart")
    due = csms.patience.scaled(interval)
    for one, other in pairwise(moments):
        distance = other - one
        seen = f"{distance / csms.patience.time_scale:.1f} s"
        off = abs(distance - due) > max(due * 0.15, 0.02)
        misses = (Miss("timestamp", f"{interval} s after the one before", seen),) if off else ()
        csms.checklist.book(source, misses, seen=seen)


async def heard(csms: CsmsProbe, source: Source, action: str, moments: int, interval: int, **where: object) -> int:
    """Wait until the station has told, in CALLs of this action, of readings of so many moments; returns the bookmark
    from before. That one does not come in time is a miss."""
    since = csms.mark
    seen: set[float] = set()
    mark = since
    while len(seen) < moments:
        late = csms.patience.too_late(interval)
        call = await csms.must_send(source, action, since=mark, within=late, where=where)
        seen |= {each.time for each in readings([call])}
        mark = call.frame + 1
    await csms.settled()  # one moment may be told in several messages (J01.FR.15, J02.FR.14)
    return since


def none_by_the_clock(csms: CsmsProbe, source: Source, started: ReceivedCall) -> None:
    """No message tells of readings by the clock that were taken since this TransactionEvent: no MeterValues, no
    TransactionEvent with a value of that reason, no NotifyEvent of FiscalMetering.

    Part 6 forbids readings in TransactionEvents altogether; those of the begin are due all the same (E01.FR.09).
    """
    since = epoch(started["timestamp"]) or 0.0
    told = [*readings(csms.received("MeterValues")), *readings(csms.received("TransactionEvent"), "Sample.Clock")]
    wrong = [each.message for each in told if each.time > since]
    wrong += [
        call for call in csms.received("NotifyEvent", since=started.frame) if not mismatches(_METER, call.payload)
    ]
    misses = tuple(Miss("", "no readings by the clock", f"{call.action} {dict(call.payload)!r}") for call in wrong[:1])
    csms.checklist.book(source, misses, frame=wrong[0].frame if wrong else None)


def _there(csms: CsmsProbe, source: Source, found: Sequence[Reading], what: str) -> None:
    if not found:
        csms.checklist.book(source, (Miss("/meterValue", f"readings of {what}", "none"),))
