"""The bundled station: charging profiles, what comes of them together, and limits of another system."""

from __future__ import annotations

import time

import pytest

from ocpp_conformance.harness.rpc import CallError
from ocpp_conformance.harness.station import Station, StationConfig
from ocpp_conformance.harness.station.blocks.charging_objections import profile_refused
from ocpp_conformance.harness.station.blocks.charging_profiles import Installed
from ocpp_conformance.harness.station.blocks.composite_schedule import composite_schedule, rate_at

from .test_station_csms import set_variable, system

DAY = 86_400
CARD = ("04A2B3C4", "ISO14443")
MIDNIGHT = 1_767_225_600
"""2026-01-01T00:00:00Z."""
START = "2026-01-01T00:00:00Z"


def profile(*periods, id=1, level=0, purpose="TxDefaultProfile", kind="Absolute", unit="A", start=START, **more):
    schedule = {"id": 1, "chargingRateUnit": unit, "chargingSchedulePeriod": []}
    schedule["chargingSchedulePeriod"] = [
        {"startPeriod": begin, "limit": limit} for begin, limit in periods or [(0, 8)]
    ]
    if start is not None:
        schedule["startSchedule"] = start
    if "duration" in more:
        schedule["duration"] = more.pop("duration")
    kept = {"id": id, "stackLevel": level, "chargingProfilePurpose": purpose, "chargingProfileKind": kind}
    return {**kept, "chargingSchedule": [schedule], **more}


def at(moment, *installed, evse=1, unit="A", evses=(1, 1)):
    """What may flow so many seconds after midnight with these profiles, each with its EVSE."""
    station = Station(StationConfig(csms_url="ws://h", evses=evses))
    station.profiles.keep([Installed(*each) for each in installed])
    return station.decide(rate_at, evse, MIDNIGHT + moment, MIDNIGHT, unit)


LOW = (1, profile((0, 8), id=1))
DAILY = (1, profile((0, 8), (3600, 10), id=1, kind="Recurring", recurrencyKind="Daily", duration=7200))
WEEKLY = (1, profile((0, 8), id=1, kind="Recurring", recurrencyKind="Weekly", duration=DAY))
RELATIVE = (1, profile((0, 8), (60, 9), id=1, kind="Relative", start=None))
BOUNDED = (1, profile(id=1, validFrom="2026-01-01T01:00:00Z", validTo="2026-01-01T02:00:00Z"))
HIGH = (1, profile((0, 12), id=2, level=1, duration=3600))
WHOLE = (0, profile((0, 10), id=3, purpose="ChargingStationMaxProfile"))
OTHERS = (0, profile((0, 7), id=-1, purpose="ChargingStationExternalConstraints"), "EMS")
WATTS = (1, profile((0, 4830), id=1, unit="W"))


@pytest.mark.parametrize(
    ("moment", "installed", "limit"),
    [
        (0, [], 16),
        (0, [LOW], 8),
        (-1, [LOW], 16),
        (30 * DAY, [LOW], 8),
        (3599, [DAILY], 8),
        (3600, [DAILY], 10),
        (7200, [DAILY], 16),
        (DAY + 3600, [DAILY], 10),
        (DAY - 1, [WEEKLY], 8),
        (DAY, [WEEKLY], 16),
        (7 * DAY, [WEEKLY], 8),
        (59, [RELATIVE], 8),
        (60, [RELATIVE], 9),
        (3599, [BOUNDED], 16),
        (3600, [BOUNDED], 8),
        (7200, [BOUNDED], 16),
        (0, [LOW, HIGH], 12),
        (3600, [LOW, HIGH], 8),
        (0, [HIGH, WHOLE], 10),
        (0, [HIGH, WHOLE, OTHERS], 7),
        (0, [WATTS], 7),
        (0, [(2, LOW[1])], 16),
        (0, [(0, LOW[1])], 8),
        (0, [(1, profile((0, 99)))], 16),
    ],
)
def test_limit_of_a_moment(moment, installed, limit):
    assert at(moment, *installed) == pytest.approx(limit)


@pytest.mark.parametrize(
    ("installed", "unit", "limit"),
    [([], "A", 32), ([LOW], "A", 24), ([LOW, WHOLE], "A", 10), ([OTHERS], "A", 7), ([], "W", 22000)],
)
def test_limit_of_the_grid_connection(installed, unit, limit):
    assert at(0, *installed, evse=0, unit=unit) == pytest.approx(limit)


def test_composite_schedule_has_each_change_once():
    station = Station(StationConfig(csms_url="ws://h"))
    now = time.time()
    start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
    steps = profile((0, 8), (60, 8), (120, 6), (180, 10), start=start, duration=240)
    station.profiles.keep([Installed(1, steps)])
    told = station.decide(composite_schedule, 1, 600, "A")["chargingSchedulePeriod"]
    assert [each["limit"] for each in told] == [8, 6, 10, 16]
    assert told[0] == {"startPeriod": 0, "limit": 8, "numberPhases": 3}
    assert [each["startPeriod"] for each in told[1:]] == pytest.approx([119, 180, 240], abs=2)


