"""The report page in a real browser: counts, filters, evidence, hostile frames, no script, a big run."""

import json
import os
import re
import runpy
import struct
from collections import Counter
from pathlib import Path

import pytest
import pytest_asyncio

from ocpp_conformance.harness.catalogue import catalogue
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.page import write_comparison, write_page

from .browser import MISSING, launched
from .different.processes import suite
from .result_lines import HEADER, check, frame, one_case, written

ROOT = Path(__file__).parent.parent

if MISSING:
    pytest.skip(MISSING[0], allow_module_level=True)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser():
    async with launched() as browser:
        yield browser


class Tab:
    """A page with what it complained about and asked for."""

    def __init__(self, page):
        self.page, self.complaints, self.requests = page, [], []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self.requests.append(request.url))

    async def _dialog(self, dialog):
        self.complaints.append(f"dialog {dialog.message}")
        await dialog.dismiss()

    async def open(self, path, hash=""):
        await self.page.goto("about:blank")
        await self.page.goto(path.as_uri() + hash)
        return self.page

    async def shown(self, rows="#case-table tbody tr"):
        return await self.page.locator(f"{rows}:visible").count()


@pytest_asyncio.fixture(loop_scope="module", params=[None])
async def tab(browser, request):
    context = await browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **(request.param or {})})
    tab = Tab(await context.new_page())
    yield tab
    await context.close()
    assert tab.complaints == []
    assert [url for url in tab.requests if not url.startswith(("file:", "about:"))] == []
    assert {Path(url.split("#")[0]).suffix for url in tab.requests if url.startswith("file:")} <= {".html", ".txt"}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The page of a real run of one block against a broken CSMS, and its results."""
    folder = tmp_path_factory.mktemp("real")
    broken = ("--block", "B", "--csms-fault", "interval-soon")
    done = suite("conformance", *broken, "--output", str(folder))
    assert done.code == 1, done.output
    write_page(folder / "results.jsonl", folder / "page.html")
    return folder / "page.html", [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]


# -- a real run --------------------------------------------------------------------------------------------------------


async def test_counts_equal_the_results(tab, real):
    path, lines = real
    page = await tab.open(path)
    verdicts = Counter(line["verdict"] for line in lines if line["line"] == "verdict")
    said = await page.locator("#counts [data-verdict]").evaluate_all(
        "found => found.map(each => [each.dataset.verdict, Number(each.querySelector('b').textContent)])"
    )
    rows = await page.locator("#case-table tbody tr").evaluate_all("rows => rows.map(row => row.dataset.v)")
    assert dict(said) == verdicts == Counter(rows)
    assert verdicts == {name: count for name, count in lines[-1]["verdicts"].items() if count}


async def test_filters_survive_a_reload(tab, real):
    path, lines = real
    page = await tab.open(path)
    verdicts = [(line["verdict"], line["role"]) for line in lines if line["line"] == "verdict"]
    await page.check("#case-filters input[value=failed]")
    await page.check("#case-filters input[value=passed]")
    await page.select_option("#case-filters [name=r]", "station")
    wanted = sum(verdict in ("failed", "passed") and role == "station" for verdict, role in verdicts)
    assert await tab.shown() == wanted > 0
    await page.reload()
    assert await tab.shown() == wanted
    assert await page.input_value("#case-filters [name=r]") == "station"
    await page.click("#case-filters button")
    await page.wait_for_function(
        f"document.querySelectorAll('#case-table tbody tr:not([hidden])').length == {len(verdicts)}"
    )


async def test_text_finds_cases_by_title_source_and_topic(tab, real):
    page = await tab.open(real[0], "#cases?t=cold%20b01.fr.02")
    assert await page.locator("#case-table tbody tr:visible th").all_inner_texts() == ["TC_B_01_CSMS"]
    await page.fill("#case-filters [name=t]", "nothing has this")
    assert await page.locator("#cases .none").is_visible()


async def test_requirements_are_filtered_and_lead_to_cases(tab, real):
    page = await tab.open(real[0], "#requirements?rv=failed&rr=csms&rb=J-")
    assert await tab.shown("#requirements .matrix tbody tr") == 1
    await page.click("#r-J-4_1_7-01 a")
    await page.locator("#TC_B_01_CSMS .seq").wait_for()
    assert "rv=failed" in page.url


async def test_a_failing_case_shows_its_marked_frame(tab, real):
    page = await tab.open(real[0])
    await page.click("#wrong a[href='#TC_B_01_CSMS-f2']")
    frame = page.locator("#TC_B_01_CSMS-f2")
    assert await frame.is_visible()
    assert "deviates" in await frame.inner_text()
    assert '"interval": "soon"' in await frame.locator("mark").inner_text()
    assert await page.locator("#TC_B_01_CSMS .seq a.bad").count() == 1


async def test_a_folded_case_unfolds_at_its_link(tab, real):
    path, lines = real
    case = next(line["case"] for line in lines if line["line"] == "verdict" and line["verdict"] == "passed")
    index = next(line["index"] for line in lines if line.get("case") == case and line["line"] == "frame")
    page = await tab.open(path, f"#{case}-f{index}")
    await page.locator(f"#{case}-f{index}").wait_for()
    assert await page.locator(f"#{case} .checks tbody tr").count() > 0


async def test_the_certification_list_leads_to_cases(tab, real):
    path, lines = real
    page = await tab.open(path, "#certification")
    verdicts = {line["case"]: line["verdict"] for line in lines if line["line"] == "verdict"}
    core = page.locator("details[data-profile='csms Core']")
    assert not await core.locator("table").is_visible()
    await core.locator("summary").click()
    cells = await core.locator("tbody tr").evaluate_all("rows => rows.map(row => [...row.cells].map(c => c.innerText))")
    said = {id: verdict.split(maxsplit=1)[-1] for id, _, _, verdict in cells if verdict != "not in this run"}
    listed = {entry.id for entry in catalogue().cases(Role.CSMS) if "Core" in entry.profiles}
    assert said == {id: verdict for id, verdict in verdicts.items() if id in listed}
    await core.locator("a[href='#TC_B_01_CSMS']").click()
    await page.locator("#TC_B_01_CSMS .seq").wait_for()


async def test_the_filter_of_requirements_leaves_the_certification_list_alone(tab, real):
    page = await tab.open(real[0], "#requirements?rv=failed")
    assert await page.locator("#certification details").count() == 16  # 8 profiles, 2 roles
    assert await page.locator("#certification details[open], #certification details[hidden]").count() == 0


async def test_back_returns_to_where_the_reader_was(tab, real):
    page = await tab.open(real[0], "#cases?v=failed")
    await page.click("#case-table tbody tr:visible a")
    await page.locator("details.case[open]").first.wait_for()
    await page.go_back()
    assert page.url.endswith("#cases?v=failed")


async def test_the_keyboard_opens_a_case(tab, real):
    page = await tab.open(real[0])
    await page.locator("details.case:visible summary").first.focus()
    await page.keyboard.press("Enter")
    assert await page.locator("details.case[open] .body").first.is_visible()


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
async def test_without_javascript_summary_and_table_are_there(tab, real):
    path, lines = real
    page = await tab.open(path)
    assert "does not conform" in await page.locator("h1").inner_text()
    assert await tab.shown() == sum(line["line"] == "verdict" for line in lines)
    assert not await page.locator("#case-filters").is_visible()
    await page.locator("details:has(> #TC_B_01_CSMS) > summary").click()
    assert await page.locator("#TC_B_01_CSMS-f2").is_visible()


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
async def test_without_javascript_a_link_opens_its_case(tab, real):
    path, lines = real
    green = next(line["case"] for line in lines if line["line"] == "verdict" and line["verdict"] == "passed")
    for anchor in (green, "TC_B_01_CSMS", "TC_B_01_CSMS-f2"):
        page = await tab.open(path, f"#{anchor}")
        assert await page.locator("details.case[open]").count() == 1
        assert await page.locator(f"#{anchor}").is_visible()
    page = await tab.open(path)
    await page.click(f"#case-table a[href='#{green}']")
    assert await page.locator(f"#{green} .checks").is_visible()


@pytest.mark.parametrize("tab", [{"viewport": {"width": 1280, "height": 900}}], indirect=True)
async def test_a_role_is_on_one_line(tab, real):
    page = await tab.open(real[0])
    lines = "cells => cells.map(cell => { const range = document.createRange(); range.selectNodeContents(cell); "
    lines += "return range.getClientRects().length; })"
    assert set(await page.locator("#case-table td:nth-child(3)").evaluate_all(lines)) == {1}


@pytest.mark.parametrize("tab", [{"viewport": {"width": 400, "height": 800}}], indirect=True)
@pytest.mark.parametrize("hash", ["", "#TC_B_01_CSMS", "#requirements?rb=B", "#certification"])
async def test_a_phone_needs_no_sideways_scrolling(tab, real, hash):
    page = await tab.open(real[0], hash)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 400


@pytest.mark.parametrize("tab", [{"color_scheme": "dark"}], indirect=True)
async def test_dark_is_dark(tab, real):
    page = await tab.open(real[0])
    red, green, blue = await page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert max(red, green, blue) < 60


async def test_the_comparison_filters_rows_that_differ(tab, real, tmp_path):
    path, _ = real
    other = tmp_path / "other.jsonl"
    text = (path.parent / "results.jsonl").read_text()
    other.write_text(re.sub(r'("case":"TC_B_01_CSMS".*"verdict":)"failed"', r'\1"passed"', text))
    write_comparison([path.parent / "results.jsonl", other], tmp_path / "both.html", diff=True)
    page = await tab.open(tmp_path / "both.html")
    assert await page.locator("[data-kind=fixed]").inner_text() == "1 fixed"
    await page.select_option("[name=d]", "yes")
    assert await tab.shown() == 1
    await page.select_option("[name=qd]", "yes")
    assert (
        await page.locator("#compared-table tbody tr:visible").count() == await page.locator("[data-d=yes]").count() - 1
    )


@pytest.mark.parametrize("tab", [{"viewport": {"width": 1100, "height": 760}}], indirect=True)
async def test_the_picture_of_the_readme(tab, real, tmp_path):
    """`OCPP_PICTURE=docs/report.png` writes it anew."""
    target = Path(os.environ.get("OCPP_PICTURE", tmp_path / "report.png"))
    results = tmp_path / "results.jsonl"
    told = {"suite": "1.0", "python": "3.11", "platform": "Linux"}  # not those of whoever takes it
    lines = (json.dumps(line | told if line["line"] == "header" else line) for line in real[1])
    results.write_text("\n".join(lines) + "\n")
    write_page(results, tmp_path / "index.html")
    page = await tab.open(tmp_path / "index.html")
    await page.screenshot(path=target)
    kept = ROOT / "docs" / "report.png"
    assert "](docs/report.png)" in (ROOT / "README.md").read_text()
    assert {path.read_bytes()[:24] for path in (target, kept)} == {_PNG + struct.pack(">II", 1100, 760)}


_PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR"

# -- hostile frames ----------------------------------------------------------------------------------------------------

MARKUP = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "</template></style></svg><img src=x onerror=alert(3)>",
    '" onmouseover="alert(4)" autofocus onfocus="alert(5)',
    "<svg/onload=alert(6)><iframe src=javascript:alert(7)>",
    "{{ 7*7 }}{% raw %}",
    "\u2028\u2029\u202e\u2066\x00\x07\x1b[2J\ud800\ufeff",
    "Z̷̢͎" * 50,
]


def hostile_results(folder):
    huge = json.dumps([2, "x", "DataTransfer", {"vendorId": "v", "data": [{"k": "y" * 50}] * 40_000}])
    deep = '[2,"x","DataTransfer",' + '{"a":' * 900 + "1" + "}" * 900 + "]"
    raws = [*MARKUP, *(json.dumps([2, text, text, {text: text}]) for text in MARKUP), "x" * 1_000_000, huge, deep]
    raws += [json.dumps([3, "1", dict.fromkeys(MARKUP, MARKUP[1])], ensure_ascii=False)]
    miss = dict.fromkeys(("pointer", "expected", "actual"), MARKUP[2] * 1000)
    said = {"title": MARKUP[1], "block": MARKUP[3], "topics": MARKUP, "mandatory": True, "message": "\n".join(MARKUP)}
    lines = []
    for case, verdict in (("RPC-CSMS-BAD-01", "failed"), ("RPC-CSMS-BAD-02", "passed")):
        frames = (frame(case, index, "csms", raw) for index, raw in enumerate(raws))
        missed = check(case, MARKUP[0], "failed", at=9, misses=[miss], seen=MARKUP[1])
        lines += one_case(case, *frames, missed, verdict=verdict, frame=9, **said)
    header = {**HEADER, "edition": MARKUP[0], "system": MARKUP[2]}
    return written(folder, *lines, header=header, footer=None)


async def test_hostile_frames_execute_nothing_and_leave_the_page_usable(tab, tmp_path):
    write_page(hostile_results(tmp_path), tmp_path / "index.html")
    page = await tab.open(tmp_path / "index.html", "#RPC-CSMS-BAD-02-f9")
    await page.locator("#RPC-CSMS-BAD-02-f9").wait_for()
    await page.click("#case-table a[href='#RPC-CSMS-BAD-01']")
    assert await page.locator("#RPC-CSMS-BAD-01 article.frame").count() == 2 * len(MARKUP) + 4
    assert await page.locator("script, img, iframe, [onerror], [onload], [onmouseover], [onfocus]").count() == 1
    assert (tmp_path / "frames" / f"RPC-CSMS-BAD-01-{2 * len(MARKUP)}.txt").stat().st_size == 1_000_000
    assert (tmp_path / "index.html").stat().st_size < 3_000_000
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not re.search("[\x00-\x08\u2028\u202e\u2066]", await page.locator("body").inner_text())
    await page.check("#case-filters input[value=passed]")
    assert await tab.shown() == 1


async def test_a_side_file_opens_as_text(tab, tmp_path):
    write_page(hostile_results(tmp_path), tmp_path / "index.html")
    page = await tab.open(tmp_path / "index.html", "#RPC-CSMS-BAD-01")
    await page.locator("#RPC-CSMS-BAD-01 a[href^='frames/']").first.click()
    await page.wait_for_url("**/frames/*.txt")
    assert (await page.locator("body").inner_text()).startswith("xxx")


# -- a big run ---------------------------------------------------------------------------------------------------------


async def test_a_hundred_thousand_frames_stay_under_30_megabytes_and_usable(tab, tmp_path):
    big_results = runpy.run_path(str(ROOT / "benchmarks" / "page.py"))["big_results"]
    big_results(tmp_path / "results.jsonl")
    write_page(tmp_path / "results.jsonl", tmp_path / "index.html")
    assert (tmp_path / "index.html").stat().st_size < 30_000_000
    page = await tab.open(tmp_path / "index.html", "#RPC-CSMS-BIG-0999-f99?v=failed")
    await page.locator("#RPC-CSMS-BIG-0999-f99").wait_for()
    assert await tab.shown() == 20
