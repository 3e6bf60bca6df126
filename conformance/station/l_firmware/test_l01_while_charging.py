"""L01: a secure update of the firmware is asked for while a transaction is ongoing."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.l_firmware.installing import installed
from ocpp_conformance.conformance.station.l_firmware.sessions import (
    OTHER,
    charges_too,
    goes_no_further,
    new_sessions,
    others_closed,
    scheduled,
)
from ocpp_conformance.conformance.station.l_firmware.updates import asked, goes_on, reconnected, security_event, told
from ocpp_conformance.conformance.station.states import charging, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.sut.firmware import FirmwareSet

_NEEDS = (Need.FIRMWARE, Need.ALLOW_FIRMWARE)


@case("TC_L_12_CS", topics=("transactions",), needs=(*_NEEDS, Need.SECOND_EVSE), intents=PEOPLE)
async def test_sessions_start_while_a_download_waits(
    csms: CsmsProbe, station_driver: CaseDriver, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    async with new_sessions(csms, allowed=True), visiting(csms, station_driver) as visit:
        await charging(visit)
        update = await asked(csms, file_server, firmware.good)
        await scheduled(update, step(3), "DownloadScheduled", "Downloading")
        async with visiting(csms, station_driver, OTHER, place=(2, 1)) as second:
            await charges_too(second, step(5))
            await goes_no_further(update)
            await visit.leave()
            await second.leave()
            await goes_on(update, "Downloading", "Downloaded", "SignatureVerified")
            await installed(update, 14, left=True)


@case("TC_L_13_CS", topics=("transactions",), needs=_NEEDS, intents=PEOPLE)
async def test_no_session_starts_while_a_download_waits(
    csms: CsmsProbe, station_driver: CaseDriver, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    async with new_sessions(csms, allowed=False), visiting(csms, station_driver) as visit:
        await charging(visit)
        update = await asked(csms, file_server, firmware.good)
        await goes_no_further(update, "DownloadScheduled")
        await others_closed(visit, update, step(5))
        await visit.leave()
        await told(update, "L01.FR.01", "Downloading", meanwhile=("DownloadScheduled",))
        await goes_on(update, "Downloaded", "SignatureVerified")
        await installed(update, 14, left=True)


@case("TC_L_14_CS", topics=("transactions",), needs=(*_NEEDS, Need.SECOND_EVSE), intents=PEOPLE)
async def test_sessions_start_while_an_installation_waits(
    csms: CsmsProbe, station_driver: CaseDriver, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    async with new_sessions(csms, allowed=True), visiting(csms, station_driver) as visit:
        await charging(visit)
        update = await asked(csms, file_server, firmware.good)
        await goes_on(update, "Downloading", "Downloaded", "SignatureVerified")
        await goes_no_further(update, "InstallScheduled", wanted=step(9))
        async with visiting(csms, station_driver, OTHER, place=(2, 1)) as second:
            await charges_too(second, step(11))
            await goes_no_further(update)
            await visit.leave()
            await second.leave()
            await installed(update, 14, left=True, due="L01.FR.06")


@case("TC_L_15_CS", topics=("transactions",), needs=_NEEDS, intents=PEOPLE)
async def test_no_session_starts_while_an_installation_waits(
    csms: CsmsProbe, station_driver: CaseDriver, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    async with new_sessions(csms, allowed=False), visiting(csms, station_driver) as visit:
        await charging(visit)
        update = await asked(csms, file_server, firmware.good)
        await goes_on(update, "Downloading", "Downloaded", "SignatureVerified")
        await goes_no_further(update, "InstallScheduled")
        await others_closed(visit, update, "L01.FR.07")
        await visit.leave()
        await installed(update, 14, left=True, due="L01.FR.06")


@case("TC_L_16_CS", topics=("transactions",), needs=_NEEDS, intents=PEOPLE)
async def test_firmware_is_updated_during_a_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    async with visiting(csms, station_driver) as visit:
        await charging(visit)
        update = await asked(csms, file_server, firmware.good)
        await scheduled(update, step(3), "Downloading", "DownloadScheduled")
        await goes_on(update, "Downloaded", "SignatureVerified")
        await scheduled(update, step(9), "Installing", "InstallScheduled")
        await told(update, "L01.FR.28", "Installed")
        reconnected(update, step(11))
        await security_event(update, "FirmwareUpdated", "L01.FR.31")
