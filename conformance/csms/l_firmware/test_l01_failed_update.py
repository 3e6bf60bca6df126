"""L01: a secure update of the firmware that the station refuses or that comes to nothing."""

from ocpp_conformance.conformance.case import CaseDriver, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.g_availability.places import connectors
from ocpp_conformance.conformance.csms.l_firmware.updates import (
    installs,
    security_event,
    tells,
    update_asked,
)
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.sut.description import Description


@case("TC_L_04_CSMS", intents=("firmware",))
async def test_signing_certificate_is_revoked(session: ChargingSession, csms_driver: CaseDriver) -> None:
    station = session.station
    await booted(session)
    await update_asked(station, csms_driver, step(1), "RevokedCertificate")
    await goes_on(station, step(2))


@case("TC_L_05_CSMS", topics=("security",), intents=("firmware",))
async def test_signing_certificate_is_invalid(session: ChargingSession, csms_driver: CaseDriver) -> None:
    station = session.station
    await booted(session)
    await update_asked(station, csms_driver, step(1), "InvalidCertificate")
    await goes_on(station, step(2))
    await security_event(station, "InvalidFirmwareSigningCertificate", step(4))


@case("TC_L_06_CSMS", topics=("security",), intents=("firmware",))
async def test_signature_is_invalid(session: ChargingSession, csms_driver: CaseDriver) -> None:
    station = session.station
    await booted(session)
    update = await update_asked(station, csms_driver, step(1))
    await tells(station, update, 4, "Downloading", "Downloaded", "InvalidSignature")
    await security_event(station, "InvalidFirmwareSignature", step(10))


@case("TC_L_07_CSMS", intents=("firmware",))
async def test_download_fails(session: ChargingSession, csms_driver: CaseDriver) -> None:
    station = session.station
    await booted(session)
    update = await update_asked(station, csms_driver, step(1))
    await tells(station, update, 4, "Downloading", "DownloadFailed")


@case("TC_L_08_CSMS", intents=("firmware",))
async def test_verification_of_the_firmware_fails(session: ChargingSession, csms_driver: CaseDriver) -> None:
    station = session.station
    await booted(session)
    update = await update_asked(station, csms_driver, step(1))
    await tells(station, update, 4, "Downloading", "Downloaded", "SignatureVerified", "Installing")
    await tells(station, update, 12, "InstallVerificationFailed")


@case("TC_L_09_CSMS", intents=("firmware",))
async def test_installation_fails(session: ChargingSession, csms_driver: CaseDriver, sut: Description) -> None:
    station = session.station
    await booted(session)
    update = await update_asked(station, csms_driver, step(1))
    await tells(station, update, 4, "Downloading", "Downloaded", "SignatureVerified")
    await installs(station, connectors(session, sut.evses), update, 10, "InstallationFailed")
