"""G03: the CSMS changes the availability of an EVSE or a connector."""

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.g_availability.places import SCHEDULED, Availability, transaction_over
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.sut.description import Description


@case("TC_G_03_CSMS", intents=("change_availability",))
async def test_evse_is_made_inoperative(session: ChargingSession, csms_driver: CaseDriver, sut: Description) -> None:
    await booted(session)
    async with Availability(session, csms_driver, sut.evses, evse=1) as evse:
        await evse.made_inoperative()
        await evse.told("Unavailable", step(1))


@case("TC_G_04_CSMS", intents=("change_availability",))
async def test_evse_is_made_operative(session: ChargingSession, csms_driver: CaseDriver, sut: Description) -> None:
    await booted(session)
    async with Availability(session, csms_driver, sut.evses, evse=1) as evse:
        await evse.unavailable()
        await evse.made_operative()
        await evse.told("Available", step(4))


@case("TC_G_07_CSMS", intents=("change_availability",))
async def test_connector_is_made_inoperative(
    session: ChargingSession, csms_driver: CaseDriver, sut: Description
) -> None:
    await booted(session)
    async with Availability(session, csms_driver, sut.evses, evse=1, connector=1) as connector:
        await connector.made_inoperative()
        await connector.told("Unavailable", step(4))


@case("TC_G_08_CSMS", intents=("change_availability",))
async def test_connector_is_made_operative(session: ChargingSession, csms_driver: CaseDriver, sut: Description) -> None:
    await booted(session)
    async with Availability(session, csms_driver, sut.evses, evse=1, connector=1) as connector:
        await connector.unavailable()
        await connector.made_operative()
        await connector.told("Available", step(4))


@case("TC_G_11_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("change_availability",))
async def test_evse_is_made_inoperative_after_its_transaction(
    session: ChargingSession, csms_driver: CaseDriver, sut: Description
) -> None:
    await booted(session)
    await energy_transfer_started(session)
    async with Availability(session, csms_driver, sut.evses, evse=1) as evse:
        await evse.made_inoperative(SCHEDULED)
        await transaction_over(session, 3)
        await evse.told("Unavailable", step(7))


@case("TC_G_17_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("change_availability",))
async def test_connector_is_made_inoperative_after_its_transaction(
    session: ChargingSession, csms_driver: CaseDriver, sut: Description
) -> None:
    await booted(session)
    await energy_transfer_started(session)
    async with Availability(session, csms_driver, sut.evses, evse=1, connector=1) as connector:
        await connector.made_inoperative(SCHEDULED)
        await transaction_over(session, 3)
        status = await session.status("Unavailable")
        status.meets(step(7))
