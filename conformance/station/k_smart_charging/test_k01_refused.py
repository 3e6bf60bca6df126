"""K01: what a charging profile must be like to be taken."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.k_smart_charging.profiles import TRANSACTION, profiling
from ocpp_conformance.conformance.station.k_smart_charging.rates import LOW, rates
from ocpp_conformance.conformance.station.k_smart_charging.reports import installed
from ocpp_conformance.conformance.station.k_smart_charging.schedules import unlisted
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness import times

_OF_NONE = {"chargingProfilePurpose": TRANSACTION, "transactionId": "UNKNOWN-TRANSACTION-ID"}
_DAILY = {"chargingProfileKind": "Recurring", "recurrencyKind": "Daily"}


@case("TC_K_02_CS")
async def test_no_transaction_on_the_evse(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await profiles.rejected("K01.FR.09", 1, (await rates(profiles)).profile(LOW, None, **_OF_NONE))


@case("TC_K_11_CS")
async def test_no_transaction_is_on_all_evses(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await profiles.rejected(step(2), 0, (await rates(profiles)).profile(LOW, None, **_OF_NONE))


@case("TC_K_16_CS", intents=PEOPLE)
async def test_another_transaction_on_the_evse(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver):
        await profiles.rejected("K01.FR.33", 1, (await rates(profiles)).profile(LOW, None, **_OF_NONE))


@case("TC_K_12_CS")
async def test_unit_is_not_listed(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        profile = (await rates(profiles)).profile(LOW, None, chargingRateUnit=unlisted(profiles))
        await profiles.rejected("K01.FR.26", 1, profile)


@case("TC_K_14_CS")
async def test_evse_does_not_exist(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        profile = (await rates(profiles)).profile(LOW, None)
        await profiles.rejected("K01.FR.28", max(profiles.evses) + 1, profile)


@case("TC_K_19_CS")
async def test_profile_for_each_day(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await installed(profiles, step(2), 1, (await rates(profiles)).profile(LOW, times.wall(), **_DAILY))
