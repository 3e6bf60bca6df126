"""The operator's page in a real browser of the size of a phone, while a bundled system is the physical world."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager

import aiohttp
import pytest
import pytest_asyncio

from ocpp_conformance.harness.csms import Csms, CsmsConfig
from ocpp_conformance.harness.station import Station
from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.sut.operator import GoneError, Press, Prompt
from ocpp_conformance.harness.sut.operator_page import BODY_LIMIT, PagePrompts
from ocpp_conformance.harness.transport import PortTakenError, Secret

from .browser import MISSING, launched
from .different.processes import free_port, ours

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
QUICK = {"OCPP_SUT_QUIET": "0.2", "OCPP_SUT_REPLY_TIMEOUT": "3", "OCPP_SUT_BOOT_TIMEOUT": "10"}
TODO = Prompt("TC_E_03_CS", "Start", "Plug a cable in", "StatusNotification", 30)
JSON = {"Content-Type": "application/json"}

pytestmark = pytest.mark.asyncio(loop_scope="module")
in_browser = pytest.mark.skipif(bool(MISSING), reason="no browser")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser():
    async with launched() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser):
    """A page that may complain of nothing and ask nobody but us."""
    context = await browser.new_context(**PHONE)
    page, complaints, asked = await context.new_page(), [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(20_000)
    yield page
    await context.close()
    assert [text for text in complaints if "ERR_CONNECTION_REFUSED" not in text] == []
    assert {url.split("/")[2] for url in asked if url.startswith("http")} <= {page.url.split("/")[2]}


@asynccontextmanager
async def suite(*arguments, cwd):
    """A run with a page; gives the program and the URL."""
    with ours("run", *arguments, "--operator", "page", cwd=cwd, env=QUICK) as program:
        line = await asyncio.to_thread(program.line_with, "operator: open this page")
        yield program, line.split()[-1]


def verdicts(folder):
    lines = [json.loads(line) for line in (folder / "reports/out/results.jsonl").read_text().splitlines()]
    return {line["case"]: (line["verdict"], line["message"]) for line in lines if line["line"] == "verdict"}


# -- whole runs --------------------------------------------------------------------------------------------------------


@in_browser
async def test_a_station_is_driven_from_a_phone(phone, tmp_path):
    port = free_port()
    chosen = ("--listen", f"127.0.0.1:{port}", "--case", "TC_G_02_CS", "--case", "TC_E_04_CS", "--case", "TC_C_02_CS")
    config = StationConfig(csms_url=f"ws://127.0.0.1:{port}/ocpp", retry_wait_minimum=1, retry_random_range=0)
    async with suite(*chosen, cwd=tmp_path) as (program, url):
        await phone.goto(url)
        await phone.get_by_text("Nothing to do now").wait_for()
        async with Station(config) as station:
            todo = phone.locator("#todo:visible")
            await todo.get_by_text("Plug a cable into connector 1 of EVSE 1").wait_for()
            assert "StatusNotification (evseId 1" in await phone.locator("#awaited").inner_text()
            assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await station.plug_in()
            await todo.get_by_text("Hold the id token 04A2B3C4 (ISO14443) to the reader").wait_for()
            assert "seen: #" in await phone.locator("#log").inner_text()
            await station.present_token("04A2B3C4", "ISO14443")
            await todo.get_by_text("Take the cable out").wait_for()  # the next case begins with a card
            await station.unplug()
            await todo.get_by_text("Hold the id token 04A2B3C4").wait_for()
            await phone.get_by_role("button", name="Skip").tap()
            await todo.get_by_text("Plug a cable").wait_for()
            await phone.get_by_role("button", name="Can’t").tap()
            await phone.get_by_text("The run is over").wait_for()
        assert await asyncio.to_thread(program.wait) == 1, program.output
    found = verdicts(tmp_path)
    assert {case: verdict for case, (verdict, _) in found.items()} == {
        "TC_C_02_CS": "passed",
        "TC_E_04_CS": "inconclusive",
        "TC_G_02_CS": "not run",
    }
    assert "the operator skipped it" in found["TC_E_04_CS"][1]


@in_browser
async def test_a_csms_is_driven_by_its_own_operator(phone, tmp_path):
    password = Secret("open-conformance-0001")
    async with Csms(CsmsConfig(passwords={"CS001": password}, interval=10)) as csms:
        chosen = ("--csms", csms.url, "--password", password.reveal(), "--case", "RPC-CSMS-OWN-CALL-01")
        async with suite(*chosen, cwd=tmp_path) as (program, url):
            await phone.goto(url)
            await phone.locator("#todo:visible").get_by_text("Make the station send").wait_for()
            text = await phone.locator("#todo").inner_text()
            assert "for station CS001" in text
            await csms.trigger("CS001", text.split("send ")[1].split()[0])
            assert await asyncio.to_thread(program.wait) == 0, program.output
    assert verdicts(tmp_path)["RPC-CSMS-OWN-CALL-01"][0] == "passed"


@in_browser
async def test_the_owner_of_a_csms_prepares_it(phone, tmp_path):
    password = Secret("open-conformance-0001")
    async with Csms(CsmsConfig(passwords={"CS001": password}, interval=10)) as csms:
        chosen = ("--csms", csms.url, "--password", password.reveal(), "--case", "TC_B_30_CSMS")
        async with suite(*chosen, cwd=tmp_path) as (program, url):
            await phone.goto(url)
            wanted = "Make the CSMS answer the next BootNotifications of station CS001 with Pending"
            await phone.locator("#todo:visible").get_by_text(wanted).wait_for()
            csms.plan_registration("CS001", "Pending", "Accepted")
            await phone.get_by_role("button", name="Done").tap()
            assert await asyncio.to_thread(program.wait) == 0, program.output
    assert verdicts(tmp_path)["TC_B_30_CSMS"][0] == "passed"


# -- the page ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def prompts():
    with PagePrompts() as prompts:
        yield prompts


@asynccontextmanager
async def asked(prompts, prompt=TODO):
    asking = asyncio.ensure_future(prompts.ask(prompt))
    await asyncio.sleep(0)
    yield asking
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


@pytest_asyncio.fixture(loop_scope="module")
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


@in_browser
@pytest.mark.parametrize("button", ["Done", "Can’t", "Skip"])
async def test_a_button_answers(phone, prompts, button):
    await phone.goto(prompts.url)
    async with asked(prompts) as answer:
        await phone.get_by_role("button", name=button).tap()
        assert await answer == Press(button.lower().replace("’", "'"))
    await phone.get_by_text("Nothing to do now").wait_for()


HOSTILE = "<img src=x onerror=alert(1)></p><script>alert(2)</script>\" onclick='alert(3)' {nonce} ‮"


@in_browser
async def test_texts_of_a_peer_stay_texts(phone, prompts):
    await phone.goto(prompts.url)
    async with asked(prompts, Prompt(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 30)):
        prompts.tell(HOSTILE)
        await phone.locator("li").nth(1).wait_for()
        assert await phone.locator("#todo").inner_text() == HOSTILE
        assert await phone.locator("img, script, [onerror], [onclick]").count() == 1


@in_browser
async def test_a_page_whose_run_is_gone_says_so(phone):
    with PagePrompts() as prompts:
        await phone.goto(prompts.url)
        await phone.get_by_text("Nothing to do now").wait_for()
    await phone.get_by_text("The run is over").wait_for()


async def state(http, prompts):
    async with http.get(f"{prompts.url}state") as answer:
        return await answer.json()


async def test_an_answer_is_for_the_prompt_that_is_open(prompts, http):
    async with asked(prompts) as answer:
        number = (await state(http, prompts))["prompt"]["id"]
        codes = []
        for body in ({"prompt": number + 1, "answer": "done"}, {"prompt": number, "answer": "done"}):
            async with http.post(f"{prompts.url}answer", json=body) as told:
                codes.append(told.status)
        assert (codes, await answer) == ([409, 204], Press.DONE)
    assert (await state(http, prompts))["prompt"] is None


# (method, path behind the token, body, headers, status)
REFUSED = [
    ("GET", "../", None, {}, 404),
    ("GET", "../wrong-token/", None, {}, 404),
    ("POST", "../wrong-token/answer", '{"prompt": 1, "answer": "done"}', JSON, 404),
    ("GET", "other", None, {}, 404),
    ("GET", "", None, {"Host": "example.org"}, 421),
    ("GET", "state", None, {"Host": "127.0.0.1:1"}, 421),
    ("POST", "answer", '{"prompt": 1, "answer": "done"}', {"Content-Type": "text/plain"}, 415),
    ("POST", "answer", "{", JSON, 400),
    ("POST", "answer", "[]", JSON, 400),
    ("POST", "answer", '{"prompt": 1, "answer": "maybe"}', JSON, 400),
    ("POST", "answer", "x" * (BODY_LIMIT + 10), JSON, 413),
    ("DELETE", "answer", None, {}, 405),
]


@pytest.mark.parametrize(("method", "path", "body", "headers", "status"), REFUSED)
async def test_other_requests_are_refused(prompts, http, method, path, body, headers, status):
    async with asked(prompts) as answer:
        async with http.request(method, f"{prompts.url}{path}", data=body, headers=headers) as told:
            assert (told.status, "Access-Control-Allow-Origin" in told.headers) == (status, False)
        assert not answer.done()


@pytest.mark.parametrize(("name", "status"), [("127.0.0.1", 200), ("192.0.2.7", 200), ("attacker.example", 421)])
async def test_on_all_addresses_a_name_is_still_not_ours(http, name, status):
    with PagePrompts("0.0.0.0") as prompts:
        assert "//0.0.0.0" not in prompts.url
        path = prompts.url.split("/", 3)[3]
        headers = {"Host": f"{name}:{prompts.port}"}
        async with http.get(f"http://127.0.0.1:{prompts.port}/{path}", headers=headers) as told:
            assert told.status == status


async def test_the_token_is_another_one_each_time(prompts):
    with PagePrompts() as other:
        tokens = {each.url.split("/")[3] for each in (prompts, other)}
    assert len(tokens) == 2
    assert min(map(len, tokens)) >= 22


async def test_a_taken_port_is_told(prompts):
    with pytest.raises(PortTakenError), PagePrompts("127.0.0.1", prompts.port):
        pass


async def test_a_page_that_is_down_answers_nobody():
    with PagePrompts() as prompts:
        pass
    with pytest.raises(GoneError):
        await prompts.ask(TODO)
