"""C01: a driver presents an id token that the CSMS doesn't accept."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.c_authorization.groups import goes_on
from ocpp_conformance.conformance.station.states import charging, sends_none, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE, same_token
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]


@case("TC_C_02_CS", intents=PEOPLE)
async def test_invalid_token_starts_nothing(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await _starts_nothing(csms, station_driver, tokens, "Invalid")


# The note of step 1 forbids what step 1 demands: to ask is right (C01.FR.02)
@case("TC_C_04_CS", needs=(Need.TOKEN_ACCEPTED, Need.TOKEN_GROUP), intents=PEOPLE)
async def test_other_card_stops_nothing(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with visiting(csms, station_driver, tokens["accepted"]) as visit:
        await charging(visit)
        await csms.settled()
        since = csms.mark
        await visit.present(tokens["group"])

        await goes_on(visit, step(1), since)


@case("TC_C_05_CS", intents=PEOPLE)
async def test_invalid_token_unlocks_no_cable(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await _starts_nothing(csms, station_driver, tokens, "Invalid", connected=False)


@case("TC_C_06_CS", intents=PEOPLE)
async def test_blocked_token_starts_nothing(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await _starts_nothing(csms, station_driver, tokens, "Blocked")


@case("TC_C_07_CS", intents=PEOPLE)
async def test_expired_token_starts_nothing(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await _starts_nothing(csms, station_driver, tokens, "Expired")


@case("TC_C_56_CS", intents=PEOPLE)
async def test_unknown_token_starts_nothing(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await _starts_nothing(csms, station_driver, tokens, "Unknown")


async def _starts_nothing(
    csms: CsmsProbe, driver: CaseDriver, tokens: _Tokens, status: str, *, connected: bool = True
) -> None:
    async with visiting(csms, driver, connected=connected) as visit:
        await csms.settled()
        csms.answers("Authorize", {"idTokenInfo": {"status": status}})
        since, card = csms.mark, tokens.get("invalid")
        await visit.present(card)

        ask = await csms.must_send("C01.FR.02", "Authorize", since=since)
        ask.meets("C01.FR.02", idToken=same_token(card))
        await csms.listen(csms.patience.silence(5))
        sends_none(csms, step(2), "TransactionEvent", since=ask.frame)
