"""FR.02, FR.05 (Part 2, generic requirements): a request gets its response, and that comes before what it asks for."""

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.conformance.case import CsmsProbe, ErrorCode, case, variable
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import CallResult, Role

_SETTING = variable("OCPPCommCtrlr", "OfflineThreshold")
_SERVED: Mapping[str, Mapping[str, Any]] = {
    "GetVariables": {"getVariableData": [_SETTING]},
    "GetReport": {"requestId": 8701, "componentVariable": [{"component": {"name": "NoSuchComponent"}}]},
    "ChangeAvailability": {"operationalStatus": "Operative"},
    "GetTransactionStatus": {},
    "RequestStopTransaction": {"transactionId": "no-such-transaction"},
    "UnlockConnector": {"evseId": 1, "connectorId": 999},
    "TriggerMessage": {"requestedMessage": "Heartbeat"},
}
"""Requests of the functional blocks that every station has, none of which changes anything."""
_NOT_THERE = (ErrorCode.NOT_IMPLEMENTED, ErrorCode.NOT_SUPPORTED)
"""What Part 4 has for an action that a station doesn't know."""
_RESULTS: Mapping[str, Mapping[str, Any]] = {
    "GetBaseReport": {"requestId": 8702, "reportBase": "FullInventory"},
    "GetReport": {"requestId": 8703, "componentVariable": [_SETTING]},
}


@case("PART2-CS-FR-02", "A valid request gets its response", topics=("rpc",))
async def test_valid_requests_get_their_responses(csms: CsmsProbe) -> None:
    await csms.booted()
    for action, request in _SERVED.items():
        reply = await csms.call(action, request)
        if reply.error not in _NOT_THERE:
            reply.meets("FR.02")


@case("PART2-CS-FR-05", "The response goes before what was asked for", topics=("rpc", "ordering"))
async def test_response_goes_first(csms: CsmsProbe) -> None:
    await csms.booted()
    for action, request in _RESULTS.items():
        since, mine = csms.mark, {"requestId": request["requestId"]}
        reply = await csms.call(action, request)
        reply.expects(status="Accepted")
        first = await csms.must_send("FR.05", "NotifyReport", since=since, where=mine)
        misses = (
            ()
            if first.frame > _index_of(csms, reply)
            else (Miss("", f"NotifyReport behind {reply.name}", "before it"),)
        )
        csms.checklist.book("FR.05", misses, frame=first.frame)
        await csms.settled()


def _index_of(csms: CsmsProbe, reply: ReceivedReply) -> int:
    """Where the recording has an answer: what came right behind it was taken with it."""
    answers = (entry for entry in csms.recording.frames(Role.STATION) if isinstance(entry.frame, CallResult))
    return next(entry.index for entry in answers if entry.frame.message_id == reply.reply.message_id)
