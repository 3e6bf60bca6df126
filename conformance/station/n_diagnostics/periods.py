"""The times of what periodic monitors tell."""

from __future__ import annotations

from ocpp_conformance.conformance.case import CsmsProbe
from ocpp_conformance.conformance.station.e_transactions.outages import Outage
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.times import epoch

PERIOD = 10
"""OCPP seconds between two events of a periodic monitor."""


def is_not_early(csms: CsmsProbe, source: Source, call: ReceivedCall, began: float, seconds: float) -> None:
    """The message came no sooner than so many OCPP seconds after the moment (monotonic) at which it all began."""
    passed, due = call.at - began, csms.patience.too_early(seconds)
    misses = (Miss("", f"not before {due:.2f} s had passed", f"{passed:.2f} s"),) if passed < due else ()
    csms.checklist.book(source, misses, frame=call.frame)


def is_aligned(csms: CsmsProbe, source: Source, call: ReceivedCall, id: int, seconds: int) -> None:
    """The event of this monitor is of a multiple of so many OCPP seconds since midnight, or from soon after that."""
    moment = _moments(call, id)[0] / csms.patience.time_scale
    behind = moment % seconds
    fits = behind < seconds / 2 or seconds - behind < 1
    miss = Miss("", f"a multiple of {seconds} s since midnight", f"{behind:.1f} s behind one")
    csms.checklist.book(source, () if fits else (miss,), frame=call.frame)


def told_of_outage(csms: CsmsProbe, source: Source, id: int, gap: Outage) -> None:
    """Two events of this monitor or more came that are of the time of the outage; the events from before it show what
    lies between the station's clock and ours."""
    calls = [call for call in csms.received("NotifyEvent") if _moments(call, id)]
    shift = max((_moments(call, id)[0] - call.at for call in calls if call.frame < gap.since), default=0.0)
    margin = csms.patience.scaled(PERIOD) / 2
    first, last = gap.lost + margin + shift, gap.back - margin + shift
    moments = [moment for call in calls if call.frame >= gap.since for moment in _moments(call, id)]
    found = [moment for moment in moments if first < moment < last]
    miss = Miss("", "two events of the outage", f"{len(found)} of {len(moments)} that came")
    csms.checklist.book(source, () if len(found) >= 2 else (miss,))


def _moments(call: ReceivedCall, id: int) -> list[float]:
    mine = (event for event in call["eventData"] if event.get("variableMonitoringId") == id)
    return [moment for moment in (epoch(event["timestamp"]) for event in mine) if moment is not None]
