"""H04: nobody comes in time for a reservation."""

from datetime import UTC, datetime, timedelta

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.h_reservation.reservations import Reservations
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes import Matcher
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.times import now, wall

LASTS = timedelta(seconds=60)


@case("TC_H_07_CSMS", needs=(Need.TOKEN_ACCEPTED, Need.BOOT_SCALE), intents=("reserve",))
async def test_reservation_expires(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    async with Reservations(session, csms_driver) as reservations:
        latest = datetime.fromtimestamp(wall(), UTC) + 2 * LASTS
        request = await reservations.reserved(step(1), step(4), until=now(LASTS))
        soon = Matcher("a moment that a case can wait for", lambda text: datetime.fromisoformat(text) <= latest)
        request.expects(expiryDateTime=soon)

        await session.station.listen(session.station.patience.scaled(LASTS.total_seconds()))
        await reservations.shown("Available", step(6))
        await reservations.over(request, "Expired", step(8))
