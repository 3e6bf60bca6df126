"""The monitors of the bundled station, as far as no case sees them: what is active when, and odd values."""

from __future__ import annotations

import pytest

from .test_station_csms import set_variable, system

ABOUT = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "OfflineThreshold"}}


def monitor(type="UpperThreshold", value=100.0, severity=0, **more):
    return {"type": type, "value": value, "severity": severity, **ABOUT, **more}


async def asked(csms, *monitors):
    reply = await csms.call("SetVariableMonitoring", {"setMonitoringData": list(monitors)})
    return [result["status"] for result in reply["setMonitoringResult"]]


def values(csms):
    return [event["actualValue"] for call in csms.of("NotifyEvent") for event in call["eventData"]]


async def turned(csms, *numbers):
    for number in numbers:
        await set_variable(csms, "OCPPCommCtrlr", "OfflineThreshold", number)
        await csms.fence()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "odd",
    [
        {"type": "Periodic", "value": 1e300},
        {"type": "Periodic", "value": 0},
        {"type": "PeriodicClockAligned", "value": 0.5},
        {"type": "Delta", "value": -1},
        {"severity": 10},
        {"severity": -1},
        {"id": 0},
    ],
)
async def test_an_odd_monitor_is_rejected(odd):
    async with system() as (csms, _):
        assert await asked(csms, monitor(**odd)) == ["Rejected"]


@pytest.mark.asyncio
async def test_two_monitors_of_one_request_may_be_duplicates():
    async with system() as (csms, _):
        assert await asked(csms, monitor(), monitor(value=200.0)) == ["Accepted", "Duplicate"]


@pytest.mark.asyncio
async def test_a_disabled_station_tells_nothing_until_it_is_enabled():
    async with system() as (csms, _):
        await asked(csms, monitor("Delta", 1))
        await set_variable(csms, "MonitoringCtrlr", "Enabled", "false")
        await turned(csms, "200")
        before = values(csms)
        await set_variable(csms, "MonitoringCtrlr", "Enabled", "true")
        await csms.seen("NotifyEvent")
        assert (before, values(csms)) == ([], ["200"])


@pytest.mark.asyncio
async def test_a_monitor_of_transactions_is_idle_without_one():
    async with system() as (csms, _):
        await asked(csms, monitor(transaction=True))
        await turned(csms, "200")
        assert values(csms) == []


@pytest.mark.asyncio
async def test_a_monitor_of_transactions_speaks_while_one_runs():
    async with system() as (csms, station):
        await asked(csms, monitor(transaction=True))
        await station.plug_in()
        await station.present_token("04A2B3C4", "ISO14443")
        await turned(csms, "200")
        await csms.seen("NotifyEvent")
        assert values(csms) == ["200"]
