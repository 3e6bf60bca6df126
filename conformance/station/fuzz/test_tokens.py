"""Generated id tokens through the station's REST API: the rule for ISO 14443 tokens, and nothing but the rule."""

from hypothesis import given

from ocpp_conformance.conformance.case import Need, case, id_token
from ocpp_conformance.conformance.station.rfid.api_calls import FENCE
from ocpp_conformance.fixtures.tokens import BadToken, bad_tokens, compliant_tokens, kind_of
from ocpp_conformance.harness.fuzzing.fuzz import EXAMPLES
from ocpp_conformance.harness.fuzzing.systems import FuzzedStation

TOPICS = ("fuzz", "rfid")


@case("FUZZ-CS-TOKEN-01", "Compliant tokens reach the CSMS as they are", topics=TOPICS, needs=(Need.REST_API,))
def test_compliant_tokens_reach_the_csms(fuzzed_station: FuzzedStation) -> None:
    @EXAMPLES
    @given(compliant_tokens())
    def each(token: str) -> None:
        with fuzzed_station.example(kind_of(token), token):
            answer = fuzzed_station.authorize(token)
            answer.meets("REST-200", status=200, body={"status": "Accepted", **id_token(token)})
            fuzzed_station.must_ask("REST-WIRE").meets("REST-WIRE", idToken=id_token(token))

    each()


@case("FUZZ-CS-TOKEN-02", "Tokens that are not compliant are refused", topics=TOPICS, needs=(Need.REST_API,))
def test_other_tokens_are_refused_and_never_sent(fuzzed_station: FuzzedStation) -> None:
    @EXAMPLES
    @given(bad_tokens())
    def each(token: BadToken) -> None:
        with fuzzed_station.example(token.label, token.text):
            answer = fuzzed_station.authorize(token.text)
            answer.refuses("REST-400", 400, "token-not-compliant", rule=token.rule)
            fuzzed_station.authorize(FENCE)
            fuzzed_station.must_ask("REST-WIRE").meets("REST-WIRE", idToken=id_token(FENCE))

    each()
