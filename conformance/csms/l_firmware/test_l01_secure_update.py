"""L01: a secure update of the firmware that goes well, at once or later."""

from ocpp_conformance.conformance.case import DriverHand, Need, StationProbe, case, step
from ocpp_conformance.conformance.csms.demands import ignoring_space, in_an_hour, in_the_future
from ocpp_conformance.conformance.csms.l_firmware.verbs import (
    installs,
    signed,
    tells,
    update_asked,
)
from ocpp_conformance.conformance.csms.session import Session
from ocpp_conformance.conformance.csms.states import (
    booted,
    energy_transfer_started,
    ev_connected_post_session,
    ev_disconnected,
    stop_authorized,
    told,
)
from ocpp_conformance.harness.sut.description import Description


@case("TC_L_01_CSMS", intents=("firmware",))
async def test_firmware_is_updated(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    update = await update_asked(station, csms_driver, step(1))
    update.meets(step(1), firmware={"signingCertificate": ignoring_space(signed()["signing_certificate"])})
    update.meets(step(1), firmware={"signature": ignoring_space(signed()["signature"])})

    await tells(station, update, 4, "Downloading", "Downloaded", "SignatureVerified")
    await installs(station, update, 10)


@case("TC_L_02_CSMS", intents=("firmware",))
async def test_installation_is_planned(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    update = await update_asked(station, csms_driver, step(1), install_at=in_an_hour())
    update.meets(step(1), firmware={"installDateTime": in_the_future()})

    await tells(station, update, 4, "Downloading", "Downloaded", "SignatureVerified", "InstallScheduled")
    await installs(station, update, 12)


@case("TC_L_03_CSMS", intents=("firmware",))
async def test_download_is_planned(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    update = await update_asked(station, csms_driver, step(1), retrieve_at=in_an_hour())
    update.meets(step(1), firmware={"retrieveDateTime": in_the_future()})

    await tells(station, update, 4, "DownloadScheduled", "Downloading", "Downloaded", "SignatureVerified")
    await installs(station, update, 12)


@case("TC_L_13_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("firmware",))
async def test_update_waits_for_the_end_of_a_transaction(
    session: Session, csms_driver: DriverHand, sut: Description
) -> None:
    station = session.station
    await booted(session)
    await energy_transfer_started(session)

    update = await update_asked(station, csms_driver, None)
    update.meets(step(1), firmware={"signingCertificate": ignoring_space(signed()["signing_certificate"])})
    await tells(station, update, 4, "DownloadScheduled")
    for evse in range(2, len(sut.evses) + 1):
        await told(Session(station, evse=evse), "Unavailable", step(6))
    await stop_authorized(session, step(7))
    await ev_connected_post_session(session, step(8))
    await ev_disconnected(session, step(9))

    await tells(station, update, 11, "Downloading", "Downloaded", "SignatureVerified")
    await installs(station, update, 17, evses=range(1, len(sut.evses) + 1))
