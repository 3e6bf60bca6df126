"""O05: the CSMS has a station no longer show a message."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked, goes_on
from ocpp_conformance.conformance.csms.o_display_messages.displays import message_set, messages_told
from ocpp_conformance.conformance.waiting import awaited

NO_SUCH_ID = 2**31 - 1


@case("TC_O_04_CSMS", topics=("display",), intents=("set_display_message", "clear_display_message"))
async def test_message_is_cleared(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    shown = await message_set(station, csms_driver, None)
    id, since = shown["message"]["id"], station.mark
    station.answers("GetDisplayMessages", ACCEPTED)
    station.answers("ClearDisplayMessage", ACCEPTED)
    await csms_driver.intend("clear_display_message", id=id)
    for request in station.received("GetDisplayMessages", since=since):  # a CSMS may look first
        await messages_told(station, request, None, shown["message"])
    clear = await awaited(station, step(1), "ClearDisplayMessage", since=since)
    clear.meets(step(1), id=id)


@case("TC_O_05_CSMS", topics=("display",), intents=("clear_display_message",))
async def test_there_is_no_such_message(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    unknown = {"status": "Unknown"}
    clear = await asked(station, csms_driver, step(1), "clear_display_message", unknown, id=NO_SUCH_ID)
    clear.meets(step(1))
    await goes_on(station, step(2))
