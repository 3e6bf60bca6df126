"""H02: the CSMS cancels a reservation."""

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.h_reservation.reservations import Reservations
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_H_17_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("reserve", "cancel_reservation"))
async def test_reservation_is_cancelled(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    async with Reservations(session, csms_driver) as reservations:
        request = await reservations.reserved(step(1), step(4))
        cancel = await asked(session.station, csms_driver, step(5), "cancel_reservation", id=request["id"])
        cancel.meets(step(5), reservationId=request["id"])
        reservations.cancelled(request)
        await reservations.shown("Available", step(8))
