"""C12: a station starts offline for an id token that it has cached, and the CSMS no longer accepts it."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, absent_or, case, step
from ocpp_conformance.conformance.station.c_authorization.outdated import (
    CHARGING,
    DEAUTHORIZED,
    OFFLINE,
    SUSPENDED,
    UNKNOWN,
    authorization_told,
    energy_stopped,
    known_and_connected,
    on_invalid_id,
    started_offline,
    tells,
    tells_none,
)
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_NEEDS = (Need.BOOT_SCALE, Need.ALLOW_CACHE, Need.ALLOW_LISTS)


@case("TC_C_15_CS", topics=("offline",), needs=_NEEDS, intents=PEOPLE)
async def test_energy_goes_on_for_an_invalid_card_up_to_its_limit(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    settings = on_invalid_id(stop=False, energy=10_000)
    await csms.booted()
    async with (
        configured(csms, UNKNOWN, if_implemented=True),
        known_and_connected(csms, station_driver, tokens.get("accepted"), OFFLINE, *settings) as visit,
    ):
        gap = await started_offline(visit)
        await csms.listen(csms.patience.silence(5))

        authorization_told(visit, gap, step(3), optional=True)
        await tells(visit, gap, step(3), CHARGING)
        tells_none(visit, gap, step(3), DEAUTHORIZED)
        tells_none(visit, gap, "C15.FR.07", {"triggerReason": "ChargingStateChanged", **SUSPENDED})


@case("TC_C_16_CS", topics=("offline",), needs=_NEEDS, intents=PEOPLE)
async def test_invalid_card_is_deauthorized(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    stop, none = on_invalid_id(stop=True, energy=0)
    await csms.booted()
    async with (
        configured(csms, none, if_implemented=True),
        known_and_connected(csms, station_driver, tokens.get("accepted"), OFFLINE, stop) as visit,
    ):
        gap = await started_offline(visit)
        visit.deauthorized()

        authorization_told(visit, gap, step(3), optional=True)
        await tells(visit, gap, step(3), CHARGING)
        await tells(visit, gap, step(5), DEAUTHORIZED)
        await energy_stopped(visit, gap, step(6))


@case("TC_C_17_CS", topics=("offline",), needs=_NEEDS, intents=PEOPLE)
async def test_energy_is_suspended_for_an_invalid_card(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    goes_on, none = on_invalid_id(stop=False, energy=0)
    await csms.booted()
    async with (
        configured(csms, UNKNOWN, none, if_implemented=True),
        known_and_connected(csms, station_driver, tokens.get("accepted"), OFFLINE, goes_on) as visit,
    ):
        gap = await started_offline(visit)

        authorization_told(visit, gap, step(3))
        await tells(visit, gap, "C15.FR.06", SUSPENDED)
        await energy_stopped(visit, gap, step(6))


@case("TC_C_18_CS", topics=("offline",), needs=_NEEDS, intents=PEOPLE)
async def test_invalid_card_is_deauthorized_whatever_energy_is_left(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    settings = on_invalid_id(stop=True, energy=500)
    await csms.booted()
    async with (
        configured(csms, UNKNOWN, if_implemented=True),
        known_and_connected(csms, station_driver, tokens.get("accepted"), OFFLINE, *settings) as visit,
    ):
        gap = await started_offline(visit)
        visit.deauthorized()

        authorization_told(visit, gap, step(3), optional=True)
        await tells(visit, gap, step(3), CHARGING)
        await tells(visit, gap, step(5), {**DEAUTHORIZED, "offline": absent_or(False)})
        await energy_stopped(visit, gap, step(6))
