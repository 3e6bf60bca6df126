"""H01: reservations that name no EVSE, of any or of one with a connector type."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, because, case, step
from ocpp_conformance.conformance.station.h_reservation.reservations import Desk, reserving
from ocpp_conformance.conformance.station.remote_use import Starts, starting
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.rpc import Payload

_TOPICS = ("reservation",)


@case(
    "PART2-CS-H01-09",
    "A station that needs an EVSE rejects a reservation without one",
    topics=_TOPICS,
    subject=("H01.FR.19",),
)
async def test_evse_has_to_be_named(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.needs_an_evse()
        await desk.asked(desk.request())


@case("PART2-CS-H01-10", "As many reservations as EVSEs: all are Reserved", topics=_TOPICS)
async def test_last_evses_are_reserved(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.takes_any_evse()
        since = csms.mark
        for _ in desk.evses:
            await desk.reserved()
        await desk.says("H01.FR.20", "Reserved", *desk.evses, since=since)
        reply = await desk.asked(desk.request())
        reply.meets("H01.FR.11", status=because("all EVSEs are Reserved", "Occupied"))


@case("TC_H_14_CS")
async def test_as_many_reservations_as_evses(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.takes_any_evse()
        since = csms.mark
        for _ in desk.evses:
            (await desk.asked(desk.request())).meets(step(2), status="Accepted")
        await desk.says("H01.FR.20", "Reserved", *desk.evses, since=since)
        await desk.says(step(3), "Reserved", *desk.evses, since=since)


@case("PART2-CS-H01-11", "As many reservations of a connector type as EVSEs with it", topics=_TOPICS)
async def test_last_evses_with_a_type_are_reserved(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.takes_any_evse()
        kind = await desk.of_type()
        evses = await desk.with_type(kind)
        since = csms.mark
        for _ in evses:
            await desk.reserved(connectorType=kind)
        await desk.says("H01.FR.24", "Reserved", *evses, since=since)


@case("PART2-CS-H01-12", "One EVSE stays free for a reservation of any", topics=_TOPICS, needs=(Need.SECOND_EVSE,))
async def test_one_evse_stays_free(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk, starting(csms) as starts:
        await desk.takes_any_evse()
        reservation = await desk.reserved()
        await _stays_free(desk, starts, "H01.FR.07", reservation, desk.evses)


@case("PART2-CS-H01-13", "One connector of a reserved type stays free", topics=_TOPICS, needs=(Need.SECOND_EVSE,))
async def test_one_connector_of_a_type_stays_free(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk, starting(csms) as starts:
        await desk.takes_any_evse()
        kind = await desk.of_type()
        reservation = await desk.reserved(connectorType=kind)
        await _stays_free(desk, starts, "H01.FR.09", reservation, await desk.with_type(kind))


async def _stays_free(desk: Desk, starts: Starts, source: Source, reservation: Payload, evses: list[int]) -> None:
    """While others start at these EVSEs in turn, one is refused them, and serves who has reserved."""
    replies = [(evse, await starts.start(evse)) for evse in evses]
    if not any(reply["status"] == "Accepted" for _, reply in replies):
        raise desk.csms.checklist.give_up("nobody can start at the station")
    left = [evse for evse, reply in replies if reply["status"] != "Accepted"]
    if not left:
        replies[-1][1].meets(source, status=because("the last EVSE is kept for a reservation", "Rejected"))
    reply = await starts.start(left[-1], idToken=reservation["idToken"])
    reply.meets(source, status=because("an EVSE is kept for this id token", "Accepted"))
