"""Part 4, 4.1.4, 4.1.6 and 4.2.1: the CALLs of a CSMS itself."""

from ocpp_conformance.conformance.case import DriverHand, StationProbe, case
from ocpp_conformance.conformance.csms.rpc.owner import REFUSED, triggering
from ocpp_conformance.conformance.csms.verbs import reconnected


@case(
    "RPC-CSMS-OWN-CALL-01",
    "A CALL has four elements and the name of its message",
    topics=("rpc", "framing"),
    intents=("trigger",),
)
async def test_call_has_four_elements_and_its_name(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    station.answers("TriggerMessage", REFUSED)
    since = station.mark
    async with triggering(csms_driver, "Heartbeat"):
        call = await station.must_send("J-4.2.1-01", since=since)
    call.meets("J-4.1.6-01")
    call.meets("J-4.2.1-01")


@case(
    "RPC-CSMS-OWN-CALL-02",
    "Each CALL has an id of its own",
    topics=("rpc", "framing"),
    intents=("trigger",),
)
async def test_each_call_has_its_own_id(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    station.answers("TriggerMessage", REFUSED)
    async with triggering(csms_driver, "Heartbeat"):
        first = await station.next_call("TriggerMessage")
    async with triggering(csms_driver, "BootNotification"):
        second = await station.next_call("TriggerMessage", since=first.frame + 1)
    station.distinct_ids("J-4.1.4-01", first, second)


@case(
    "RPC-CSMS-OWN-CALL-03",
    "Ids are not used again after a reconnect",
    topics=("rpc", "framing"),
    intents=("trigger",),
)
async def test_ids_are_not_used_again_after_a_reconnect(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    station.answers("TriggerMessage", REFUSED)
    async with triggering(csms_driver, "Heartbeat"):
        first = await station.next_call("TriggerMessage")
    await reconnected(station)
    async with triggering(csms_driver, "BootNotification"):
        second = await station.next_call("TriggerMessage", since=first.frame + 1)
    station.distinct_ids("J-E4.2-01", first, second)
