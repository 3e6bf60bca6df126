"""G04: the CSMS changes the availability of the whole station."""

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.g_availability.places import (
    SCHEDULED,
    Availability,
    told_all,
    transaction_over,
)
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.sut.description import Description


@case("TC_G_05_CSMS", intents=("change_availability",))
async def test_station_is_made_inoperative(session: ChargingSession, csms_driver: CaseDriver, sut: Description) -> None:
    await booted(session)
    async with Availability(session, csms_driver, sut.evses) as whole:
        await whole.made_inoperative()
        await whole.told("Unavailable", step(4))


@case("TC_G_06_CSMS", intents=("change_availability",))
async def test_station_is_made_operative(session: ChargingSession, csms_driver: CaseDriver, sut: Description) -> None:
    await booted(session)
    async with Availability(session, csms_driver, sut.evses) as whole:
        await whole.unavailable()
        await whole.made_operative()
        await whole.told("Available", step(4))


@case("TC_G_14_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("change_availability",))
async def test_station_is_made_inoperative_after_its_transaction(
    session: ChargingSession, csms_driver: CaseDriver, sut: Description
) -> None:
    await booted(session)
    await energy_transfer_started(session)
    async with Availability(session, csms_driver, sut.evses) as whole:
        await whole.made_inoperative(SCHEDULED)
        await told_all(whole.others, "Unavailable", step(4))
        await transaction_over(session, 5)
        status = await session.status("Unavailable")
        status.meets(step(9))
