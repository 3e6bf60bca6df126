"""J01: readings at the same times of every day."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, variable
from ocpp_conformance.conformance.station.charging import ended, while_charging
from ocpp_conformance.conformance.station.j_metering.signed import signed
from ocpp_conformance.conformance.station.j_metering.values import (
    heard,
    measured,
    none_by_the_clock,
    readings,
    regular,
    taken_because,
)
from ocpp_conformance.conformance.station.sampling import CLOCK, CLOCK_TX_ENDED, sampling
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
NEEDS = (Need.BOOT_SCALE,)

_IDLE = variable("AlignedDataCtrlr", "SendDuringIdle", attributeValue="true")
_ALWAYS = variable("AlignedDataCtrlr", "SendDuringIdle", attributeValue="false")
_SIGN = variable("AlignedDataCtrlr", "SignReadings", attributeValue="true")


@case("TC_J_01_CS", needs=NEEDS)
async def test_idle_station_tells_of_each_interval(csms: CsmsProbe) -> None:
    await csms.booted()
    async with configured(csms, _ALWAYS, if_implemented=True), sampling(csms, CLOCK) as what:
        since = await heard(csms, "J01.FR.14", "MeterValues", 3, CLOCK.interval)

        told = readings(csms.received("MeterValues", since=since))
        taken_because(csms, "J01.FR.08", told, "Sample.Clock")
        measured(csms, "J01.FR.14", told, what)
        regular(csms, "J01.FR.14", told, CLOCK.interval)


@case("TC_J_02_CS", needs=NEEDS, intents=PEOPLE)
async def test_transaction_is_told_of_each_interval(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await csms.booted()
    always = configured(csms, _ALWAYS, if_implemented=True)
    driver = while_charging(csms, station_driver, tokens.get("accepted"))
    async with always, sampling(csms, CLOCK) as what, driver as visit:
        since = csms.mark
        await csms.listen(csms.patience.scaled(3.5 * CLOCK.interval))
        await csms.settled()

        events = readings(event for event in visit.events(since) if event["triggerReason"] == "MeterValueClock")
        messages = readings(csms.received("MeterValues", since=since))
        here = events or [each for each in messages if each.evse == visit.place[0]]
        taken_because(csms, "J01.FR.22", here, "Sample.Clock")
        measured(csms, "J01.FR.22", here, what)
        regular(csms, "J01.FR.22", here, CLOCK.interval)
        for each in messages:
            taken_because(csms, "J01.FR.08", [each], "Sample.Clock")
        measured(csms, "J01.FR.14", messages, what)


@case("TC_J_03_CS", needs=NEEDS, intents=PEOPLE)
async def test_ended_has_values_of_each_interval(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await csms.booted()
    always = configured(csms, _ALWAYS, if_implemented=True)
    driver = while_charging(csms, station_driver, tokens.get("accepted"))
    async with always, sampling(csms, CLOCK_TX_ENDED) as what, driver as visit:
        await csms.listen(csms.patience.scaled(3.5 * CLOCK_TX_ENDED.interval))
        event = await ended(visit)

        told = readings([event], "Sample.Clock")
        taken_because(csms, "E06.FR.11", told, "Sample.Clock")
        measured(csms, "E06.FR.11", told, what)
        regular(csms, "E06.FR.11", told, CLOCK_TX_ENDED.interval)


@case("TC_J_04_CS", needs=NEEDS, intents=PEOPLE)
async def test_signed_values_of_each_interval_end_the_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await csms.booted()
    always = configured(csms, _ALWAYS, if_implemented=True)
    driver = while_charging(csms, station_driver, tokens.get("accepted"))
    async with always, configured(csms, _SIGN), sampling(csms, CLOCK_TX_ENDED) as what, driver as visit:
        await csms.listen(csms.patience.scaled(3.5 * CLOCK_TX_ENDED.interval))
        event = await ended(visit)

        told = readings([event], "Sample.Clock")
        taken_because(csms, "E06.FR.11", told, "Sample.Clock")
        measured(csms, "E06.FR.11", told, what)
        regular(csms, "E06.FR.11", told, CLOCK_TX_ENDED.interval)
        await signed(csms, "J01.FR.21", told)


@case("TC_J_06_CS", needs=NEEDS, intents=PEOPLE)
async def test_transaction_silences_the_readings(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await csms.booted()
    async with configured(csms, _IDLE), sampling(csms, CLOCK) as what:
        before = await heard(csms, "J01.FR.14", "MeterValues", 2, CLOCK.interval)
        idle = readings(csms.received("MeterValues", since=before))
        async with while_charging(csms, station_driver, tokens.get("accepted")) as visit:
            await csms.listen(csms.patience.scaled(CLOCK.interval + 5))
            none_by_the_clock(csms, "J01.FR.20", visit.events()[0])
            await ended(visit)
        after = await heard(csms, "J01.FR.14", "MeterValues", 2, CLOCK.interval)

        for told in (idle, readings(csms.received("MeterValues", since=after))):
            taken_because(csms, "J01.FR.08", told, "Sample.Clock")
            measured(csms, "J01.FR.14", told, what)
            regular(csms, "J01.FR.14", told, CLOCK.interval)
