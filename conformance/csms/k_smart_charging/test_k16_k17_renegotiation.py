"""K16, K17: CSMS and EV agree anew on a charging profile; either begins."""

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.k_smart_charging.ev_talks import (
    ev_waits,
    for_transaction,
    iso15118_smart_charging,
    offered,
    profile_wanted,
    taken,
)
from ocpp_conformance.harness.probes.charging_session import ChargingSession

LESS = 8
"""A, above what any EV charges with at least."""


@case("TC_K_57_CSMS", needs=(Need.TOKEN_ACCEPTED,))
async def test_ev_agrees_anew(session: ChargingSession) -> None:
    await ev_waits(session)
    await iso15118_smart_charging(session)

    request = await offered(session, step(2), step(5), "K17.FR.07")
    accepted = await taken(session, request)
    accepted.meets(step(8), status="Accepted")


@case("TC_K_58_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("set_profile",))
async def test_csms_agrees_anew(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await ev_waits(session)
    await iso15118_smart_charging(session)

    request = await profile_wanted(session, csms_driver, step(1), LESS)
    accepted = await taken(session, request)
    accepted.meets(step(4), status="Accepted")


@case("TC_K_59_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("set_profile",))
async def test_station_tells_the_needs_once_more(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await ev_waits(session)
    await iso15118_smart_charging(session)

    await profile_wanted(session, csms_driver, step(1), LESS)
    request = await offered(session, step(4), step(5))
    request.meets("K16.FR.12", **for_transaction(session))
    accepted = await taken(session, request)
    accepted.meets(step(8), status="Accepted")
