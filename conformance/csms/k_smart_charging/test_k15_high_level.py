"""K15: the CSMS makes a charging profile for what an EV needs."""

from ocpp_conformance.conformance.case import Need, case, step
from ocpp_conformance.conformance.csms.k_smart_charging.ev_talks import (
    ev_waits,
    iso15118_smart_charging,
    not_repeated,
    offered,
    profile_comes,
    taken,
)
from ocpp_conformance.harness.probes.charging_session import ChargingSession

STEADY = 10
"""OCPP seconds in which a CSMS that agrees anew without cause shows itself."""


@case("TC_K_53_CSMS", needs=(Need.TOKEN_ACCEPTED,))
async def test_ev_is_offered_a_profile(session: ChargingSession) -> None:
    await ev_waits(session)
    agreed = await iso15118_smart_charging(session, step(1))

    await session.station.listen(session.station.patience.silence(STEADY))
    not_repeated(session, step(2), agreed)


@case("TC_K_55_CSMS", needs=(Need.TOKEN_ACCEPTED,))
async def test_ev_that_takes_too_much_is_offered_a_profile_anew(session: ChargingSession) -> None:
    await ev_waits(session)
    request = await offered(session, step(2), step(3), "K15.FR.07")

    since = session.station.mark
    refused = await taken(session, request, exceeding=True)
    refused.meets(step(6), status="Rejected")
    charging = await session.event("ChargingStateChanged", state="Charging")
    charging.meets(step(8))
    again = await profile_comes(session, step(9), since)
    accepted = await taken(session, again)
    accepted.meets(step(12), status="Accepted")
