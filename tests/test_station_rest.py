"""The bundled station's REST API: the table in docs/bundled-systems.md, row by row."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from contextlib import asynccontextmanager

import aiohttp
import pytest

from ocpp_conformance.harness.rpc import CallError
from ocpp_conformance.harness.station.rest_api import RestApi
from ocpp_conformance.harness.station.tokens import broken_rule, warning
from ocpp_conformance.harness.transport import PortTakenError

from .test_station_csms import ScriptedCsms, boot, system

CARD = {"idToken": "04A2B3C4", "type": "ISO14443"}
JSON = {"Content-Type": "application/json"}


@asynccontextmanager
async def api(csms=None, *, host="127.0.0.1", **config):
    async with (
        system(csms, **config) as (csms_, station),
        RestApi(station, host) as rest,
        aiohttp.ClientSession(rest.url) as client,
    ):
        yield client, csms_, station


async def post(client, body, headers=JSON):
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    async with client.post("/authorize_rfid", data=data, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None), answer.headers


def answering(status):
    csms = ScriptedCsms()
    csms.answers("Authorize", {"idTokenInfo": {"status": status}})
    return csms


@pytest.mark.parametrize("token", ["04A2B3C4", "04a2b3c4", "04A2B3C4D5E6F7", "00000000", "88A2B3C4D5E6F7"])
def test_a_compliant_token_breaks_no_rule(token):
    assert (broken_rule(token), warning(token)) == (None, None)


TOKENS = [
    ("", "iso14443-length"),
    ("04A2B3", "iso14443-length"),
    ("04A2B3C", "iso14443-length"),
    ("04A2B3C4D", "iso14443-length"),
    ("04A2B3C4D5E6", "iso14443-length"),
    ("04A2B3C4D5E6F708", "iso14443-length"),
    ("04A2B3C4D5E6F7081920", "iso14443-ten-bytes"),
    ("04A2B3CG", "iso14443-hexadecimal"),
    ("04:A2:B3:C4", "iso14443-hexadecimal"),
    ("0x04A2B3", "iso14443-hexadecimal"),
    (" 04A2B3C4", "iso14443-hexadecimal"),
    ("04A2B3C4 ", "iso14443-hexadecimal"),
    ("04A2B3C4\n", "iso14443-hexadecimal"),
    ("٠٤A2B3C4", "iso14443-hexadecimal"),
    ("０4A2B3C4", "iso14443-hexadecimal"),
    ("04A2B3C4\0", "iso14443-hexadecimal"),
]


@pytest.mark.parametrize(("token", "rule"), TOKENS)
def test_a_token_breaks_the_rule(token, rule):
    assert broken_rule(token).rule == rule


@pytest.mark.asyncio
@pytest.mark.parametrize(("token", "rule"), TOKENS)
async def test_a_token_that_is_not_compliant_is_refused_with_the_rule(token, rule):
    async with api() as (client, csms, _):
        status, problem, headers = await post(client, {**CARD, "idToken": token})
        assert (status, problem["rule"], headers["Content-Type"]) == (400, rule, "application/problem+json")
        assert csms.of("Authorize") == []


@pytest.mark.asyncio
async def test_a_ten_byte_uid_is_refused_with_the_reason():
    async with api() as (client, _, _station):
        _, problem, _ = await post(client, {**CARD, "idToken": "0" * 20})
        assert "OCPP 2.0.1 defines" in problem["detail"]


@pytest.mark.asyncio
async def test_accepted():
    async with api() as (client, csms, _):
        status, answer, headers = await post(client, CARD)
        assert (status, answer["status"]) == (200, "Accepted")
        assert csms.of("Authorize") == [{"idToken": CARD}]
        assert not [name for name in headers if name.lower().startswith("access-control")]


@pytest.mark.asyncio
async def test_a_half_read_card_is_accepted_with_a_warning():
    async with api() as (client, _, _station):
        status, answer, _ = await post(client, {**CARD, "idToken": "88A2B3C4"})
        assert status == 200
        assert "cascade tag" in answer["warning"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "status",
    ["Blocked", "ConcurrentTx", "Expired", "Invalid", "NoCredit", "NotAtThisLocation", "NotAtThisTime", "Unknown"],
)
async def test_what_the_csms_refuses_is_forbidden_and_named(status):
    async with api(answering(status)) as (client, _, _station):
        code, problem, _ = await post(client, {**CARD, "idToken": "88A2B3C4"})
        assert (code, problem["status"], problem["authorizationStatus"]) == (403, 403, status)
        assert status in problem["detail"]
        assert "warning" in problem


BODIES = [
    "",
    "{",
    "null",
    "[]",
    '"04A2B3C4"',
    "[" * 60_000,
    '{"a":' * 10_000,
    '{"idToken":' + "[" * 20 + "]" * 20 + ',"type":"ISO14443"}',
    "{}",
    {"idToken": "04A2B3C4"},
    {"type": "ISO14443"},
    {**CARD, "type": "ISO15693"},
    {**CARD, "type": "iso14443"},
    {**CARD, "type": None},
    {**CARD, "idToken": 4},
    {**CARD, "idToken": None},
    {**CARD, "idToken": ["04A2B3C4"]},
    {**CARD, "more": 1},
    '{"idToken":"04A2B3C4","idToken":"04A2B3C4","type":"ISO14443"}',
    '{"idToken":NaN,"type":"ISO14443"}',
    '{"idToken":1e999,"type":"ISO14443"}',
    '{"idToken":' + "9" * 5000 + ',"type":"ISO14443"}',
    '{"idToken":"\\ud800","type":"ISO14443"}',
    '{"\\ud800":"04A2B3C4","type":"ISO14443"}',
    b"\xff\xfe{}",
    b'{"idToken":"\xed\xa0\x80","type":"ISO14443"}',
    b"\xef\xbb\xbf" + json.dumps(CARD).encode(),
]


@pytest.mark.asyncio
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
async def test_a_body_that_is_not_right_is_a_bad_request(body):
    async with api() as (client, csms, _):
        status, problem, headers = await post(client, body)
        assert (status, problem["status"], headers["Content-Type"]) == (400, 400, "application/problem+json")
        assert set(problem) >= {"type", "title", "detail"}
        assert csms.calls == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/jsonx"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": ""},
        {**JSON, "Content-Encoding": "gzip"},
    ],
)
async def test_a_body_of_another_kind_is_unsupported(headers):
    async with api() as (client, _, _station):
        body = gzip.compress(json.dumps(CARD).encode())
        status, problem, _ = await post(client, body, headers)
        assert (status, problem["status"]) == (415, 415)


@pytest.mark.asyncio
@pytest.mark.parametrize(("size", "status"), [(65536, 200), (65537, 413), (200_000, 413)])
async def test_a_body_has_a_limit(size, status):
    async with api() as (client, _, _station):
        code, _, _ = await post(client, json.dumps(CARD).ljust(size))
        assert code == status


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/authorize_rfid", 405, {"POST"}),
        ("PUT", "/authorize_rfid", 405, {"POST"}),
        ("OPTIONS", "/authorize_rfid", 405, {"POST"}),
        ("DELETE", "/status", 405, {"GET", "HEAD"}),
        ("POST", "/healthz", 405, {"GET", "HEAD"}),
        ("GET", "/", 404, None),
        ("POST", "/authorize_rfid/", 404, None),
        ("GET", "/%0d%0aX:%20y", 404, None),
    ],
)
async def test_another_path_or_method_is_a_problem(method, path, status, allow):
    async with api() as (client, _, _station), client.request(method, path) as answer:
        problem = await answer.json(content_type="application/problem+json")
        assert (answer.status, problem["status"]) == (status, status)
        assert allow is None or set(answer.headers["Allow"].split(",")) == allow


HOSTS = [
    ("127.0.0.1:{port}", 200),
    ("localhost:{port}", 200),
    ("LOCALHOST:{port}", 200),
    ("127.0.0.1:1", 421),
    ("127.0.0.1", 421),
    ("evil.example:{port}", 421),
    ("127.0.0.1.evil.example:{port}", 421),
    ("[::1]:{port}", 421),
    ("[:{port}", 421),
    ("127.0.0.1:99999999", 421),
    ("", 421),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "status"), HOSTS)
async def test_the_host_header_has_to_be_ours(name, status):
    async with api() as (client, _, _station):
        headers = {"Host": name.format(port=client._base_url.port)}
        async with client.get("/healthz", headers=headers) as answer:
            assert answer.status == status


@pytest.mark.asyncio
async def test_bound_to_every_address_any_address_is_ours_but_no_name():
    async with system() as (_, station), RestApi(station, "0.0.0.0") as rest, aiohttp.ClientSession() as client:
        found = []
        for name in ("127.0.0.1", "192.0.2.7", "evil.example"):
            headers = {"Host": f"{name}:{rest.port}"}
            async with client.get(f"http://127.0.0.1:{rest.port}/healthz", headers=headers) as answer:
                found.append(answer.status)
        assert found == [200, 200, 421]


@pytest.mark.asyncio
async def test_before_acceptance_it_is_a_conflict():
    csms = ScriptedCsms()
    csms.answers("BootNotification", boot("Pending", 1000))
    async with api(csms, accepted=False) as (client, _, _station):
        await csms.seen("BootNotification")
        await csms.fence()
        status, problem, _ = await post(client, CARD)
        assert (status, problem["status"]) == (409, 409)
        assert "Pending" in problem["detail"]


@pytest.mark.asyncio
async def test_without_a_connection_it_is_unavailable():
    async with api() as (client, _, station):
        station.network_down()
        assert (await post(client, CARD))[0] == 503


@pytest.mark.asyncio
async def test_without_an_answer_it_is_a_gateway_timeout():
    csms = ScriptedCsms()
    csms.answers("Authorize", None)
    async with api(csms, call_timeout=0.3) as (client, _, _station):
        assert (await post(client, CARD))[0] == 504


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "answer", [CallError("", "InternalError"), {}, {"idTokenInfo": {"status": "Maybe"}}, {"idTokenInfo": None}]
)
async def test_an_unusable_answer_is_a_bad_gateway(answer):
    csms = ScriptedCsms()
    csms.answers("Authorize", answer)
    async with api(csms) as (client, _, _station):
        assert (await post(client, CARD))[0] == 502


@pytest.mark.asyncio
async def test_two_cards_at_once_are_asked_about_one_after_the_other():
    async with api() as (client, csms, _):
        answers = await asyncio.gather(*(post(client, {**CARD, "idToken": f"04A2B3C{n}"}) for n in range(5)))
        assert [status for status, _, _ in answers] == [200] * 5
        assert len(csms.of("Authorize")) == 5


@pytest.mark.asyncio
async def test_status_shows_boot_connection_and_connectors():
    async with api(evses=(1, 1)) as (client, _, station):
        await station.plug_in(2)
        async with client.get("/status") as answer:
            status = await answer.json()
        assert (status["identity"], status["bootStatus"], status["connected"]) == ("CS001", "Accepted", True)
        assert [(c["evseId"], c["status"]) for c in status["connectors"]] == [(1, "Available"), (2, "Occupied")]
        assert [t["chargingState"] for t in status["transactions"]] == ["EVConnected"]


@pytest.mark.asyncio
async def test_healthz_answers_even_without_a_csms():
    async with api() as (client, _, station):
        station.network_down()
        async with client.get("/healthz") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "ok"})


@pytest.mark.asyncio
async def test_a_taken_port_is_named():
    async with system() as (_, station), RestApi(station) as first:
        with pytest.raises(PortTakenError, match=str(first.port)):
            await RestApi(station, port=first.port).start()


@pytest.mark.asyncio
async def test_each_request_is_one_line_of_the_log():
    lines = []
    async with api(log=lines.append) as (client, _, _station):
        await post(client, {**CARD, "idToken": "x"})
        async with client.get("/a%0Ab") as answer:
            assert answer.status == 404
    assert [line[13:] for line in lines if "HTTP" in line] == ["HTTP POST /authorize_rfid 400", "HTTP GET /a\\nb 404"]


@pytest.mark.asyncio
async def test_a_bug_of_ours_is_a_problem_and_surfaces():
    async with api() as (client, _, station):
        station.authorize = None
        assert (await post(client, CARD))[0] == 500
        with pytest.raises(TypeError):
            await station.power_off()


@pytest.mark.asyncio
async def test_the_api_can_be_stopped_twice():
    async with system() as (_, station):
        rest = RestApi(station)
        await rest.start()
        await rest.stop()
        await rest.stop()


@pytest.mark.asyncio
@pytest.mark.parametrize("linger", [b"\0" * 8, b"\1\0\0\0\0\0\0\0"], ids=["a close", "a reset"])
async def test_a_client_that_goes_away_is_no_failure_of_the_station(linger):
    head = "POST /authorize_rfid HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n"
    async with api() as (client, _, _station):
        port = client._base_url.port
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.write(f'{head.format(port)}Content-Length: 40\r\n\r\n{{"idToken"'.encode())
        await asyncio.sleep(0.05)
        writer.close()
        await asyncio.sleep(0.05)
        async with client.get("/healthz") as answer:
            assert answer.status == 200
