"""REST API of the station: HTTP around the body, and the paths to look at."""

import gzip

from ocpp_conformance.conformance.case import NOT_EMPTY, CsmsProbe, Need, case, text_like
from ocpp_conformance.conformance.station.rfid.api_calls import TOKEN, asked_about_nothing_else, ready
from ocpp_conformance.harness.sut.rest import AUTHORIZE, JSON, RestClient

TOPICS, NEEDS = ("rfid",), (Need.REST_API,)
BODY = f'{{"idToken": "{TOKEN}", "type": "ISO14443"}}'
LIMIT = 64 * 1024


@case("RFID-CS-API-75", "An unknown path is 404", topics=TOPICS, needs=NEEDS)
async def test_unknown_path_is_404(rest: RestClient) -> None:
    answer = await rest.request("POST", "/authorize", BODY, JSON)
    answer.refuses("REST-404", 404, "not-found")


@case("RFID-CS-API-76", "GET of a path that takes POST is 405", topics=TOPICS, needs=NEEDS)
async def test_get_of_authorize_is_405(rest: RestClient) -> None:
    answer = await rest.request("GET", AUTHORIZE)
    answer.refuses("REST-405", 405, "method-not-allowed", headers={"Allow": "POST"})


@case("RFID-CS-API-77", "POST to a path that takes GET is 405", topics=TOPICS, needs=NEEDS)
async def test_post_to_status_is_405(rest: RestClient) -> None:
    answer = await rest.request("POST", "/status", BODY, JSON)
    allow = text_like(r"(.*, ?|.*,)?GET(,.*)?", "a list with GET")
    answer.refuses("REST-405", 405, "method-not-allowed", headers={"Allow": allow})


@case("RFID-CS-API-78", "A body above 64 KiB is 413", topics=TOPICS, needs=NEEDS)
async def test_body_above_the_limit_is_413(csms: CsmsProbe, rest: RestClient) -> None:
    since = await ready(csms)
    answer = await rest.post(BODY.ljust(LIMIT + 1))
    answer.refuses("REST-413", 413, "content-too-large")
    await asked_about_nothing_else(csms, rest, since)


@case("RFID-CS-API-79", "A body of 64 KiB is read", topics=TOPICS, needs=NEEDS)
async def test_body_of_the_limit_is_read(csms: CsmsProbe, rest: RestClient) -> None:
    await ready(csms)
    answer = await rest.post(BODY.ljust(LIMIT))
    answer.meets("REST-413", status=200)


@case("RFID-CS-API-80", "A body of another media type is 415", topics=TOPICS, needs=NEEDS)
async def test_other_media_type_is_415(csms: CsmsProbe, rest: RestClient) -> None:
    since = await ready(csms)
    answer = await rest.post(BODY, {"Content-Type": "text/plain"})
    answer.refuses("REST-415", 415, "unsupported-media-type")
    await asked_about_nothing_else(csms, rest, since)


@case("RFID-CS-API-81", "A body without a media type is 415", topics=TOPICS, needs=NEEDS)
async def test_missing_media_type_is_415(csms: CsmsProbe, rest: RestClient) -> None:
    since = await ready(csms)
    answer = await rest.post(BODY, {})
    answer.refuses("REST-415", 415, "unsupported-media-type")
    await asked_about_nothing_else(csms, rest, since)


@case("RFID-CS-API-82", "A body in another charset is 415", topics=TOPICS, needs=NEEDS)
async def test_other_charset_is_415(csms: CsmsProbe, rest: RestClient) -> None:
    since = await ready(csms)
    answer = await rest.post(BODY.encode("utf-16"), {"Content-Type": "application/json; charset=utf-16"})
    answer.refuses("REST-415", 415, "unsupported-media-type")
    await asked_about_nothing_else(csms, rest, since)


@case("RFID-CS-API-83", "A compressed body is 415", topics=TOPICS, needs=NEEDS)
async def test_compressed_body_is_415(csms: CsmsProbe, rest: RestClient) -> None:
    since = await ready(csms)
    answer = await rest.post(gzip.compress(BODY.encode()), {**JSON, "Content-Encoding": "gzip"})
    answer.refuses("REST-415", 415, "unsupported-media-type")
    await asked_about_nothing_else(csms, rest, since)


@case("RFID-CS-API-84", "application/json with charset=utf-8 is read", topics=TOPICS, needs=NEEDS)
async def test_charset_utf_8_is_read(csms: CsmsProbe, rest: RestClient) -> None:
    await ready(csms)
    answer = await rest.post(BODY, {"Content-Type": "Application/JSON; charset=UTF-8"})
    answer.meets("REST-415", status=200)


@case("RFID-CS-API-85", "A Host header of somebody else is 421", topics=TOPICS, needs=NEEDS)
async def test_foreign_host_is_421(csms: CsmsProbe, rest: RestClient) -> None:
    since = await ready(csms)
    answer = await rest.post(BODY, {**JSON, "Host": "rebound.example"})
    answer.refuses("REST-421", 421, "wrong-host")
    await asked_about_nothing_else(csms, rest, since)


@case("RFID-CS-API-86", "Health is 200 with the station switched off", topics=TOPICS, needs=NEEDS)
async def test_health_does_not_need_the_csms(rest: RestClient) -> None:
    answer = await rest.request("GET", "/healthz")
    answer.meets("REST-HEALTHZ", status=200)


@case("RFID-CS-API-87", "Status before the first boot", topics=TOPICS, needs=NEEDS)
async def test_status_before_the_first_boot(rest: RestClient) -> None:
    answer = await rest.request("GET", "/status")
    answer.meets("REST-STATUS", status=200, body={"identity": NOT_EMPTY, "bootStatus": None, "connected": False})


@case("RFID-CS-API-88", "Status of an accepted station", topics=TOPICS, needs=NEEDS)
async def test_status_of_an_accepted_station(csms: CsmsProbe, rest: RestClient) -> None:
    await ready(csms)
    answer = await rest.request("GET", "/status")
    identity = csms.upgrades[-1].identity
    free = [{"evseId": evse, "connectorId": 1, "status": "Available", "plugged": False} for evse in (1, 2)]
    body = {"bootStatus": "Accepted", "connected": True, "connectors": free, "transactions": []}
    answer.meets("REST-STATUS", status=200, body={"identity": identity, **body})
