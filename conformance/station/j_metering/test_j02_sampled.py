"""J02: readings at the start, in the course and at the end of a transaction."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, variable
from ocpp_conformance.conformance.station.charging import ended, while_charging
from ocpp_conformance.conformance.station.j_metering.signed import signed
from ocpp_conformance.conformance.station.j_metering.values import (
    heard,
    measured,
    readings,
    regular,
    taken_because,
)
from ocpp_conformance.conformance.station.sampling import TX_ENDED, TX_STARTED, TX_UPDATED, measuring, sampling
from ocpp_conformance.conformance.station.states import (
    authorized,
    charging,
    energy_transfer_started,
    ev_connected,
    visiting,
)
from ocpp_conformance.conformance.station.tx_points import starting_at
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
NEEDS = (Need.BOOT_SCALE,)
_SIGN = variable("SampledDataCtrlr", "SignReadings", attributeValue="true")


@case("TC_J_07_CS", intents=PEOPLE)
async def test_started_has_the_values_of_the_begin(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await csms.booted()
    point = starting_at(csms, "EVConnected", without=("ParkingBayOccupancy",))
    driver = visiting(csms, station_driver, tokens.get("accepted"))
    async with measuring(csms, TX_STARTED) as what, point, driver as visit:
        await charging(visit)

        told = readings(event for event in visit.events() if event["eventType"] == "Started")
        taken_because(csms, "E01.FR.09", told, "Transaction.Begin")
        measured(csms, "E01.FR.09", told, what)


# The page looks at the event of the cable; E01.FR.17 names the one with which energy flows
@case("TC_J_08_CS", needs=(Need.SECOND_EVSE,), intents=PEOPLE)
async def test_values_of_the_begin_wait_for_the_evse(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await csms.booted()
    point = starting_at(csms, "Authorized")
    driver = visiting(csms, station_driver, tokens.get("accepted"))
    async with measuring(csms, TX_STARTED) as what, point, driver as visit:
        await authorized(visit)
        if any("evse" in event.payload for event in visit.events()):
            raise csms.checklist.give_up("precondition not reached: the EVSE is known when the transaction starts")
        await ev_connected(visit)
        await energy_transfer_started(visit)

        updated = [event for event in visit.events() if event["eventType"] == "Updated"]
        told = readings(updated, "Transaction.Begin")
        taken_because(csms, "E01.FR.17", told, "Transaction.Begin")
        measured(csms, "E01.FR.17", told, what)


@case("TC_J_09_CS", needs=NEEDS, intents=PEOPLE)
async def test_updated_has_values_of_each_interval(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await csms.booted()
    async with (
        sampling(csms, TX_UPDATED) as what,
        while_charging(csms, station_driver, tokens.get("accepted")) as visit,
    ):
        periodic = {"triggerReason": "MeterValuePeriodic"}
        await heard(csms, "J02.FR.11", "TransactionEvent", 3, TX_UPDATED.interval, **periodic)

        told = readings(event for event in visit.events() if event["triggerReason"] == "MeterValuePeriodic")
        taken_because(csms, "J02.FR.04", told, "Sample.Periodic")
        measured(csms, "J02.FR.11", told, what)
        regular(csms, "J02.FR.11", told, TX_UPDATED.interval)


@case("TC_J_10_CS", needs=NEEDS, intents=PEOPLE)
async def test_ended_has_values_of_each_interval(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await csms.booted()
    driver = while_charging(csms, station_driver, tokens.get("accepted"))
    async with sampling(csms, TX_ENDED) as what, driver as visit:
        await csms.listen(csms.patience.scaled(3.5 * TX_ENDED.interval))
        event = await ended(visit)

        periodic, last = readings([event], "Sample.Periodic"), readings([event], "Transaction.End")
        regular(csms, "E06.FR.11", periodic, TX_ENDED.interval)
        taken_because(csms, "E06.FR.11", last, "Transaction.End")
        measured(csms, "E06.FR.11", [*periodic, *last], what)


@case("TC_J_11_CS", needs=NEEDS, intents=PEOPLE)
async def test_signed_values_end_the_transaction(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await csms.booted()
    driver = while_charging(csms, station_driver, tokens.get("accepted"))
    async with configured(csms, _SIGN), sampling(csms, TX_ENDED) as what, driver as visit:
        await csms.listen(csms.patience.scaled(3.5 * TX_ENDED.interval))
        event = await ended(visit)

        periodic, last = readings([event], "Sample.Periodic"), readings([event], "Transaction.End")
        regular(csms, "E06.FR.11", periodic, TX_ENDED.interval)
        taken_because(csms, "E06.FR.11", last, "Transaction.End")
        measured(csms, "E06.FR.11", [*periodic, *last], what)
        await signed(csms, "J02.FR.21", [*periodic, *last])
