"""The report page without a browser: what is said, what is cut, what is escaped."""

import base64
import gzip
import json
import re
from functools import partial

import pytest

from ocpp_conformance.harness.evidence.results import ResultsError
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.page import write_page
from ocpp_conformance.reports.page.diagram import draw
from ocpp_conformance.reports.page.evidence import SHOWN
from ocpp_conformance.reports.page.frames import RAW, View
from ocpp_conformance.reports.page.summary import summarise
from ocpp_conformance.reports.page.text import slug, visible
from ocpp_conformance.reports.page.words import RED, VERDICTS, block_name

from .kill.patterns import cases_of
from .kill.selection import block_of
from .result_lines import HEADER, breach, check, frame, one_case, read, rendered, written

BOOT = '[2,"1","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"a","vendorName":"b"}}]'


@pytest.fixture
def results(tmp_path):
    return partial(written, tmp_path)


@pytest.fixture
def page(tmp_path):
    return partial(rendered, tmp_path)


def unfolded(html):
    """The page with everything that is folded into it."""
    found = re.findall(r'data-fold="([^"]*)"', html)
    return html + "".join(unfolded(gzip.decompress(base64.b64decode(text)).decode()) for text in found)


# -- the counts -----------------------------------------------------------------------------------------------------


def test_every_red_verdict_has_a_word():
    assert set(VERDICTS) >= RED


def test_every_block_of_the_suite_has_a_name():
    blocks = {block_of(case) for role in Role for case in cases_of(role)}
    assert {block for block in blocks if not block_name(block)} == set()


def test_counts_are_those_of_the_file(page):
    html = page(*one_case("RPC-CSMS-ID-01"), *one_case("RPC-CSMS-ID-02", verdict="failed", message="no"))
    assert re.search(r'data-verdict="failed"><b>1</b>', html)
    assert re.search(r'data-verdict="passed"><b>1</b>', html)


def test_what_did_not_run_says_what_to_give(results):
    message = "needs a token; give --token accepted=ID"
    said = summarise(read(results(*one_case(verdict="not run", message=message, mandatory=True))))
    assert [(group.text, group.cases) for group in said.not_run] == [(message, (("RPC-CSMS-ID-01", None),))]


def test_a_breach_is_one_line_with_its_first_frame(results):
    lines = [*one_case("A-1", breach("A-1", 3)), *one_case("A-2", breach("A-2", 5))]
    (found,) = summarise(read(results(*lines))).findings
    assert found.cases == {"A-1": 3, "A-2": 5}


def test_only_a_requirement_that_is_listed_is_linked(page):
    broken = [{**breach("A-1"), "rule": rule} for rule in ("Part 4, 5.4", "B01.FR.02")]
    html = page(*one_case("A-1", *broken))
    linked = set(re.findall(r'href="#(r-[^"]+)"', html))
    assert linked
    assert linked <= set(re.findall(r'id="(r-[^"]+)"', html))
    assert "<strong>Part 4, 5.4</strong>" in html


def test_a_verdict_of_a_later_version_is_shown(page):
    assert "puzzled" in page(*one_case(verdict="puzzled"))


# -- files that are not whole ------------------------------------------------------------------------------------------


def test_a_cut_file_says_so_and_names_the_running_case(page, results):
    path = results(*one_case("A-1"), {"line": "started", "case": "A-2", "title": "second", "role": "csms"}, footer=None)
    with path.open("a") as file:
        file.write('{"line":"frame","case":"A-')
    write_page(path, path.parent / "cut.html")
    html = (path.parent / "cut.html").read_text()
    assert "This run was cut" in html
    assert re.search(r'Under way was\s+<a class="id" href="#A-2">', html)


def test_an_unreachable_system_is_said(page):
    html = page({"line": "unreachable", "text": "nobody listens on <port>"})
    assert "could not be judged: nobody listens on &lt;port&gt;" in html


@pytest.mark.parametrize("text", ["", "{}\n", '{"line":"header","format":99}\n', "no json\n"])
def test_what_is_no_results_file_is_refused(tmp_path, text):
    path = tmp_path / "x.jsonl"
    path.write_text(text)
    with pytest.raises(ResultsError):
        write_page(path, tmp_path / "x.html")


