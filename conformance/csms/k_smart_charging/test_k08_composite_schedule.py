"""K08: the CSMS asks which schedule comes of all profiles."""

from typing import Any

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.k_smart_charging.profiles import DURATION, composite


@case("TC_K_43_CSMS", topics=("smartcharging",), intents=("composite_schedule",))
async def test_schedule_of_an_evse(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _asked(station, csms_driver, 1)


@case("TC_K_44_CSMS", topics=("smartcharging",), intents=("composite_schedule",))
async def test_schedule_of_the_station(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _asked(station, csms_driver, 0)


async def _asked(station: StationProbe, csms_driver: CaseDriver, evse: int) -> None:
    await station.booted()
    about: dict[str, Any] = {"evse": evse, "duration": DURATION, "unit": "A"}
    request = await asked(station, csms_driver, step(1), "composite_schedule", composite(evse), **about)
    request.meets(step(1), evseId=evse, duration=DURATION, chargingRateUnit="A")
