"""C01: a driver presents an id token that the CSMS doesn't accept."""

from ocpp_conformance.conformance.case import CsmsProbe, DriverHand, case, id_token, step
from ocpp_conformance.conformance.station.session import PEOPLE, same_token
from ocpp_conformance.conformance.station.states import sends_none, visiting

_CARD = id_token("04C1C2C3")


@case("TC_C_02_CS", intents=PEOPLE)
async def test_invalid_token_starts_nothing(csms: CsmsProbe, station_driver: DriverHand) -> None:
    await _starts_nothing(csms, station_driver, "Invalid")


@case("TC_C_06_CS", intents=PEOPLE)
async def test_blocked_token_starts_nothing(csms: CsmsProbe, station_driver: DriverHand) -> None:
    await _starts_nothing(csms, station_driver, "Blocked")


@case("TC_C_07_CS", intents=PEOPLE)
async def test_expired_token_starts_nothing(csms: CsmsProbe, station_driver: DriverHand) -> None:
    await _starts_nothing(csms, station_driver, "Expired")


@case("TC_C_56_CS", intents=PEOPLE)
async def test_unknown_token_starts_nothing(csms: CsmsProbe, station_driver: DriverHand) -> None:
    await _starts_nothing(csms, station_driver, "Unknown")


async def _starts_nothing(csms: CsmsProbe, driver: DriverHand, status: str) -> None:
    async with visiting(csms, driver, connected=True) as session:
        await csms.settled()
        csms.answers("Authorize", {"idTokenInfo": {"status": status}})
        since = csms.mark
        await session.present(_CARD)

        ask = await csms.must_send("C01.FR.02", "Authorize", since=since)
        ask.meets("C01.FR.02", idToken=same_token(_CARD))
        await csms.settled()
        sends_none(csms, step(2), "TransactionEvent", since=ask.frame)
