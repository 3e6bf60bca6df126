"""C02: a transaction that a button starts."""

from ocpp_conformance.conformance.case import because, case
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes.charging_session import ChargingSession

NO_TOKEN = {"idToken": "", "type": "NoAuthorization"}


@case("TOKEN-CSMS-BUTTON-01", "A transaction that a button starts, without a token", topics=("auth", "transactions"))
async def test_start_without_a_token_is_accepted(session: ChargingSession) -> None:
    await booted(session)
    started = await session.event("Authorized", idToken=NO_TOKEN)
    started.meets("C02.FR.02", idTokenInfo={"status": because("a button's start has no token", "Accepted")})
