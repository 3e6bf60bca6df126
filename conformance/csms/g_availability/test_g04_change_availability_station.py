"""G04: the CSMS changes the availability of the whole station."""

from ocpp_conformance.conformance.case import DriverHand, Need, case, step
from ocpp_conformance.conformance.csms.g_availability.verbs import SCHEDULED, Availability, transaction_over
from ocpp_conformance.conformance.csms.session import Session
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started, told


@case("TC_G_05_CSMS", intents=("change_availability",))
async def test_station_is_made_inoperative(session: Session, csms_driver: DriverHand) -> None:
    await booted(session)
    async with Availability(session, csms_driver) as whole:
        await whole.made_inoperative()
        await told(session, "Unavailable", step(4))


@case("TC_G_06_CSMS", intents=("change_availability",))
async def test_station_is_made_operative(session: Session, csms_driver: DriverHand) -> None:
    await booted(session)
    async with Availability(session, csms_driver) as whole:
        await whole.unavailable()
        await whole.made_operative()
        await told(session, "Available", step(4))


@case("TC_G_14_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("change_availability",))
async def test_station_is_made_inoperative_after_its_transaction(session: Session, csms_driver: DriverHand) -> None:
    await booted(session)
    await energy_transfer_started(session)
    async with Availability(session, csms_driver) as whole, Session(session.station, evse=2) as unoccupied:
        await whole.made_inoperative(SCHEDULED)
        others = await unoccupied.status("Unavailable")
        others.meets(step(4))
        await transaction_over(session, 5)
        status = await session.status("Unavailable")
        status.meets(step(9))
