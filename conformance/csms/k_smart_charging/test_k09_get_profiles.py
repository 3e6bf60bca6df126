"""K09: the CSMS asks which charging profiles a station has."""

from typing import Any

from ocpp_conformance.conformance.case import CaseDriver, Need, StationProbe, case, step
from ocpp_conformance.conformance.csms.k_smart_charging.profiles import (
    STATION_MAX,
    TX_DEFAULT,
    profiles_asked_for,
    profiles_told,
)
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.sut.description import Description

TOPICS, GET = ("smartcharging",), ("get_profiles",)
EXTERNAL = "ChargingStationExternalConstraints"


@case("TC_K_29_CSMS", topics=TOPICS, needs=(Need.TOKEN_ACCEPTED,), intents=GET)
async def test_profiles_of_the_station(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    request = await profiles_asked_for(session.station, csms_driver, evse=0, purpose=STATION_MAX)
    await profiles_told(session.station, request, step(4), 0, purpose=STATION_MAX)


@case("TC_K_30_CSMS", topics=TOPICS, intents=GET)
async def test_profiles_of_an_evse(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _asked(station, csms_driver, evse=1, purpose=TX_DEFAULT)


@case("TC_K_31_CSMS", topics=TOPICS, intents=GET)
async def test_profiles_of_all_evses(station: StationProbe, csms_driver: CaseDriver, sut: Description) -> None:
    await station.booted()
    request = await profiles_asked_for(station, csms_driver, purpose=TX_DEFAULT)
    await profiles_told(station, request, step(4), *range(1, len(sut.evses) + 1))


@case("TC_K_32_CSMS", topics=TOPICS, intents=GET)
async def test_profile_by_its_id(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _asked(station, csms_driver, ids=[1])


@case("TC_K_33_CSMS", topics=TOPICS, intents=GET)
async def test_profiles_by_stack_level(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _asked(station, csms_driver, evse=1, stack_level=1)


@case("TC_K_34_CSMS", topics=TOPICS, intents=GET)
async def test_profiles_by_who_limits(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _asked(station, csms_driver, evse=1, limit_source="CSO")


@case("TC_K_35_CSMS", topics=TOPICS, intents=GET)
async def test_profiles_by_purpose(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _asked(station, csms_driver, evse=1, purpose=TX_DEFAULT)


@case("TC_K_36_CSMS", topics=TOPICS, intents=GET)
async def test_profiles_by_purpose_and_stack_level(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _asked(station, csms_driver, evse=1, purpose=TX_DEFAULT, stack_level=1)


@case("TC_K_52_CSMS", topics=TOPICS, intents=GET)
async def test_limit_from_outside_is_reported(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    request = await profiles_asked_for(station, csms_driver, purpose=EXTERNAL)
    await profiles_told(station, request, step(4), 0, purpose=EXTERNAL, limited_by="EMS")


async def _asked(station: StationProbe, csms_driver: CaseDriver, **wish: Any) -> None:
    """The CSMS asks for profiles of EVSE 1 by these criteria, and takes the report of one."""
    await station.booted()
    request = await profiles_asked_for(station, csms_driver, **wish)
    await profiles_told(station, request, step(4), 1)
