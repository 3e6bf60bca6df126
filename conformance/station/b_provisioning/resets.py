"""The CSMS resets a station: what is answered, and the boot that follows."""

from ocpp_conformance.conformance.case import CsmsProbe, boot_answer, variable
from ocpp_conformance.conformance.station.connectors import connectors
from ocpp_conformance.conformance.station.variables import value_of
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


async def resettable(csms: CsmsProbe) -> dict[int, str | None]:
    """What AllowReset of each EVSE says, in lower case; None where it isn't told."""
    evses = sorted({evse for evse, _ in await connectors(csms)}) or [1]
    abouts = {evse: variable("EVSE", "AllowReset") for evse in evses}
    for evse, about in abouts.items():
        about["component"]["evse"] = {"id": evse}
    values = {evse: await value_of(csms, about) for evse, about in abouts.items()}
    return {evse: None if value is None else value.lower() for evse, value in values.items()}


async def resettable_evse(csms: CsmsProbe) -> int:
    """An EVSE that says it can be reset alone. Raises `Inconclusive` where there is none."""
    found = [evse for evse, allows in (await resettable(csms)).items() if allows == "true"]
    if not found:
        raise csms.checklist.give_up("no EVSE says that it can be reset alone (AllowReset)")
    return found[0]


async def other_evse(csms: CsmsProbe) -> int:
    """An EVSE that doesn't say it can be reset alone, 1 where all do."""
    return next((evse for evse, allows in (await resettable(csms)).items() if allows != "true"), 1)


async def rejects(csms: CsmsProbe, evse: int, source: Source) -> None:
    """An EVSE that can't be reset alone isn't. Raises `Inconclusive` where it doesn't say so, and can."""
    allows = (await resettable(csms)).get(evse)
    since = csms.mark
    reply = await csms.call("Reset", {"type": "OnIdle", "evseId": evse})
    if reply["status"] == "Accepted":  # a station that restarts as a whole takes a moment to
        await csms.restarts(since, csms.patience.reply)
    if allows != "false":
        reply.expects(status="Rejected")
    reply.meets(source, status="Rejected")


async def boots(csms: CsmsProbe, source: Source, since: int, reason: str) -> ReceivedCall:
    """The station boots, from a bookmark on, and gives this reason."""
    boot = await csms.must_send(source, "BootNotification", since=since, within=csms.patience.boot)
    boot.meets("B01.FR.03", reason=reason)
    return boot
