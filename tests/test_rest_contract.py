"""The REST API keeps to the OpenAPI document that it serves, whatever is sent to it."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from contextlib import AsyncExitStack

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ocpp_conformance.fixtures.tokens import bad_tokens, compliant_tokens
from ocpp_conformance.harness.csms import Csms, CsmsConfig
from ocpp_conformance.harness.fuzzing.fuzz import EXAMPLES
from ocpp_conformance.harness.fuzzing.loops import OwnLoop
from ocpp_conformance.harness.station import Station, StationConfig
from ocpp_conformance.harness.station.openapi import document
from ocpp_conformance.harness.station.rest_api import RestApi
from ocpp_conformance.harness.station.tokens import broken_rule
from ocpp_conformance.harness.transport import Secret

PASSWORD = Secret("open-conformance-0001")
CARD = {"idToken": "04A2B3C4", "type": "ISO14443"}
TYPES = (
    "application/json",
    "application/json; charset=utf-8",
    "application/json; charset=utf-16",
    "application/problem+json",
    "application/json-patch+json",
    "text/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "*/*",
    "json",
    "",
)
HOSTS = (
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "localhost:1",
    "127.0.0.1:99999",
    "[::1",
    "[::1]:x",
    "user@127.0.0.1",
    "0",
    "",
)
LIMIT = 64 * 1024


class Api:
    """The API of a bundled station that a bundled CSMS has accepted, on a loop of its own; each answer is looked up."""

    def __init__(self, loop: OwnLoop) -> None:
        self._loop = loop

    def __enter__(self):
        self._loop.run(self._start())
        return self

    def __exit__(self, *_):
        self._loop.run(self._world.aclose())

    async def _start(self):
        self._world = AsyncExitStack()
        tokens = {("04A2B3C4", "ISO14443"): "Accepted", ("04B1B2B3", "ISO14443"): "Blocked"}
        csms = await self._world.enter_async_context(Csms(CsmsConfig(passwords={"CS001": PASSWORD}, tokens=tokens)))
        config = StationConfig(csms_url=csms.url, password=PASSWORD, time_scale=0.02)
        station = await self._world.enter_async_context(Station(config))
        await station.wait_accepted(5)
        self.url = (await self._world.enter_async_context(RestApi(station))).url
        self._client = await self._world.enter_async_context(aiohttp.ClientSession())

    def post(self, body, **headers):
        """POST a body, JSON unless it is bytes; the answer is as the document says, and no 5xx."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **headers}
        return self._loop.run(self._ask("POST", "/authorize_rfid", raw, sent))

    def get(self, path):
        return self._loop.run(self._ask("GET", path, None, {}))

    async def _ask(self, method, path, data, headers):
        async with self._client.request(method, f"{self.url}{path}", data=data, headers=headers) as answer:
            body = await answer.json(content_type=None)
            assert answer.status < 500, body
            is_documented(method, path, answer.status, answer.content_type, body)
            return answer.status, body


def is_documented(method, path, status, media_type, body):
    """The document knows this status, this media type with it, and such a body."""
    answers = document()["paths"][path][method.lower()]["responses"]
    assert str(status) in answers, f"{method} {path} answered {status}: {body}"
    answer = answers[str(status)]
    if "$ref" in answer:
        answer = document()["components"]["responses"][answer["$ref"].rsplit("/", 1)[-1]]
    assert media_type in answer["content"]
    schema = {**answer["content"][media_type]["schema"], "components": document()["components"]}
    Draft202012Validator(schema).validate(body)


@pytest.fixture(scope="module")
def api():
    with OwnLoop() as loop, Api(loop) as api:
        yield api


def test_every_schema_in_the_document_is_one():
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.asyncio
async def test_the_document_names_every_path_and_method():
    async with RestApi(Station(StationConfig(csms_url="ws://127.0.0.1:9"))) as api:
        routes = [(route.resource.canonical, route.method) for route in api._runner.app.router.routes()]
    named = {(path, method.upper()) for path, item in document()["paths"].items() for method in item}
    assert {route for route in routes if route[1] != "HEAD"} == named


@pytest.mark.parametrize("path", ["/status", "/healthz", "/openapi.json"])
def test_what_is_there_to_look_at_is_as_documented(api, path):
    assert api.get(path)[0] == 200


def test_the_document_is_served(api):
    assert api.get("/openapi.json")[1] == document()


@given(compliant_tokens())
@EXAMPLES
def test_compliant_tokens_get_a_verdict(api, token):
    assert api.post({**CARD, "idToken": token})[0] in (200, 403)


@given(bad_tokens())
@EXAMPLES
def test_other_tokens_are_bad_requests(api, token):
    status, problem = api.post({**CARD, "idToken": token.text})
    assert (status, problem["rule"]) == (400, token.rule)


@given(st.text(max_size=40))
@EXAMPLES
def test_any_text_is_judged_by_the_rule(api, text):
    encodable = not any("\ud800" <= char <= "\udfff" for char in text)
    fine = encodable and broken_rule(text) is None
    assert (api.post({**CARD, "idToken": text})[0] == 400) is not fine


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(("idToken", "type", "")) | st.text(), inner),
    max_leaves=8,
)


@given(JSON)
@EXAMPLES
def test_any_json_is_a_bad_request(api, value):
    assert api.post(value)[0] == 400


@given(st.binary() | st.binary().map(lambda tail: json.dumps(CARD).encode()[:-1] + tail))
@EXAMPLES
def test_what_is_no_json_is_a_bad_request(api, raw):
    try:
        whole = json.loads(raw.decode()) == CARD
    except ValueError:
        whole = False
    assert (api.post(raw)[0] == 400) is not whole


@given(st.integers(LIMIT - 2, LIMIT + 2) | st.integers(0, 4 * LIMIT))
@EXAMPLES
def test_bodies_end_at_the_limit(api, length):
    body = json.dumps(CARD).encode().ljust(length)
    assert api.post(body)[0] == (413 if len(body) > LIMIT else 200)


@given(st.sampled_from(TYPES), st.sampled_from((CARD, b"{", b"")))
@EXAMPLES
def test_only_json_in_utf8_is_read(api, media_type, body):
    if media_type.startswith("application/json") and not media_type.startswith("application/json-"):
        expected = (415,) if "utf-16" in media_type else (200, 400)
    else:
        expected = (415,)
    assert api.post(body, **{"Content-Type": media_type})[0] in expected


@given(st.sampled_from(HOSTS) | st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40))
@EXAMPLES
def test_another_host_is_misdirected(api, host):
    assert api.post(CARD, Host=host)[0] == 421


@pytest.mark.skipif(importlib.util.find_spec("schemathesis") is None, reason="needs the dependency group api")
@pytest.mark.asyncio
async def test_schemathesis_finds_nothing(tmp_path):
    """In a process of its own: it brings a plugin and settings of its own."""
    async with Csms(CsmsConfig(passwords={"CS001": PASSWORD})) as csms:
        config = StationConfig(csms_url=csms.url, password=PASSWORD, time_scale=0.02)
        async with Station(config) as station, RestApi(station) as api:
            await station.wait_accepted(5)
            arguments = ("--checks", "all", "--generation-deterministic", "--max-examples", "50", "--no-color")
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-W", "error", "-m", "schemathesis.cli", "run", *arguments),
                f"{api.url}/openapi.json",
                cwd=tmp_path,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert "No issues found" in output.decode()
