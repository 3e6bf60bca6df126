"""L01: a secure update of the firmware that goes well, at once or later."""

from contextlib import AsyncExitStack

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.g_availability.places import connectors, told_all, transaction_over
from ocpp_conformance.conformance.csms.l_firmware.updates import (
    installs,
    signed,
    tells,
    update_asked,
)
from ocpp_conformance.conformance.csms.states import (
    booted,
    energy_transfer_started,
)
from ocpp_conformance.conformance.csms.written_values import ignoring_space, in_an_hour, in_the_future
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.sut.description import Description


@case("TC_L_01_CSMS", intents=("firmware",))
async def test_firmware_is_updated(session: ChargingSession, csms_driver: CaseDriver, sut: Description) -> None:
    station = session.station
    await booted(session)
    update = await update_asked(station, csms_driver, step(1))
    update.meets(step(1), firmware={"signingCertificate": ignoring_space(signed()["signing_certificate"])})
    update.meets(step(1), firmware={"signature": ignoring_space(signed()["signature"])})

    await tells(station, update, 4, "Downloading", "Downloaded", "SignatureVerified")
    await installs(station, connectors(session, sut.evses), update, 10)


@case("TC_L_02_CSMS", intents=("firmware",))
async def test_installation_is_planned(session: ChargingSession, csms_driver: CaseDriver, sut: Description) -> None:
    station = session.station
    await booted(session)
    update = await update_asked(station, csms_driver, step(1), install_at=in_an_hour())
    update.meets(step(1), firmware={"installDateTime": in_the_future()})

    await tells(station, update, 4, "Downloading", "Downloaded", "SignatureVerified", "InstallScheduled")
    await installs(station, connectors(session, sut.evses), update, 12)


@case("TC_L_03_CSMS", intents=("firmware",))
async def test_download_is_planned(session: ChargingSession, csms_driver: CaseDriver, sut: Description) -> None:
    station = session.station
    await booted(session)
    update = await update_asked(station, csms_driver, step(1), retrieve_at=in_an_hour())
    update.meets(step(1), firmware={"retrieveDateTime": in_the_future()})

    await tells(station, update, 4, "DownloadScheduled", "Downloading", "Downloaded", "SignatureVerified")
    await installs(station, connectors(session, sut.evses), update, 12)


@case("TC_L_13_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("firmware",))
async def test_update_waits_for_the_end_of_a_transaction(
    session: ChargingSession, csms_driver: CaseDriver, sut: Description
) -> None:
    station = session.station
    await booted(session)
    await energy_transfer_started(session)

    update = await update_asked(station, csms_driver, None)
    update.meets(step(1), firmware={"signingCertificate": ignoring_space(signed()["signing_certificate"])})
    await tells(station, update, 4, "DownloadScheduled")
    async with AsyncExitStack() as unoccupied:
        others = connectors(session, sut.evses)[1:]
        for other in others:
            await unoccupied.enter_async_context(other)
        await told_all(others, "Unavailable", step(6))
        await transaction_over(session, 7)

        await tells(station, update, 11, "Downloading", "Downloaded", "SignatureVerified")
        await installs(station, (session, *others), update, 17)
