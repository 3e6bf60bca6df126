"""Boots and waits: what comes again, and not too early."""

from ocpp_conformance.conformance.case import CsmsProbe, ErrorCode
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.reaction import Reaction
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import CallError


async def boots_again(csms: CsmsProbe, source: Source, boot: ReceivedCall, interval: float) -> ReceivedCall:
    """The next BootNotification after one that was not accepted; later than the interval is no fault."""
    late = csms.patience.too_late(interval)
    return await csms.must_send(source, "BootNotification", since=boot.frame + 1, within=late)


def comes_after(csms: CsmsProbe, source: Source, first: ReceivedCall, second: ReceivedCall, interval: float) -> None:
    """Check that the second CALL came no earlier than an OCPP interval after the first was answered."""
    assert first.answered_at is not None, "the first CALL has no answer"
    not_before(csms, source, first.answered_at, second.at, interval, second.frame)


def not_before(
    csms: CsmsProbe, source: Source, since: float, at: float, seconds: float, frame: int | None = None
) -> None:
    """Check that at least so many OCPP seconds lie between two moments (monotonic)."""
    seen = f"{(at - since) / csms.patience.time_scale:.1f} s"
    misses = (Miss("", f"a wait of {seconds:g} s", seen),) if at - since < csms.patience.too_early(seconds) else ()
    csms.checklist.book(source, misses, frame=frame, seen=seen)


def earns_security_error(csms: CsmsProbe, source: Source, reaction: Reaction, *, mild: bool = False) -> None:
    """Check that a CALL to a station that was rejected earned SecurityError, or that the station left without
    an answer, as it may until its next boot (B03.FR.04)."""
    answer, left = reaction.answer, reaction.answer is None and reaction.closed is not None
    right = left or (isinstance(answer, CallError) and answer.code == ErrorCode.SECURITY_ERROR)
    misses = () if right else (Miss("", "CALLERROR SecurityError", reaction.seen),)
    csms.checklist.book(source, misses, frame=reaction.frame, mild=mild, seen="closed" if left else reaction.seen)
