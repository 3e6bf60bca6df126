"""The CSMS resets a station: what is answered, and the boot that follows."""

from ocpp_conformance.conformance.case import CsmsProbe, boot_answer
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload


async def reset(csms: CsmsProbe, request: Payload, source: Source, status: str) -> int:
    """Ask for this reset, which the source wants answered so; returns the bookmark from before.

    What boots from here on is accepted.
    """
    csms.answers("BootNotification", boot_answer())
    since = csms.mark
    reply = await csms.call("Reset", request)
    reply.meets(source, status=status)
    return since


async def boots(csms: CsmsProbe, source: Source, since: int, reason: str) -> ReceivedCall:
    """The station boots, from a bookmark on, and gives this reason."""
    boot = await csms.must_send(source, "BootNotification", since=since, within=csms.patience.boot)
    boot.meets("B01.FR.03", reason=reason)
    return boot