# -- frames ------------------------------------------------------------------------------------------------------------


def test_schema_findings_and_misses_stand_in_the_frame(page):
    answer = '[3,"1",{"currentTime":"2026-11-22T17:26:04Z","interval":"soon","status":"Accepted"}]'
    frames = frame("A-1", 0, "station", BOOT), frame("A-1", 1, "csms", answer)
    html = page(*one_case("A-1", *frames, check("A-1", "B01.FR.02", "failed", 1), verdict="failed", frame=1))
    (line,) = [line for line in html.splitlines() if "<mark>" in line]
    assert '<b>"interval"</b>: "soon"' in line
    assert "B01.FR.02: expected a number" in line
    assert "is not of type" in line
    assert "deviates at <code>/interval</code>" in html


def test_a_field_that_is_missing_is_named_beside_the_frame(page):
    frames = frame("A-1", 0, "station", BOOT), frame("A-1", 1, "csms", '[3,"1",{"status":"Accepted"}]')
    html = page(*one_case("A-1", *frames, check("A-1", "B01.FR.02", "failed", 1), verdict="failed", frame=1))
    assert "deviates at <code>/interval</code>" in html
    assert "<li>/interval: B01.FR.02: expected a number" in html


def test_a_miss_without_a_frame_says_what_was_sent_before(page):
    frames = frame("A-1", 0, "station", BOOT), frame("A-1", 1, "csms", '[3,"1",{}]')
    failed = check("A-1", "B01.FR.02", "failed", after=0)
    html = page(*one_case("A-1", *frames, failed, verdict="failed", message="B01.FR.02: expected a Heartbeat"))
    assert 'No frame shows it; <a href="#A-1-f0">frame 0</a> is the last that was sent before' in html
    assert '<span class="quiet">after</span> <a href="#A-1-f0">frame 0</a>' in html
    assert '· after <a href="#A-1-f0">frame 0</a>' in html


def test_the_deviating_frame_is_marked_in_diagram_and_list(page):
    frames = frame("A-1", 0, "station", BOOT), frame("A-1", 1, "csms", '[3,"1",{}]')
    html = page(*one_case("A-1", *frames, verdict="failed", frame=1))
    assert re.search(r'<a href="#A-1-f1" class="result bad">', html)
    assert re.search(r'<article class="frame result bad" id="A-1-f1"', html)


def test_a_call_that_the_harness_dictated_is_marked(page):
    line = frame("A-1", 0, "csms", '[2,"1","Reset",{"type":"Immediate"}]', relayed=["type"])
    html = unfolded(page(*one_case("A-1", line, check("A-1", "step 1", at=0, relayed=True))))
    assert "the harness had the system send this CALL, so these values prove nothing: type" in html
    assert html.count("⇄</span> relayed") == 2


def test_a_frame_that_is_no_json_keeps_its_text_and_its_reason(page):
    html = unfolded(page(*one_case("A-1", frame("A-1", 0, "csms", "not <json>"))))
    assert "malformed: not JSON" in html
    assert "<pre>not &lt;json&gt;</pre>" in html


def test_a_binary_message_is_shown(page):
    line = frame("A-1", 0, "csms", "")
    line["binary"] = base64.b64encode(b"\x00\xff").decode()
    del line["raw"]
    assert "binary, in base64: AP8=" in unfolded(page(*one_case("A-1", line)))


def test_a_long_frame_is_cut_and_whole_beside_the_page(page, tmp_path):
    raw = f'[2,"1","DataTransfer",{{"vendorId":"{"x" * 100_000}"}}]'
    html = unfolded(page(*one_case("A-1", frame("A-1", 0, "csms", raw))))
    assert 'href="frames/A-1-0.txt"' in html
    assert (tmp_path / "out" / "frames" / "A-1-0.txt").read_text() == raw
    assert "x" * (RAW + 1) not in html


