"""What the suites of both roles do: wait and judge under a source or, without one, as a precondition; tidy up."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.probe import Probe
from ocpp_conformance.harness.probes.received import Message, ReceivedCall, ReceivedReply
from ocpp_conformance.harness.rpc import ErrorCode


async def awaited(
    probe: Probe,
    source: Source | None,
    *actions: str,
    since: int,
    within: float | None = None,
    where: Mapping[str, object] | None = None,
) -> ReceivedCall:
    """The first CALL with one of these actions and fields, from the bookmark `since` on; the source demands it."""
    if source is None:
        return await probe.next_call(*actions, since=since, within=within, where=where)
    return await probe.must_send(source, *actions, since=since, within=within, where=where)


def demand(message: Message, source: Source | None, **fields: object) -> None:
    """The message has these fields; the source demands them."""
    if source is None:
        message.expects(**fields)
    else:
        message.meets(source, **fields)


def has_action(reply: ReceivedReply) -> ReceivedReply:
    """This answer of a system that has the action. Raises `Inconclusive` for one that says it hasn't."""
    if reply.error in (ErrorCode.NOT_IMPLEMENTED, ErrorCode.NOT_SUPPORTED):
        raise reply.checklist.give_up(f"the system has no {reply.call.action}", frame=reply.frame)
    return reply