REFUSED = [
    (3, profile(), "UnknownEvse"),
    (1, profile(purpose="ChargingStationExternalConstraints"), "InvalidProfile"),
    (1, profile(purpose="ChargingStationMaxProfile"), "InvalidProfile"),
    (1, profile(purpose="TxProfile"), "InvalidProfile"),
    (1, profile(transactionId="a"), "InvalidProfile"),
    (1, profile(purpose="TxProfile", transactionId="a"), "TxNotFound"),
    (1, profile(level=6), "InvalidStackLevel"),
    (1, profile(level=-1), "InvalidStackLevel"),
    (1, profile(kind="Recurring"), "InvalidProfile"),
    (1, profile(recurrencyKind="Daily"), "InvalidProfile"),
    (0, profile(purpose="ChargingStationMaxProfile", kind="Relative", start=None), "InvalidProfile"),
    (1, profile(validFrom="2026-01-01T01:00:00Z", validTo="2026-01-01T01:00:00Z"), "InvalidProfile"),
    (1, profile(unit="W"), "UnsupportedRateUnit"),
    (1, profile((5, 8)), "InvalidSchedule"),
    (1, profile((0, 8), (0, 8)), "InvalidSchedule"),
    (1, profile((0, -1)), "InvalidSchedule"),
    (1, profile(duration=-1), "InvalidSchedule"),
    (1, profile(start=None), "InvalidSchedule"),
    (1, profile(kind="Relative"), "InvalidSchedule"),
    (1, profile(*((second, 8) for second in range(25))), "TooManyElements"),
    (1, profile(id=9), "DuplicateProfile"),
    (1, profile(id=8, level=3), "DuplicateProfile"),
    (0, profile(id=9), "DuplicateProfile"),
    (1, profile(id=-1, level=3), "DuplicateProfile"),
    (1, profile(id=7), None),
    (2, profile(id=9), None),
    (1, profile(id=9, level=1), None),
    (1, profile(id=9, level=2, validTo="2026-01-01T01:00:00Z"), None),
]


@pytest.mark.parametrize(("evse", "asked", "reason"), REFUSED)
def test_profile_that_is_refused(evse, asked, reason):
    station = Station(StationConfig(csms_url="ws://h", evses=(1, 1), rate_units=("A",)))
    later = profile(id=6, level=2, validFrom="2026-01-01T01:00:00Z")
    held = [(1, profile(id=7)), (1, later), (0, profile(id=5, level=3)), OTHERS]
    station.profiles.keep([Installed(*each) for each in held])
    assert station.decide(profile_refused, Installed(evse, asked)) == reason


def states(csms):
    return [each["transactionInfo"].get("chargingState") for each in csms.of("TransactionEvent")]


@pytest.mark.asyncio
async def test_what_flows_follows_the_profiles():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        meter = station.transactions.meters[1]
        assert meter.power == 11000
        await csms.call("SetChargingProfile", {"evseId": 1, "chargingProfile": profile((0, 8))})
        assert meter.power == 8 * 230 * 3
        await csms.call("SetChargingProfile", {"evseId": 1, "chargingProfile": profile((0, 0))})
        await csms.until(
            lambda: csms.of("TransactionEvent")[-1]["transactionInfo"].get("chargingState") == "SuspendedEVSE"
        )
        assert meter.power == 0
        await csms.call("ClearChargingProfile", {"chargingProfileId": 1})
        await csms.until(lambda: states(csms)[-1] == "Charging")
        assert meter.power == 11000


@pytest.mark.asyncio
async def test_a_limit_of_0_holds_for_the_next_ev():
    async with system() as (csms, station):
        await csms.call("SetChargingProfile", {"evseId": 1, "chargingProfile": profile((0, 0))})
        await station.plug_in()
        await station.present_token(*CARD)
        assert states(csms)[-1] == "SuspendedEVSE"
        assert "Charging" not in states(csms)


@pytest.mark.asyncio
async def test_time_changes_what_flows():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 1))
        await csms.call("SetChargingProfile", {"evseId": 1, "chargingProfile": profile((0, 0), start=soon)})
        assert station.transactions.meters[1].power == 11000
        await csms.until(
            lambda: csms.of("TransactionEvent")[-1]["transactionInfo"].get("chargingState") == "SuspendedEVSE"
        )


@pytest.mark.asyncio
async def test_another_system_sets_a_limit_and_takes_it_back():
    async with system() as (csms, station):
        await set_variable(csms, "SmartChargingCtrlr", "NotifyChargingLimitWithSchedules", "true")
        await station.limit_charging(8, 1)
        await station.limit_charging(8.01, 1)  # less than LimitChangeSignificance
        await station.release_charging(1)
        await csms.until(lambda: csms.of("ClearedChargingLimit"))
        (told,) = csms.of("NotifyChargingLimit")
        assert told["evseId"] == 1
        assert told["chargingSchedule"][0]["chargingSchedulePeriod"] == [{"startPeriod": 0, "limit": 8}]
        assert csms.of("ClearedChargingLimit") == [{"chargingLimitSource": "EMS", "evseId": 1}]
        with pytest.raises(ValueError, match="nobody has limited"):
            await station.release_charging(1)
        with pytest.raises(ValueError, match="no EVSE 2"):
            await station.limit_charging(8, 2)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("action", "request_"),
    [
        ("SetChargingProfile", {"evseId": 1, "chargingProfile": profile()}),
        ("GetChargingProfiles", {"requestId": 1, "chargingProfile": {"stackLevel": 0}}),
        ("ClearChargingProfile", {"chargingProfileId": 1}),
        ("GetCompositeSchedule", {"evseId": 1, "duration": 60}),
    ],
)
async def test_without_smart_charging_nothing_is_supported(action, request_):
    async with system() as (csms, _):
        await set_variable(csms, "SmartChargingCtrlr", "Enabled", "false")
        reply = await csms.call(action, request_)
        assert isinstance(reply, CallError)
        assert reply.code == "NotSupported"
