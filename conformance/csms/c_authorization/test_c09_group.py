"""C09: a driver stops what another of the same group has started."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import Need, because, case, step
from ocpp_conformance.conformance.csms.c_authorization.groups import authorized_in, in_group, told_of
from ocpp_conformance.conformance.csms.states import (
    booted,
    energy_transfer_started,
    ev_connected_post_session,
    ev_connected_pre_session,
    ev_disconnected,
)
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.rpc import Payload


@case("TC_C_39_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED, Need.TOKEN_GROUP))
async def test_driver_of_the_same_group_ends_a_transaction(
    session: ChargingSession, tokens: Mapping[str, Payload]
) -> None:
    station, group, mate = session.station, tokens.get("group_id"), tokens["group"]
    await booted(session)
    await ev_connected_pre_session(session)

    first = await authorized_in(station, mate, group, step(2))  # the second token, as the case has it
    started = await session.event("Authorized", token=session.card)
    told_of(started, group, step(4))
    started.meets("C09.FR.02", idTokenInfo=in_group(first["idTokenInfo"]["groupIdToken"]))
    session.states.add("Authorized")
    await energy_transfer_started(session, step(5))

    await authorized_in(station, mate, group, step(7))
    stop = await session.event("StopAuthorized", token=mate)
    stop.meets("C09.FR.03", idTokenInfo={"status": because("a token of the same group", "Accepted")})
    told_of(stop, group, step(9))
    session.states.add("StopAuthorized")
    await ev_connected_post_session(session, step(10))
    await ev_disconnected(session, step(11))
