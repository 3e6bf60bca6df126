"""C01: what the CSMS says of an id token."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import Need, StationProbe, because, case, id_token, one_of, step
from ocpp_conformance.conformance.csms.asking import in_other_case
from ocpp_conformance.harness.probes.payloads import unknown_uid
from ocpp_conformance.harness.rpc import Payload

Tokens = Mapping[str, Payload]


@case("TC_C_02_CSMS", topics=("rfid",))
async def test_unknown_token_is_not_accepted(station: StationProbe) -> None:
    await station.booted()
    authorize = await station.call("Authorize", {"idToken": id_token(unknown_uid())})
    authorize.meets(step(2), idTokenInfo={"status": because("no such token", one_of("Invalid", "Unknown"))})


@case("TC_C_06_CSMS", topics=("rfid",), needs=(Need.TOKEN_BLOCKED,))
async def test_blocked_token_is_reported(station: StationProbe, tokens: Tokens) -> None:
    await station.booted()
    authorize = await station.call("Authorize", {"idToken": tokens["blocked"]})
    authorize.meets(step(2), idTokenInfo={"status": because("a blocked token", one_of("Blocked", "Invalid"))})


@case("TC_C_07_CSMS", topics=("rfid",), needs=(Need.TOKEN_EXPIRED,))
async def test_expired_token_is_reported(station: StationProbe, tokens: Tokens) -> None:
    await station.booted()
    authorize = await station.call("Authorize", {"idToken": tokens["expired"]})
    authorize.meets(step(2), idTokenInfo={"status": because("an expired token", one_of("Expired", "Invalid"))})


@case(
    "TOKEN-CSMS-CASE-01",
    "An accepted id token in the other letter case",
    topics=("auth", "rfid"),
    needs=(Need.TOKEN_ACCEPTED,),
)
async def test_letter_case_of_a_token_does_not_matter(station: StationProbe, tokens: Tokens) -> None:
    other = in_other_case(tokens["accepted"])
    await station.booted()
    known = await station.call("Authorize", {"idToken": tokens["accepted"]})
    known.expects(idTokenInfo={"status": "Accepted"})

    authorize = await station.call("Authorize", {"idToken": other})
    # the status is due for this very token: idToken is an identifierString, which ignores letter case (Part 2, 2.1)
    authorize.meets(
        "C01.FR.07", idTokenInfo={"status": because("an accepted token in the other letter case", "Accepted")}
    )
