"""Part 4, 4.1.4, 4.1.6 and 4.2.1: the CALLs of a CSMS itself."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.harness.probes import Matcher, ReceivedCall, mismatches
from ocpp_conformance.harness.rpc.actions import FROM_CSMS

A_REQUEST = Matcher("the name of a request of a CSMS", FROM_CSMS.__contains__)
REFUSED = {"status": "Rejected"}
"""Answers a TriggerMessage in a way that leaves nothing to be done."""


@case(
    "RPC-CSMS-OWN-CALL-01",
    "A CALL has four elements and the name of its message",
    topics=("rpc", "framing"),
    intents=("trigger",),
)
async def test_call_has_four_elements_and_its_name(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    station.answers("TriggerMessage", REFUSED)
    since = station.mark
    await csms_driver.intend("trigger", requested_message="Heartbeat")
    call = await station.must_send("J-4.2.1-01", since=since)
    misses = mismatches(A_REQUEST, call.action, "action")
    station.checklist.book("J-4.1.6-01", misses, frame=call.frame)


@case(
    "RPC-CSMS-OWN-CALL-02",
    "Each CALL has an id of its own",
    topics=("rpc", "framing"),
    intents=("trigger",),
)
async def test_each_call_has_its_own_id(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    first = await _trigger(station, csms_driver, "Heartbeat")
    second = await _trigger(station, csms_driver, "LogStatusNotification")
    station.distinct_ids("J-4.1.4-01", first, second)


@case(
    "RPC-CSMS-OWN-CALL-03",
    "Ids are not used again after a reconnect",
    topics=("rpc", "framing"),
    intents=("trigger",),
)
async def test_ids_are_not_used_again_after_a_reconnect(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    first = await _trigger(station, csms_driver, "Heartbeat")
    await station.reconnected()
    second = await _trigger(station, csms_driver, "LogStatusNotification")
    station.distinct_ids("J-E4.2-01", first, second)


async def _trigger(station: StationProbe, csms_driver: CaseDriver, message: str) -> ReceivedCall:
    return await asked(station, csms_driver, None, "trigger", REFUSED, requested_message=message)
