"""F01, F02: our CSMS starts a transaction where something is reserved, or out of service."""

from ocpp_conformance.conformance.case import CsmsProbe, because, case, id_token
from ocpp_conformance.conformance.station.availability import EVSE, unavailable
from ocpp_conformance.conformance.station.h_reservation.reservations import Desk, reserving
from ocpp_conformance.conformance.station.remote_use import Starts, starting
from ocpp_conformance.harness.rpc import Payload

_TOPICS = ("reservation", "transactions")
_GROUP, _OTHER = id_token("GROUP-1", "Central"), id_token("GROUP-2", "Central")


@case("PART2-CS-F01-01", "A reserved EVSE starts for no other id token", topics=_TOPICS)
async def test_reserved_evse_starts_for_no_other(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk, starting(csms) as starts:
        reservation = await desk.reserved(evseId=1)
        reply = await starts.start(1)
        reply.meets("F01.FR.21", status=because("the EVSE is reserved for another id token", "Rejected"))
        reply.meets("F02.FR.23", status="Rejected")
        await _starts_without(desk, starts, reservation)


@case("PART2-CS-F01-02", "A reserved EVSE starts for no other group", topics=_TOPICS)
async def test_reserved_evse_starts_for_no_other_group(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk, starting(csms) as starts:
        reservation = await desk.reserved(evseId=1, groupIdToken=_GROUP)
        reply = await starts.start(1, groupIdToken=_OTHER)
        reply.meets("F01.FR.22", status=because("the EVSE is reserved for another group", "Rejected"))
        reply.meets("F02.FR.24", status="Rejected")
        await _starts_without(desk, starts, reservation)


@case("PART2-CS-F01-03", "Nothing starts at an EVSE out of service", topics=("status", "transactions"))
async def test_unavailable_evse_starts_nothing(csms: CsmsProbe) -> None:
    async with starting(csms) as starts:
        async with unavailable(csms, EVSE):
            reply = await starts.start(1)
            reply.meets("F01.FR.23", status=because("the EVSE is Unavailable", "Rejected"))
            reply.meets("F02.FR.25", status="Rejected")
        await csms.settled()
        (await starts.start(1)).expects(status="Accepted")  # else it was Rejected for something else


@case("PART2-CS-F02-01", "A remote start uses the reservation of its id token", topics=_TOPICS)
async def test_remote_start_uses_the_reservation(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk, starting(csms) as starts:
        reservation = await desk.reserved(evseId=1)
        since = csms.mark
        (await starts.start(1, idToken=reservation["idToken"])).expects(status="Accepted")
        event = await csms.next_call("TransactionEvent", since=since)
        event.meets("F02.FR.06", reservationId=reservation["id"])


async def _starts_without(desk: Desk, starts: Starts, reservation: Payload) -> None:
    """A precondition: it was the reservation for which a remote start was Rejected."""
    (await desk.cancelled(reservation)).expects(status="Accepted")
    await desk.csms.settled()
    (await starts.start(1)).expects(status="Accepted")
