"""K01, K02: the CSMS limits charging by a profile."""

from datetime import timedelta
from typing import Any

from ocpp_conformance.conformance.case import PRESENT, CaseDriver, ErrorCode, Need, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.k_smart_charging.profiles import (
    DURATION,
    STATION_MAX,
    TX,
    TX_DEFAULT,
    profile_set,
)
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.probes import Matcher
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.times import now

Wish = dict[str, Any]
TOPICS, SET = ("smartcharging",), ("set_profile",)
ABSOLUTE: Wish = {"kind": "Absolute", "stack_level": 1, "duration": DURATION}
REJECTED = {"status": "Rejected"}


@case("TC_K_01_CSMS", topics=TOPICS, intents=SET)
async def test_default_for_transactions_on_one_evse(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    valid = {"valid_from": now(precision="seconds"), "valid_to": now(timedelta(seconds=DURATION), "seconds")}
    about: Wish = {"evse": 1, "purpose": TX_DEFAULT, "limit": 6, **ABSOLUTE, **valid}
    request = await profile_set(station, csms_driver, step(1), **about)
    request.meets(step(1), chargingProfile={"validFrom": PRESENT, "validTo": PRESENT})


@case("TC_K_02_CSMS", topics=TOPICS, intents=SET)
async def test_limit_of_a_transaction_that_does_not_run(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    about: Wish = {
        "evse": 1,
        "purpose": TX,
        "limit": 7,
        "kind": "Relative",
        "stack_level": 1,
        "transaction_id": "none-runs",
    }
    await profile_set(station, csms_driver, step(1), REJECTED, **about)
    await goes_on(station, step(2))


@case("TC_K_03_CSMS", topics=TOPICS, intents=SET)
async def test_limit_of_the_station(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await profile_set(station, csms_driver, step(1), evse=0, purpose=STATION_MAX, limit=8, **ABSOLUTE)


@case("TC_K_04_CSMS", topics=TOPICS, intents=SET)
async def test_profile_is_replaced(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    about: Wish = {"evse": 1, "purpose": TX_DEFAULT, **ABSOLUTE}
    first = await profile_set(station, csms_driver, step(1), **about, limit=8)
    await profile_set(station, csms_driver, step(3), **about, limit=6, id=first["chargingProfile"]["id"])


@case("TC_K_10_CSMS", topics=TOPICS, intents=SET)
async def test_default_for_transactions_on_all_evses(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await profile_set(station, csms_driver, step(1), evse=0, purpose=TX_DEFAULT, limit=6, **ABSOLUTE)


@case("TC_K_15_CSMS", topics=TOPICS, intents=SET)
async def test_station_has_no_smart_charging(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    refusal = Refusal(ErrorCode.NOT_SUPPORTED, "no smart charging")
    await profile_set(station, csms_driver, step(1), refusal, evse=1, purpose=TX_DEFAULT, limit=6, **ABSOLUTE)
    await goes_on(station, step(2))


@case("TC_K_19_CSMS", topics=TOPICS, intents=SET)
async def test_profile_for_each_day(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    about: Wish = {
        "evse": 1,
        "purpose": TX_DEFAULT,
        "limit": 6,
        "stack_level": 1,
        "kind": "Recurring",
        "recurrency": "Daily",
    }
    await profile_set(station, csms_driver, step(1), **about)


@case("TC_K_60_CSMS", topics=TOPICS, needs=(Need.TOKEN_ACCEPTED,), intents=SET)
async def test_limit_of_the_transaction_that_runs(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    about: Wish = {"evse": session.evse, "purpose": TX, "limit": 6, "transaction_id": session.running}
    await profile_set(session.station, csms_driver, step(1), **about)


@case("TC_K_70_CSMS", topics=TOPICS, intents=SET)
async def test_two_profiles(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    first = await profile_set(station, csms_driver, step(1), evse=1, purpose=TX_DEFAULT, limit=6, kind="Absolute")
    about: Wish = {"evse": 0, "purpose": STATION_MAX, "limit": 8, "kind": "Absolute"}
    second = await profile_set(station, csms_driver, step(3), **about)
    taken = first["chargingProfile"]["id"]
    second.meets(step(3), chargingProfile={"id": Matcher(f"another id than {taken}", lambda id: id != taken)})
