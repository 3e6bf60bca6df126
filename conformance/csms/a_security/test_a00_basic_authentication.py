"""A00: HTTP Basic authentication (security profile 1)."""

from ocpp_conformance.conformance.case import Need, StationProbe, case, connector_status, step
from ocpp_conformance.harness.sut.csms_under_test import CsmsUnderTest


@case("TC_A_01_CSMS", topics=("auth",), needs=(Need.PASSWORD,))
async def test_right_password_lets_the_station_in(station: StationProbe) -> None:
    await station.connect("A00.FR.207")
    boot = await station.boot()
    boot.meets(step(4), status="Accepted")
    status = await station.call("StatusNotification", connector_status())
    status.meets(step(6))


@case("TC_A_02_CSMS", topics=("auth",), needs=(Need.PASSWORD,))
async def test_user_name_of_another_is_refused(station: StationProbe) -> None:
    attempt = await station.attempt(user=f"{station.address.identity[:-1]}~")
    attempt.turned_away("A00.FR.207", with_status=(401, 403))


@case("TC_A_03_CSMS", topics=("auth",), needs=(Need.PASSWORD,))
async def test_wrong_password_is_refused(station: StationProbe) -> None:
    attempt = await station.attempt(password="not-the-password-0")
    attempt.turned_away("A00.FR.207", with_status=(401, 403))


@case(
    "RPC-CSMS-PASSWORD-01",
    "The password of another station is refused",
    topics=("auth", "security"),
    needs=(Need.PASSWORD, Need.SECOND_STATION),
)
async def test_password_of_another_station_is_refused(station: StationProbe, csms_side: CsmsUnderTest) -> None:
    assert csms_side.other is not None
    assert csms_side.other.password is not None
    attempt = await station.attempt(password=csms_side.other.password.reveal())
    attempt.turned_away("A00.FR.207", with_status=(401, 403))