def test_many_frames_are_shown_in_part_and_folded_whole(page):
    frames = [frame("A-1", i, "csms", f'[2,"{i}","Heartbeat",{{}}]') for i in range(3 * SHOWN)]
    html = page(*one_case("A-1", *frames, verdict="failed", frame=200))
    assert 'id="A-1-f200"' in html
    assert 'id="A-1-f100"' not in html
    assert all(f'id="A-1-f{i}"' in unfolded(html) for i in range(3 * SHOWN))


def test_a_pause_gets_a_row():
    def at(index, when):
        return View(index=index, kind="call", at=when, time="", connection=1, sender="csms", title="Heartbeat")

    rows = draw([at(0, 5.0), at(1, 5.01), at(2, 6.5)], start=5.0).rows
    assert [(row.kind, row.label) for row in rows][2] == ("gap", "1.49 s of silence")


def test_the_line_to_run_it_again_is_the_verdicts_own_or_ours(page):
    html = unfolded(page(*one_case("A-1"), *one_case("A-2", rerun="ocpp-conformance run --csms ws://x -k A-2")))
    assert "ocpp-conformance run -k A-1" in html
    assert "ocpp-conformance run --csms ws://x -k A-2" in html


# -- hostile text ------------------------------------------------------------------------------------------------------

HOSTILE = "</script><img src=x onerror=alert(1)>\"'--><svg onload=alert(2)>\u202e\u2028\x00\x1b[31m\ud800"


def test_nothing_of_a_hostile_peer_becomes_markup(page):
    note = {"line": "note", "case": "A-1", "index": 3, "at": 1.0, "time": "2026-11-22T17:26:04+00:00", "text": HOSTILE}
    close = {**note, "line": "close", "index": 4, "connection": 1, "by": "csms", "code": 1000, "reason": HOSTILE}
    upgrade = {**note, "line": "handshake", "index": 5, "connection": 1, "path": HOSTILE, "status": 101}
    upgrade |= {"request": [[HOSTILE, HOSTILE]], "response": [["sec-websocket-protocol", HOSTILE]]}
    inside = [
        frame("A-1", 0, "csms", HOSTILE),
        frame("A-1", 1, "csms", json.dumps([2, HOSTILE, HOSTILE, {HOSTILE: HOSTILE}], ensure_ascii=False)),
        frame("A-1", 2, "csms", json.dumps([4, "x", HOSTILE, HOSTILE, {}])),
        note,
        close,
        upgrade,
        {**check("A-1", HOSTILE, "failed", 0), "misses": [dict.fromkeys(("pointer", "expected", "actual"), HOSTILE)]},
        {**breach("A-1"), "text": HOSTILE, "cause": HOSTILE, "rule": HOSTILE, "also": [HOSTILE]},
    ]
    case = one_case("A-1", *inside, verdict="failed", message=HOSTILE, frame=0, title=HOSTILE, rerun=HOSTILE)
    html = page(*case, *one_case("A-2", *inside[:3]), header={**HEADER, "system": HOSTILE, "platform": HOSTILE})
    whole = unfolded(html)
    assert html.count("<script>") == html.count("</script") == 1
    assert "<img" not in whole
    assert "<svg onload" not in whole
    assert not re.search("[\x00-\x08\x0b-\x1f\u2028\u202e\ud800-\udfff]", whole)
    assert "⟨U+202E⟩" in whole


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\u202eb", "a⟨U+202E⟩b"), ("\r\n", "⟨U+000D⟩\n"), ("\x7f\x85", "⟨U+007F⟩⟨U+0085⟩"), ("é漢🔌", "é漢🔌")],
)
def test_invisible_characters_are_named(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "..", "", 'x" onclick="', "c:\\d"])
def test_a_slug_is_safe_in_ids_and_paths(name):
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,80}", slug(name))


def test_the_policy_names_the_one_script_and_the_one_style(page):
    html = page(*one_case())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    assert "default-src 'none'" in policy
    assert len(re.findall(r"'sha256-[A-Za-z0-9+/]{43}='", policy)) == 2
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+ (style|on\w+)=", unfolded(html))
