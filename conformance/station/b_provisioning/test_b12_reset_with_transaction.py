"""B12: the CSMS resets a station on which a transaction runs."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import (
    NOTHING,
    CaseDriver,
    CsmsProbe,
    Need,
    absent_or,
    case,
    id_token,
    one_of,
    step,
)
from ocpp_conformance.conformance.station.b_provisioning.resets import (
    boots,
    other_evse,
    rejects,
    reset,
    resettable_evse,
)
from ocpp_conformance.conformance.station.connectors import connectors_say
from ocpp_conformance.conformance.station.states import (
    charging,
    ev_connected_post_session,
    ev_disconnected,
    stop_authorized,
    visiting,
)
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload


@case("TC_B_21_CS", needs=(Need.RESET,), intents=PEOPLE)
async def test_scheduled_reset_waits_for_the_driver(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        since = await reset(csms, {"type": "OnIdle"}, "B12.FR.01", "Scheduled")
        await goes(visit)

        boot = await boots(csms, "B12.FR.03", since, "ScheduledReset")
        ended_first(visit, boot.frame)
        await connectors_say(csms, step(9), boot.frame, but={visit.place: left_behind(visit)})
        started: dict[str, object] = {"type": one_of("StartupOfTheDevice", "ResetOrReboot")}
        await csms.must_send(step(11), "SecurityEventNotification", since=boot.frame, where=started)


@case("TC_B_22_CS", needs=(Need.RESET,), intents=PEOPLE)
async def test_immediate_reset_ends_the_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        since = await reset(csms, {"type": "Immediate"}, "B12.FR.02", "Accepted")

        ended = await ended_by_reset(visit, "B12.FR.04", since)
        ended.meets(step(3), idToken=NOTHING)
        boot = await boots(csms, step(5), since, "RemoteReset")
        ended_first(visit, boot.frame)
        await connectors_say(csms, step(7), boot.frame, but={visit.place: "Occupied"})


@case("TC_B_26_CS", needs=(Need.RESET,), intents=PEOPLE)
async def test_scheduled_reset_of_an_evse_waits_for_the_driver(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    evse = await resettable_evse(csms)
    async with visiting(csms, station_driver, tokens.get("accepted"), place=(evse, 1)) as visit:
        await charging(visit)
        await reset(csms, {"type": "OnIdle", "evseId": evse}, "B12.FR.01", "Scheduled")

        ended = await goes(visit)
        ended.meets("B12.FR.07", transactionInfo={"stoppedReason": absent_or("Local")})


@case("TC_B_27_CS", needs=(Need.RESET,), intents=PEOPLE)
async def test_immediate_reset_of_an_evse_ends_its_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    evse = await resettable_evse(csms)
    async with visiting(csms, station_driver, tokens.get("accepted"), place=(evse, 1)) as visit:
        await charging(visit)
        since = await reset(csms, {"type": "Immediate", "evseId": evse}, "B12.FR.02", "Accepted")

        await ended_by_reset(visit, "B12.FR.08", since)


@case("TC_B_29_CS", needs=(Need.RESET,), intents=PEOPLE)
async def test_evse_that_cannot_be_reset_alone_charges_on(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    evse = await other_evse(csms)
    async with visiting(csms, station_driver, tokens.get("accepted"), place=(evse, 1)) as visit:
        await charging(visit)
        await rejects(csms, evse, "B12.FR.09")


@case("TC_B_41_CS", needs=(Need.RESET, Need.SECOND_EVSE), intents=PEOPLE)
async def test_scheduled_reset_waits_for_both_drivers(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with (
        visiting(csms, station_driver, tokens.get("accepted")) as first,
        visiting(csms, station_driver, tokens.get("group"), place=(2, 1)) as second,
    ):
        second.any_card = OTHER_CARD
        await charging(first)
        await charging(second)
        since = await reset(csms, {"type": "OnIdle"}, "B12.FR.01", "Scheduled")
        await goes(first)
        await goes(second)

        boot = await boots(csms, "B12.FR.03", since, "ScheduledReset")
        ended_first(first, boot.frame)
        ended_first(second, boot.frame)
        left = {visit.place: left_behind(visit) for visit in (first, second)}
        await connectors_say(csms, step(13), boot.frame, but=left)


OTHER_CARD = id_token("04D5E6F7")
"""A card of a second driver, where none was named."""


async def goes(visit: Visit) -> ReceivedCall:
    """The driver stops, and unplugs where the transaction ends no sooner; returns its end. Where it would take the car
    to leave its bay nothing can be said."""
    stop = await stop_authorized(visit, step(3))
    await ev_connected_post_session(visit, stop, step(4))
    if not visit.has_ended:
        await ev_disconnected(visit, step(5), step(5))
    return await visit.csms.next_call("TransactionEvent", since=visit.since, where={"eventType": "Ended"})


def left_behind(visit: Visit) -> str:
    """The status of the connector that the driver has come to: without the cable it is free."""
    return "Occupied" if visit.connected else "Available"


async def ended_by_reset(visit: Visit, source: str, since: int) -> ReceivedCall:
    """The transaction ends on command; what it said last of its state is that the EV is still connected, if not in
    this event."""
    event = await visit.csms.must_send(source, "TransactionEvent", since=since, where={"eventType": "Ended"})
    event.meets(step(3), triggerReason="ResetCommand", transactionInfo={"stoppedReason": "ImmediateReset"})
    told = [state for each in visit.events() if (state := each["transactionInfo"].get("chargingState"))]
    last = told[-1] if told else None
    visit.csms.checklist.book(step(3), mismatches("EVConnected", last, "chargingState"), frame=event.frame)
    return event


def ended_first(visit: Visit, boot: int) -> None:
    """The end was told before the boot."""
    ends = [event for event in visit.events() if event["eventType"] == "Ended" and event.frame < boot]
    visit.csms.checklist.book("B12.FR.03", mismatches(1, len(ends), "Ended before the boot"))
