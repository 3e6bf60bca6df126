"""H01: the CSMS reserves an EVSE, any EVSE, or a connector of a type."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import NOT_EMPTY, CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.h_reservation.reservations import Reservations
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.rpc import Payload

CONNECTOR_TYPE = "sType2"
A_GROUP = {"idToken": "GROUP-1", "type": "Central"}
REJECTED = {"status": "Rejected"}


@case("TC_H_01_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("reserve",))
async def test_evse_is_reserved(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    async with Reservations(session, csms_driver) as reservations:
        await reservations.reserved(step(1), step(1))


@case("TC_H_08_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("reserve",))
async def test_any_evse_is_reserved(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    async with Reservations(session, csms_driver) as reservations:
        await reservations.wanted(step(1))
        if len(session.evses) == 1:  # of more, the station keeps one free, and none is Reserved
            await reservations.shown("Reserved", step(4))


@case("TC_H_14_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("reserve",))
async def test_as_many_reservations_as_evses(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    async with Reservations(session, csms_driver) as reservations:
        for _ in session.evses:
            await reservations.wanted(step(1))
        await reservations.shown("Reserved", step(4), *range(1, len(session.evses) + 1))


@case("TC_H_15_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("reserve",))
async def test_connector_of_a_type_is_reserved(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    async with Reservations(session, csms_driver) as reservations:
        await reservations.wanted(step(1), connector_type=CONNECTOR_TYPE)
        await reservations.shown("Reserved", step(4))


@case("TC_H_19_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("reserve",))
async def test_evse_is_reserved_for_a_group(
    session: ChargingSession, csms_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await booted(session)
    group = tokens.get("group_id", A_GROUP)
    async with Reservations(session, csms_driver) as reservations:
        wanted = {"id_token": group["idToken"], "type": group["type"]}
        request = await reservations.reserved(step(1), step(4), group=wanted)
        request.meets(step(1), groupIdToken={"idToken": NOT_EMPTY, "type": NOT_EMPTY})


@case("TC_H_20_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("reserve",))
async def test_station_gives_a_reservation_up_when_faulted(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    async with Reservations(session, csms_driver) as reservations:
        request = await reservations.reserved(step(1), step(4))
        await reservations.shown("Faulted", step(6))
        await reservations.over(request, "Removed", step(8))


@case("TC_H_22_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("reserve",))
async def test_station_reserves_nothing(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    async with Reservations(session, csms_driver) as reservations:
        await reservations.wanted(step(1), evse=session.evse, answer=REJECTED)
    await goes_on(session.station, step(2))
