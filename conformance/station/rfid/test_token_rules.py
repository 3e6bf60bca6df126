"""REST API of the station: which tokens are compliant. OCPP's ISO14443 is a UID of 4 or 7 bytes in hexadecimal."""

from ocpp_conformance.conformance.case import NOT_EMPTY, NOTHING, CsmsProbe, Need, case, id_token, text_like
from ocpp_conformance.conformance.station.rfid.api_calls import asked_about_nothing_else, authorized, ready, turned_down
from ocpp_conformance.fixtures.tokens import HEXADECIMAL, LENGTH, TEN
from ocpp_conformance.harness.sut.rest import RestClient

TOPICS, NEEDS = ("rfid",), (Need.REST_API,)


@case("RFID-CS-API-30", "4 bytes in upper case are compliant", topics=TOPICS, needs=NEEDS)
async def test_four_bytes_in_upper_case(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await authorized(csms, rest, "04A2B3C4")
    answer.meets("REST-200", status=200, body={**id_token("04A2B3C4"), "warning": NOTHING})


@case("RFID-CS-API-31", "4 bytes in lower case are compliant", topics=TOPICS, needs=NEEDS)
async def test_four_bytes_in_lower_case(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await authorized(csms, rest, "04a2b3c4")
    answer.meets("REST-200", status=200, body={**id_token("04a2b3c4"), "warning": NOTHING})


@case("RFID-CS-API-32", "4 bytes in mixed case are compliant", topics=TOPICS, needs=NEEDS)
async def test_four_bytes_in_mixed_case(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await authorized(csms, rest, "04a2B3c4")
    answer.meets("REST-200", status=200, body={**id_token("04a2B3c4"), "warning": NOTHING})


@case("RFID-CS-API-33", "7 bytes in upper case are compliant", topics=TOPICS, needs=NEEDS)
async def test_seven_bytes_in_upper_case(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await authorized(csms, rest, "04A2B3C4D5E6F7")
    answer.meets("REST-200", status=200, body={**id_token("04A2B3C4D5E6F7"), "warning": NOTHING})


@case("RFID-CS-API-34", "7 bytes in lower case are compliant", topics=TOPICS, needs=NEEDS)
async def test_seven_bytes_in_lower_case(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await authorized(csms, rest, "04a2b3c4d5e6f7")
    answer.meets("REST-200", status=200, body={**id_token("04a2b3c4d5e6f7"), "warning": NOTHING})


@case("RFID-CS-API-35", "7 bytes in mixed case are compliant", topics=TOPICS, needs=NEEDS)
async def test_seven_bytes_in_mixed_case(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await authorized(csms, rest, "04A2b3C4d5E6f7")
    answer.meets("REST-200", status=200, body={**id_token("04A2b3C4d5E6f7"), "warning": NOTHING})


@case("RFID-CS-API-36", "4 bytes behind the cascade tag 88 are compliant, with a warning", topics=TOPICS, needs=NEEDS)
async def test_cascade_tag_in_front_of_four_bytes_is_warned_of(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await authorized(csms, rest, "88A2B3C4")
    answer.meets("REST-WARNING", status=200, body={**id_token("88A2B3C4"), "warning": NOT_EMPTY})


@case("RFID-CS-API-37", "7 bytes that start with 88 are compliant, without a warning", topics=TOPICS, needs=NEEDS)
async def test_first_byte_88_of_seven_is_not_warned_of(csms: CsmsProbe, rest: RestClient) -> None:
    answer = await authorized(csms, rest, "88A2B3C4D5E6F7")
    answer.meets("REST-200", status=200, body={**id_token("88A2B3C4D5E6F7"), "warning": NOTHING})


@case("RFID-CS-API-38", "10 bytes are refused, and the answer says why", topics=TOPICS, needs=NEEDS)
async def test_ten_bytes_are_refused_with_the_reason(csms: CsmsProbe, rest: RestClient) -> None:
    since = await ready(csms)
    answer = await rest.authorize("04A2B3C4D5E6F7081920")
    reason = text_like(r"(?s).*10 bytes.*4 or 7 bytes.*", "a text on 10 bytes where OCPP has 4 or 7")
    answer.refuses("REST-400", 400, "token-not-compliant", rule=TEN, detail=reason)
    await asked_about_nothing_else(csms, rest, since)


@case("RFID-CS-API-39", "An empty token is refused", topics=TOPICS, needs=NEEDS)
async def test_empty_token(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "", LENGTH)


@case("RFID-CS-API-40", "One byte is refused", topics=TOPICS, needs=NEEDS)
async def test_one_byte(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "04", LENGTH)


@case("RFID-CS-API-41", "5 bytes are refused", topics=TOPICS, needs=NEEDS)
async def test_five_bytes(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "04A2B3C4D5", LENGTH)


@case("RFID-CS-API-42", "8 bytes, an ISO 15693 UID, are refused", topics=TOPICS, needs=NEEDS)
async def test_eight_bytes(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "E004A2B3C4D5E6F7", LENGTH)


@case("RFID-CS-API-43", "An odd number of digits is refused", topics=TOPICS, needs=NEEDS)
async def test_odd_number_of_digits(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "04A2B3C", LENGTH)


@case("RFID-CS-API-44", "Colons between the bytes are refused", topics=TOPICS, needs=NEEDS)
async def test_colons_between_bytes(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "04:A2:B3:C4", HEXADECIMAL)


@case("RFID-CS-API-45", "Hyphens between the bytes are refused", topics=TOPICS, needs=NEEDS)
async def test_hyphens_between_bytes(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "04-A2-B3-C4-D5-E6-F7", HEXADECIMAL)


@case("RFID-CS-API-46", "0x in front of the bytes is refused", topics=TOPICS, needs=NEEDS)
async def test_prefix_0x(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "0x04A2B3C4", HEXADECIMAL)


@case("RFID-CS-API-47", "0x in place of the first byte is refused", topics=TOPICS, needs=NEEDS)
async def test_prefix_0x_of_the_right_length(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "0xA2B3C4", HEXADECIMAL)


@case("RFID-CS-API-48", "A letter beyond F is refused", topics=TOPICS, needs=NEEDS)
async def test_letter_beyond_f(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "04A2B3CG", HEXADECIMAL)


@case("RFID-CS-API-49", "Full-width digits are refused", topics=TOPICS, needs=NEEDS)
async def test_full_width_digits(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "０４Ａ２Ｂ３Ｃ４", HEXADECIMAL)


@case("RFID-CS-API-50", "Arabic digits are refused", topics=TOPICS, needs=NEEDS)
async def test_arabic_digits(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "٠٤١٢٣٤٥٦", HEXADECIMAL)


@case("RFID-CS-API-51", "A blank in front is refused", topics=TOPICS, needs=NEEDS)
async def test_blank_in_front(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, " 04A2B3C4", HEXADECIMAL)


@case("RFID-CS-API-52", "A line end behind the token is refused", topics=TOPICS, needs=NEEDS)
async def test_line_end_behind(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "04A2B3C4\n", HEXADECIMAL)


@case("RFID-CS-API-53", "A blank among the digits is refused", topics=TOPICS, needs=NEEDS)
async def test_blank_inside(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "04A2 3C4", HEXADECIMAL)


@case("RFID-CS-API-54", "A sign is refused", topics=TOPICS, needs=NEEDS)
async def test_sign(csms: CsmsProbe, rest: RestClient) -> None:
    await turned_down(csms, rest, "-4A2B3C4", HEXADECIMAL)
