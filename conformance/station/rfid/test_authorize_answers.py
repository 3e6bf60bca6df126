"""REST API of the station: what the CSMS says of a card is what the answer says."""

import asyncio

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, id_token
from ocpp_conformance.conformance.station.rfid.api_calls import FENCE, TOKEN, authorized, decided, ready
from ocpp_conformance.harness.sut.rest import RestClient

TOPICS, NEEDS = ("auth", "rfid"), (Need.REST_API,)


@case("RFID-CS-API-01", "An accepted token is answered 200", topics=TOPICS, needs=NEEDS)
async def test_accepted_is_200(csms: CsmsProbe, rest: RestClient) -> None:
    info = {
        "status": "Accepted",
        "groupIdToken": id_token("FAMILY", "Central"),
        "cacheExpiryDateTime": "2030-01-01T00:00:00Z",
    }
    csms.answers("Authorize", {"idTokenInfo": info})
    answer = await authorized(csms, rest, TOKEN)
    answer.meets("REST-200", status=200, body={"status": "Accepted", **id_token(TOKEN), "idTokenInfo": info})


@case("RFID-CS-API-02", "A token that is Blocked is answered 403", topics=TOPICS, needs=NEEDS)
async def test_blocked_is_403(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await decided(csms, rest, "Blocked")
    answer.refuses("REST-403", 403, "not-authorized", authorizationStatus="Blocked")


@case("RFID-CS-API-03", "A token that is ConcurrentTx is answered 403", topics=TOPICS, needs=NEEDS)
async def test_concurrent_tx_is_403(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await decided(csms, rest, "ConcurrentTx")
    answer.refuses("REST-403", 403, "not-authorized", authorizationStatus="ConcurrentTx")


@case("RFID-CS-API-04", "A token that is Expired is answered 403", topics=TOPICS, needs=NEEDS)
async def test_expired_is_403(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await decided(csms, rest, "Expired")
    answer.refuses("REST-403", 403, "not-authorized", authorizationStatus="Expired")


@case("RFID-CS-API-05", "A token that is Invalid is answered 403", topics=TOPICS, needs=NEEDS)
async def test_invalid_is_403(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await decided(csms, rest, "Invalid")
    answer.refuses("REST-403", 403, "not-authorized", authorizationStatus="Invalid")


@case("RFID-CS-API-06", "A token that is NoCredit is answered 403", topics=TOPICS, needs=NEEDS)
async def test_no_credit_is_403(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await decided(csms, rest, "NoCredit")
    answer.refuses("REST-403", 403, "not-authorized", authorizationStatus="NoCredit")


@case("RFID-CS-API-07", "A token that is NotAllowedTypeEVSE is answered 403", topics=TOPICS, needs=NEEDS)
async def test_not_allowed_type_evse_is_403(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await decided(csms, rest, "NotAllowedTypeEVSE")
    answer.refuses("REST-403", 403, "not-authorized", authorizationStatus="NotAllowedTypeEVSE")


@case("RFID-CS-API-08", "A token that is NotAtThisLocation is answered 403", topics=TOPICS, needs=NEEDS)
async def test_not_at_this_location_is_403(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await decided(csms, rest, "NotAtThisLocation")
    answer.refuses("REST-403", 403, "not-authorized", authorizationStatus="NotAtThisLocation")


@case("RFID-CS-API-09", "A token that is NotAtThisTime is answered 403", topics=TOPICS, needs=NEEDS)
async def test_not_at_this_time_is_403(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await decided(csms, rest, "NotAtThisTime")
    answer.refuses("REST-403", 403, "not-authorized", authorizationStatus="NotAtThisTime")


@case("RFID-CS-API-10", "A token that is Unknown is answered 403", topics=TOPICS, needs=NEEDS)
async def test_unknown_is_403(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await decided(csms, rest, "Unknown")
    answer.refuses("REST-403", 403, "not-authorized", authorizationStatus="Unknown")


@case("RFID-CS-API-11", "Two cards at once get an answer each", topics=TOPICS, needs=NEEDS)
async def test_two_cards_at_once(csms: CsmsProbe, rest: RestClient) -> None:
    await ready(csms)
    csms.answers("Authorize", {"idTokenInfo": {"status": "Accepted"}}, {"idTokenInfo": {"status": "Blocked"}})
    first, second = await asyncio.gather(rest.authorize(TOKEN), rest.authorize(FENCE))
    accepted, blocked = sorted((first, second), key=lambda answer: answer.status)
    accepted.meets("REST-200", status=200)
    blocked.refuses("REST-403", 403, "not-authorized", authorizationStatus="Blocked")
