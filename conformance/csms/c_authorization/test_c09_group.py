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
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.rpc import Payload


@case("TC_C_40_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED, Need.TOKEN_GROUP))
async def test_driver_of_the_same_group_who_is_on_the_local_list(
    session: ChargingSession, tokens: Mapping[str, Payload]
) -> None:
    await _started_by_the_list(session, tokens)
    await _stopped_by_the_mate(session, tokens, step(6), step(7), step(8))


@case("TC_C_43_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED, Need.TOKEN_GROUP))
async def test_driver_of_the_same_group_whom_the_local_list_refuses(
    session: ChargingSession, tokens: Mapping[str, Payload]
) -> None:
    # invalid is the second token on the list of the station alone: it asks the CSMS, which accepts it
    await _started_by_the_list(session, tokens)
    await authorized_in(session.station, tokens["group"], tokens.get("group_id"), step(5))
    await _stopped_by_the_mate(session, tokens, step(7), step(8), step(9))


async def _started_by_the_list(session: ChargingSession, tokens: Mapping[str, Payload]) -> None:
    """Steps 1 to 3: a driver whom the station knows by its list, so that it asks for no authorization."""
    await booted(session)
    await ev_connected_pre_session(session)
    started = await session.event("Authorized", token=session.card)
    told_of(started, tokens.get("group_id"), step(2))
    session.states.add("Authorized")
    await energy_transfer_started(session, step(3))


async def _stopped_by_the_mate(
    session: ChargingSession, tokens: Mapping[str, Payload], answered: Source, still: Source, gone: Source
) -> None:
    """Another driver of the group stops the transaction, and the EV leaves."""
    stop = await session.event("StopAuthorized", token=tokens["group"])
    stop.meets("C09.FR.03", idTokenInfo={"status": because("a token of the same group", "Accepted")})
    told_of(stop, tokens.get("group_id"), answered)
    session.states.add("StopAuthorized")
    await ev_connected_post_session(session, still)
    await ev_disconnected(session, gone)


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
