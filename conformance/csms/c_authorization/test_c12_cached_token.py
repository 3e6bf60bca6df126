"""C12: a station that trusts its cache asks nobody; the CSMS looks at the token when the transaction comes."""

from ocpp_conformance.conformance.case import PRESENT, Need, because, case, id_token, one_of, step
from ocpp_conformance.conformance.csms.states import booted, ev_connected_pre_session
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.probes.payloads import unknown_uid


@case("TC_C_08_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_cached_token_is_accepted_without_authorize(session: ChargingSession) -> None:
    await booted(session)
    await ev_connected_pre_session(session)
    event = await session.event("Authorized", token=session.card)
    event.meets("C12.FR.03", idTokenInfo={"status": PRESENT})
    event.meets(step(2), idTokenInfo={"status": because("an accepted token", "Accepted")})


@case("TC_C_20_CSMS", topics=("transactions",))
async def test_cached_token_that_nobody_knows_is_not_accepted(session: ChargingSession) -> None:
    await booted(session)
    await ev_connected_pre_session(session)
    event = await session.event("Authorized", token=id_token(unknown_uid()))
    event.meets("C12.FR.03", idTokenInfo={"status": PRESENT})
    event.meets(step(2), idTokenInfo={"status": because("no such token", one_of("Invalid", "Unknown"))})
