"""O03, O04: the CSMS asks which messages a station shows."""

from typing import Any

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.o_display_messages.displays import (
    message_set,
    messages_asked_for,
    messages_told,
)

INTENTS = ("set_display_message", "display_messages")
OWN = {"id": 1, "priority": "NormalCycle", "message": {"format": "UTF8", "content": "Out of order"}}
"""A message that the station shows of its own accord."""


@case("TC_O_02_CSMS", topics=("display",), intents=INTENTS)
async def test_all_messages_are_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    shown = await message_set(station, csms_driver, None)
    request = await messages_asked_for(station, csms_driver)
    await messages_told(station, request, step(4), OWN, shown["message"])


@case("TC_O_03_CSMS", topics=("display",), intents=("display_messages",))
async def test_there_are_no_messages(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await messages_asked_for(station, csms_driver, answer="Unknown")
    await goes_on(station, step(2))


@case("TC_O_07_CSMS", topics=("display",), intents=INTENTS)
async def test_message_is_asked_for_by_its_id(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    shown = await message_set(station, csms_driver, None)
    request = await messages_asked_for(station, csms_driver, ids=[shown["message"]["id"]])
    await messages_told(station, request, step(4), shown["message"])


@case("TC_O_08_CSMS", topics=("display",), intents=INTENTS)
async def test_messages_of_a_priority_are_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _asked_by(station, csms_driver, priority="InFront")


@case("TC_O_09_CSMS", topics=("display",), intents=INTENTS)
async def test_messages_of_a_state_are_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _asked_by(station, csms_driver, state="Charging")


@case("TC_O_11_CSMS", topics=("display",), intents=INTENTS)
async def test_no_message_has_the_id(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    shown = await message_set(station, csms_driver, None)
    await messages_asked_for(station, csms_driver, answer="Unknown", ids=[shown["message"]["id"] + 1])
    await goes_on(station, step(2))


async def _asked_by(station: StationProbe, csms_driver: CaseDriver, **criterion: Any) -> None:
    """A message of this priority or state is set, then those of it are asked for, and told."""
    await station.booted()
    shown = await message_set(station, csms_driver, None, **criterion)
    request = await messages_asked_for(station, csms_driver, **criterion)
    await messages_told(station, request, step(4), shown["message"])
