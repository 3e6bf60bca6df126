"""The bundled station: readings by the clock, and those that wait for the end of a transaction."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ocpp_conformance.harness.times import epoch

from .test_station_csms import SCALE, set_variable, system

pytestmark = pytest.mark.asyncio

CARD = ("04A2B3C4", "ISO14443")
ALIGNED, SAMPLED = "AlignedDataCtrlr", "SampledDataCtrlr"


def moments(values, context):
    return [epoch(value["timestamp"]) for value in values if value["sampledValue"][0]["context"] == context]


def of_events(csms, kind):
    events = (event for event in csms.of("TransactionEvent") if event["eventType"] == kind)
    return [value for event in events for value in event.get("meterValue", ())]


async def charging(station):
    await station.plug_in()
    await station.present_token(*CARD)


async def test_idle_evses_are_read_at_one_moment():
    async with system(evses=(1, 1)) as (csms, _):
        await set_variable(csms, ALIGNED, "Interval", "5")
        await csms.until(lambda: len(csms.of("MeterValues")) >= 4)
        first, second = csms.of("MeterValues")[:2]
        assert (first["evseId"], second["evseId"]) == (1, 2)
        assert first["meterValue"][0]["timestamp"] == second["meterValue"][0]["timestamp"]


async def test_moments_are_multiples_of_the_interval_since_midnight():
    async with system() as (csms, _):
        await set_variable(csms, ALIGNED, "Interval", "5")
        await csms.until(lambda: len(csms.of("MeterValues")) >= 3)
        values = [value for call in csms.of("MeterValues") for value in call["meterValue"]]
        for moment in moments(values, "Sample.Clock"):
            off = moment / SCALE % 5
            assert min(off, 5 - off) < 0.002 / SCALE  # times are of whole milliseconds


async def test_transaction_is_read_by_the_clock_in_its_events():
    async with system() as (csms, station):
        await charging(station)
        await set_variable(csms, ALIGNED, "Interval", "5")
        await csms.until(lambda: ("Updated", "MeterValueClock", None) in csms.events())
        assert csms.of("MeterValues") == []


async def test_transaction_silences_the_clock():
    async with system(evses=(1, 1)) as (csms, station):
        await charging(station)
        await set_variable(csms, ALIGNED, "SendDuringIdle", "true")
        await set_variable(csms, ALIGNED, "Interval", "5")
        await set_variable(csms, SAMPLED, "TxUpdatedInterval", "12")
        await csms.until(lambda: ("Updated", "MeterValuePeriodic", None) in csms.events())
        assert csms.of("MeterValues") == []
        assert ("Updated", "MeterValueClock", None) not in csms.events()


@pytest.mark.parametrize(("component", "context"), [(SAMPLED, "Sample.Periodic"), (ALIGNED, "Sample.Clock")])
async def test_ended_has_the_readings_that_were_kept(component, context):
    async with system() as (csms, station):
        await set_variable(csms, component, "TxEndedInterval", "5")
        await set_variable(csms, SAMPLED, "TxUpdatedInterval", "17")
        await charging(station)
        await csms.until(lambda: ("Updated", "MeterValuePeriodic", None) in csms.events())
        await station.unplug()
        values = of_events(csms, "Ended")
        times = moments(values, context)
        assert len(times) >= 2
        assert all(later - earlier == pytest.approx(5 * SCALE, abs=0.005) for earlier, later in pairwise(times))
        assert len(moments(values, "Transaction.End")) == 1
