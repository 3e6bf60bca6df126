"""O06: the CSMS has a station show another message in the place of one."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.o_display_messages.displays import message_set


@case("TC_O_12_CSMS", topics=("display",), intents=("set_display_message",))
async def test_message_is_replaced(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    shown = await message_set(station, csms_driver, None)
    await message_set(station, csms_driver, step(1), id=shown["message"]["id"], priority="InFront")
