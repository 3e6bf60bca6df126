"""L01: a second update of the firmware is asked for while one runs."""

from ocpp_conformance.conformance.case import CaseDriver, case, step
from ocpp_conformance.conformance.csms.g_availability.places import connectors
from ocpp_conformance.conformance.csms.l_firmware.updates import (
    OTHER_LOCATION,
    installs,
    tells,
    update_asked,
)
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.sut.description import Description


@case("TC_L_10_CSMS", intents=("firmware",))
async def test_second_update_cancels_the_first(
    session: ChargingSession, csms_driver: CaseDriver, sut: Description
) -> None:
    station = session.station
    await booted(session)
    first = await update_asked(station, csms_driver, step(1))
    await tells(station, first, 4, "Downloading")

    second = await update_asked(station, csms_driver, None, "AcceptedCanceled", location=OTHER_LOCATION)
    await tells(station, second, 8, "Downloading", "Downloaded", "SignatureVerified")
    await installs(station, connectors(session, sut.evses), second, 14)


@case("TC_L_11_CSMS", intents=("firmware",))
async def test_first_update_cannot_be_cancelled(
    session: ChargingSession, csms_driver: CaseDriver, sut: Description
) -> None:
    station = session.station
    await booted(session)
    first = await update_asked(station, csms_driver, step(1))
    await tells(station, first, 4, "Downloading")

    await update_asked(station, csms_driver, None, "Rejected", location=OTHER_LOCATION)
    await tells(station, first, 8, "Downloaded", "SignatureVerified")
    await installs(station, connectors(session, sut.evses), first, 12)
