"""C14: a driver presents a card that the station has on its Local Authorization List."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step, variable
from ocpp_conformance.conformance.station.c_authorization.cached import asked_about, is_refused, starts_unasked
from ocpp_conformance.conformance.station.c_authorization.listed import COMPONENT, listed
from ocpp_conformance.conformance.station.memory import ACCEPTED, says
from ocpp_conformance.conformance.station.states import (
    authorized,
    energy_transfer_started,
    ev_connected,
    sends_none,
)
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_NEEDS = (Need.ALLOW_LISTS,)
_SILENT = variable(COMPONENT, "DisablePostAuthorize", attributeValue="true")


@case("TC_C_27_CS", needs=(*_NEEDS, Need.TOKEN_ACCEPTED), intents=PEOPLE)
async def test_listed_card_starts_charging_unasked(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with listed(csms, station_driver, tokens["accepted"], "Accepted") as visit:
        await starts_unasked(visit, step(1))
        await ev_connected(visit, step(3), step(3), pre_session=True)
        await energy_transfer_started(visit, step(4))


@case("TC_C_28_CS", needs=(*_NEEDS, Need.TOKEN_INVALID), intents=PEOPLE)
async def test_card_listed_as_invalid_is_asked_about(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with listed(csms, station_driver, tokens["invalid"], "Invalid") as visit:
        ask = await asked_about(visit, "C14.FR.03")
        await is_refused(visit, "C01.FR.01", ask.frame)


@case("TC_C_29_CS", needs=(*_NEEDS, Need.TOKEN_BLOCKED), intents=PEOPLE)
async def test_card_listed_as_blocked_is_asked_about(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await _asked_after_the_cable(csms, station_driver, tokens["blocked"], "Blocked")


@case("TC_C_30_CS", needs=(*_NEEDS, Need.TOKEN_EXPIRED), intents=PEOPLE)
async def test_card_listed_as_expired_is_asked_about(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await _asked_after_the_cable(csms, station_driver, tokens["expired"], "Expired")


@case("TC_C_31_CS", needs=(*_NEEDS, Need.TOKEN_INVALID), intents=PEOPLE)
async def test_card_listed_as_invalid_charges_once_it_is_accepted(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with listed(csms, station_driver, tokens["invalid"], "Invalid") as visit:
        says(csms, ACCEPTED)
        await authorized(visit, "C14.FR.03", step(1))
        await ev_connected(visit, step(2), step(2), pre_session=True)
        await energy_transfer_started(visit, step(3))


@case("TC_C_58_CS", needs=(*_NEEDS, Need.TOKEN_INVALID), intents=PEOPLE)
async def test_card_listed_as_invalid_is_refused_unasked_where_that_is_set(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with listed(csms, station_driver, tokens["invalid"], "Invalid") as visit, configured(csms, _SILENT):
        await csms.settled()
        since = csms.mark
        await visit.present(visit.card)
        await is_refused(visit, step(1), since)
        sends_none(csms, step(1), "Authorize", since=since)


async def _asked_after_the_cable(csms: CsmsProbe, driver: CaseDriver, card: Payload, status: str) -> None:
    async with listed(csms, driver, card, status) as visit:
        await ev_connected(visit)
        ask = await asked_about(visit, "C14.FR.03")
        await is_refused(visit, "C01.FR.01", ask.frame)
