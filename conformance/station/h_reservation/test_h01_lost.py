"""H01: an EVSE goes out of service, loses its reservation, and serves anybody when it is back."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.availability import EVSE, changes, unavailable
from ocpp_conformance.conformance.station.h_reservation.use import coming, served
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_H_21_CS", intents=PEOPLE)
async def test_reservation_ends_with_the_service_for_good(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with coming(csms, station_driver, tokens.get("accepted")) as (desk, visit):
        reservation = await desk.reserved(evseId=1)
        since = csms.mark
        async with unavailable(csms, EVSE, step(2), step(3)):
            mine = {"reservationId": reservation["id"]}
            update = await csms.must_send(step(5), "ReservationStatusUpdate", since=since, where=mine)
            update.meets("H01.FR.17", reservationUpdateStatus="Removed")
            update.meets(step(5), reservationUpdateStatus="Removed")
            await changes(csms, EVSE, "Operative", step(8), step(9))
        await served(visit, step(11), step(12))
