"""K10: the CSMS clears charging profiles."""

from typing import Any

from ocpp_conformance.conformance.case import NOTHING, CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked, goes_on
from ocpp_conformance.conformance.csms.k_smart_charging.profiles import TX_DEFAULT, profiles_told
from ocpp_conformance.harness.rpc import Payload

TOPICS, CLEAR = ("smartcharging",), ("clear_profile",)
UNKNOWN = {"status": "Unknown"}
PROFILE_ID = 7
CRITERIA: dict[str, Any] = {"purpose": TX_DEFAULT, "stack_level": 1, "evse": 1}
ON_WIRE = {"chargingProfilePurpose": TX_DEFAULT, "stackLevel": 1, "evseId": 1}


@case("TC_K_05_CSMS", topics=TOPICS, intents=("get_profiles", "clear_profile"))
async def test_profile_is_cleared_by_its_id(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    report = await asked(station, csms_driver, None, "get_profiles", ACCEPTED, evse=1, purpose=TX_DEFAULT)
    await profiles_told(station, report, None, 1, profile_id=PROFILE_ID)
    clear = await asked(station, csms_driver, step(1), "clear_profile", id=PROFILE_ID)
    clear.meets("K10.FR.02", chargingProfileId=PROFILE_ID, chargingProfileCriteria=NOTHING)


@case("TC_K_06_CSMS", topics=TOPICS, intents=CLEAR)
async def test_profile_is_cleared_by_criteria(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _cleared(station, csms_driver, ACCEPTED)


@case("TC_K_08_CSMS", topics=TOPICS, intents=CLEAR)
async def test_there_is_no_such_profile(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _cleared(station, csms_driver, UNKNOWN)
    await goes_on(station, step(2))


async def _cleared(station: StationProbe, csms_driver: CaseDriver, answer: Payload) -> None:
    await station.booted()
    clear = await asked(station, csms_driver, step(1), "clear_profile", answer, **CRITERIA)
    clear.meets(step(1), chargingProfileCriteria=ON_WIRE, chargingProfileId=NOTHING)
