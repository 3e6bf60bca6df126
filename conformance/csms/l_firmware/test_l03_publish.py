"""L03: the CSMS has a Local Controller publish firmware."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case
from ocpp_conformance.conformance.csms.l_firmware.publishing import published

INTENTS = ("publish_firmware",)
LOADED = ("Downloading", "Downloaded")


@case("TC_L_17_CSMS", intents=INTENTS)
async def test_firmware_is_published(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await published(station, csms_driver, *LOADED, "ChecksumVerified", "Published")


@case("TC_L_19_CSMS", intents=INTENTS)
async def test_checksum_is_another(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await published(station, csms_driver, *LOADED, "InvalidChecksum")


@case("TC_L_20_CSMS", intents=INTENTS)
async def test_firmware_can_not_be_published(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await published(station, csms_driver, *LOADED, "ChecksumVerified", "PublishFailed")


@case("TC_L_24_CSMS", intents=INTENTS)
async def test_firmware_can_not_be_loaded(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await published(station, csms_driver, "Downloading", "DownloadFailed")
