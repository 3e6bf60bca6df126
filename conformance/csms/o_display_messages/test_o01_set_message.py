"""O01: the CSMS has a station show a message."""

from datetime import timedelta

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.o_display_messages.displays import message_set
from ocpp_conformance.harness.times import now

LATER = timedelta(hours=1)


@case("TC_O_01_CSMS", topics=("display",), intents=("set_display_message",))
async def test_message_is_shown(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await message_set(station, csms_driver, step(1), state="Idle")


@case("TC_O_13_CSMS", topics=("display",), intents=("set_display_message",))
async def test_message_is_shown_from_a_moment_on(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await message_set(station, csms_driver, step(1), start=now(LATER, "seconds"))


@case("TC_O_14_CSMS", topics=("display",), intents=("set_display_message",))
async def test_message_is_shown_until_a_moment(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await message_set(station, csms_driver, step(1), end=now(LATER, "seconds"))


@case("TC_O_17_CSMS", topics=("display",), intents=("set_display_message",))
async def test_station_lacks_the_priority(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await message_set(station, csms_driver, step(1), answer="NotSupportedPriority", priority="AlwaysFront")
    await goes_on(station, step(2))


@case("TC_O_18_CSMS", topics=("display",), intents=("set_display_message",))
async def test_station_lacks_the_state(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await message_set(station, csms_driver, step(1), answer="NotSupportedState", state="Faulted")
    await goes_on(station, step(2))


@case("TC_O_19_CSMS", topics=("display",), intents=("set_display_message",))
async def test_station_lacks_the_format(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await message_set(station, csms_driver, step(1), answer="NotSupportedMessageFormat", format="HTML")
    await goes_on(station, step(2))


@case("TC_O_25_CSMS", topics=("display",), intents=("set_display_message",))
async def test_message_is_shown_while_charging(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await message_set(station, csms_driver, step(1), state="Charging")


@case("TC_O_26_CSMS", topics=("display",), intents=("set_display_message",))
async def test_station_shows_no_message(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await message_set(station, csms_driver, step(1), answer="Rejected", priority="NormalCycle")
    await goes_on(station, step(2))
