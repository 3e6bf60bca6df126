"""L01: a second update of the firmware is asked for while one runs."""

from ocpp_conformance.conformance.case import DriverHand, StationProbe, case, step
from ocpp_conformance.conformance.csms.l_firmware.verbs import (
    OTHER_LOCATION,
    installs,
    tells,
    update_asked,
)


@case("TC_L_10_CSMS", intents=("firmware",))
async def test_second_update_cancels_the_first(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    first = await update_asked(station, csms_driver, step(1))
    await tells(station, first, 4, "Downloading")

    second = await update_asked(station, csms_driver, None, "AcceptedCanceled", location=OTHER_LOCATION)
    await tells(station, second, 8, "Downloading", "Downloaded", "SignatureVerified")
    await installs(station, second, 14)


@case("TC_L_11_CSMS", intents=("firmware",))
async def test_first_update_cannot_be_cancelled(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    first = await update_asked(station, csms_driver, step(1))
    await tells(station, first, 4, "Downloading")

    second = await update_asked(station, csms_driver, None, "Rejected", location=OTHER_LOCATION)
    await tells(station, first, 8, "Downloaded", "SignatureVerified")
    await installs(station, first, 12)
