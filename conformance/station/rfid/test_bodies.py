"""REST API of the station: bodies that it does not read."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.station.rfid.api_calls import not_read
from ocpp_conformance.harness.sut.rest import RestClient

TOPICS, NEEDS = ("rfid",), (Need.REST_API,)
NOT_SCHEMA, NOT_JSON = "body-not-the-schema", "body-not-json"


@case("RFID-CS-API-60", "The type ISO15693 is refused", topics=TOPICS, needs=NEEDS)
async def test_another_type(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"idToken": "04A2B3C4", "type": "ISO15693"}', NOT_SCHEMA, pointer="/type")


@case("RFID-CS-API-61", "The type in lower case is refused", topics=TOPICS, needs=NEEDS)
async def test_type_in_lower_case(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"idToken": "04A2B3C4", "type": "iso14443"}', NOT_SCHEMA, pointer="/type")


@case("RFID-CS-API-62", "A missing type is refused", topics=TOPICS, needs=NEEDS)
async def test_missing_type(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"idToken": "04A2B3C4"}', NOT_SCHEMA)


@case("RFID-CS-API-63", "A missing idToken is refused", topics=TOPICS, needs=NEEDS)
async def test_missing_id_token(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"type": "ISO14443"}', NOT_SCHEMA)


@case("RFID-CS-API-64", "A number as idToken is refused", topics=TOPICS, needs=NEEDS)
async def test_number_as_id_token(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"idToken": 12345678, "type": "ISO14443"}', NOT_SCHEMA)


@case("RFID-CS-API-65", "A member that the schema lacks is refused", topics=TOPICS, needs=NEEDS)
async def test_unknown_member(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"idToken": "04A2B3C4", "type": "ISO14443", "evseId": 1}', NOT_SCHEMA)


@case("RFID-CS-API-66", "A list of bodies is refused", topics=TOPICS, needs=NEEDS)
async def test_list_of_bodies(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '[{"idToken": "04A2B3C4", "type": "ISO14443"}]', NOT_SCHEMA)


@case("RFID-CS-API-67", "An empty body is refused", topics=TOPICS, needs=NEEDS)
async def test_empty_body(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, "", NOT_JSON)


@case("RFID-CS-API-68", "A form in place of JSON is refused", topics=TOPICS, needs=NEEDS)
async def test_form(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, "idToken=04A2B3C4&type=ISO14443", NOT_JSON)


@case("RFID-CS-API-69", "A body that is cut off is refused", topics=TOPICS, needs=NEEDS)
async def test_cut_off(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"idToken": "04A2B3C4", "type": "ISO14443"', NOT_JSON)


@case("RFID-CS-API-70", "A member given twice is refused", topics=TOPICS, needs=NEEDS)
async def test_member_given_twice(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"idToken": "04A2B3C4D5", "idToken": "04A2B3C4", "type": "ISO14443"}', NOT_JSON)


@case("RFID-CS-API-71", "Deep nesting is refused", topics=TOPICS, needs=NEEDS)
async def test_deep_nesting(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"idToken": "04A2B3C4", "type": ' + "[" * 20_000 + "]" * 20_000 + "}", NOT_JSON)


@case("RFID-CS-API-72", "NaN is refused", topics=TOPICS, needs=NEEDS)
async def test_not_a_number(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"idToken": "04A2B3C4", "type": "ISO14443", "evseId": NaN}', NOT_JSON)


@case("RFID-CS-API-73", "A lone surrogate is refused", topics=TOPICS, needs=NEEDS)
async def test_lone_surrogate(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, r'{"idToken": "04A2B3C4\ud800", "type": "ISO14443"}', NOT_JSON)


@case("RFID-CS-API-74", "Bytes that are not UTF-8 are refused", topics=TOPICS, needs=NEEDS)
async def test_not_utf_8(csms: CsmsProbe, rest: RestClient) -> None:
    await not_read(csms, rest, '{"idToken": "04A2B3C4", "type": "ISO14443\xe9"}'.encode("latin-1"), NOT_JSON)
