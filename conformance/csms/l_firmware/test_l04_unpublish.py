"""L04: the CSMS has a Local Controller no longer publish firmware."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.l_firmware.publishing import unpublished

INTENTS = ("unpublish_firmware",)


@case("TC_L_21_CSMS", intents=INTENTS)
async def test_firmware_is_unpublished(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await unpublished(station, csms_driver, "Unpublished")


@case("TC_L_22_CSMS", intents=INTENTS)
async def test_there_is_no_firmware(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await unpublished(station, csms_driver, "NoFirmware")
    await goes_on(station, step(2))


@case("TC_L_23_CSMS", intents=INTENTS)
async def test_firmware_is_being_loaded(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await unpublished(station, csms_driver, "DownloadOngoing")
    await goes_on(station, step(2))
