"""The report page without a browser: what is said, what is cut, what is escaped, what changed between two runs."""

import base64
import gzip
import json
import re
from collections import Counter

import pytest

from ocpp_conformance.conformance.catalogue import catalogue
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.page import ResultsError, write_comparison, write_page
from ocpp_conformance.reports.page.certification import certification
from ocpp_conformance.reports.page.compare import changes
from ocpp_conformance.reports.page.diagram import draw
from ocpp_conformance.reports.page.evidence import SHOWN
from ocpp_conformance.reports.page.frames import RAW, View
from ocpp_conformance.reports.page.matrix import State, matrix
from ocpp_conformance.reports.page.pretty import set_in_lines
from ocpp_conformance.reports.page.record import read_run
from ocpp_conformance.reports.page.summary import summarise
from ocpp_conformance.reports.page.text import slug, visible
from ocpp_conformance.reports.page.words import RED, VERDICTS, sentence

HEADER = {
    "line": "header",
    "format": 1,
    "suite": "0.1.0",
    "edition": "OCPP 2.0.1 Edition 2",
    "roles": ["csms"],
    "system": "the system",
    "python": "3.11",
    "platform": "Linux",
}
FOOTER = {"line": "footer", "verdicts": {}, "exit": 0}
BOOT = '[2,"1","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"a","vendorName":"b"}}]'


def frame(case, index, sender, raw, **more):
    return {
        "line": "frame",
        "case": case,
        "index": index,
        "at": 10.0 + index / 100,
        "time": "2026-11-22T17:26:04.587406+00:00",
        "connection": 1,
        "sender": sender,
        "raw": raw,
        **more,
    }


def check(case, source, outcome="passed", at=None, **more):
    misses = [] if outcome == "passed" else [{"pointer": "/interval", "expected": "a number", "actual": '"soon"'}]
    return {
        "line": "check",
        "case": case,
        "source": source,
        "binding": "must",
        "outcome": outcome,
        "misses": misses,
        "frame": at,
        "seen": "",
        **more,
    }


def one_case(id="RPC-CSMS-ID-01", *inside, verdict="passed", role="csms", **more):
    return [
        {"line": "started", "case": id, "title": f"title of {id}", "role": role},
        *inside,
        {
            "line": "verdict",
            "case": id,
            "title": f"title of {id}",
            "role": role,
            "block": "RPC",
            "topics": ["rpc"],
            "mandatory": False,
            "sources": [],
            "verdict": verdict,
            "message": "",
            "frame": None,
            "duration": 0.1,
            **more,
        },
    ]


def finding(case, at=0):
    return {
        "line": "finding",
        "case": case,
        "monitor": "MON-SCHEMA",
        "source": "J-4.1.7-01",
        "binding": "must",
        "cause": "BootNotificationResponse/interval type",
        "text": "interval is wrong",
        "frame": at,
    }


@pytest.fixture
def results(tmp_path):
    def write(*lines, name="results.jsonl", header=HEADER, footer=FOOTER):
        path = tmp_path / name
        whole = [header, *lines, *([footer] if footer else [])]
        path.write_text("".join(json.dumps(line) + "\n" for line in whole))
        return path

    return write


@pytest.fixture
def page(results, tmp_path):
    def render(*lines, **more):
        target = tmp_path / "out" / "index.html"
        write_page(results(*lines, **more), target)
        return target.read_text(encoding="utf-8")

    return render


def unfolded(html):
    """The page with everything that is folded into it."""
    found = re.findall(r'data-fold="([^"]*)"', html)
    return html + "".join(unfolded(gzip.decompress(base64.b64decode(text)).decode()) for text in found)


def read(path):
    return read_run(path, lambda case: None)


# -- the sentence at the top -------------------------------------------------------------------------------------------

SENTENCES = [
    ({"passed": 1}, {}, "green", "conforms as far as tested"),
    ({"passed": 1, "advisory": 1, "not run": 3}, {}, "green", "conforms as far as tested"),
    ({"passed": 1, "failed": 1}, {}, "red", "does not conform"),
    ({"passed": 1, "failed": 1}, {"cut": True}, "red", "does not conform"),
    ({"passed": 1}, {"must_findings": 1}, "red", "does not conform"),
    ({"passed": 1}, {"cut": True}, "amber", "could not be judged: the run was cut"),
    ({}, {"stopped": "no route"}, "amber", "could not be judged: no route"),
    ({"passed": 1, "harness error": 1}, {}, "amber", "could not be judged: the harness"),
    ({"passed": 1, "inconclusive": 1}, {}, "amber", "could not be judged in full"),
    ({"passed": 1, "known": 1}, {}, "amber", "does not conform in ways that are listed"),
    ({"passed": 1, "stale": 1}, {}, "amber", "conforms as far as tested, but"),
    ({"not run": 2}, {}, "amber", "could not be judged: no case ran"),
]


@pytest.mark.parametrize(("counts", "more", "tone", "start"), SENTENCES)
def test_the_sentence_follows_the_counts(counts, more, tone, start):
    said = sentence(counts, **more)
    assert (said.tone, said.text[: len(start)]) == (tone, start)


def test_every_red_verdict_has_a_word():
    assert set(VERDICTS) >= RED


def test_counts_are_those_of_the_file(page):
    html = page(*one_case("RPC-CSMS-ID-01"), *one_case("RPC-CSMS-ID-02", verdict="failed", message="no"))
    assert re.search(r'data-verdict="failed"><b>1</b>', html)
    assert re.search(r'data-verdict="passed"><b>1</b>', html)


def test_what_did_not_run_says_what_to_give(results):
    message = "needs a token; give --token accepted=ID"
    said = summarise(read(results(*one_case(verdict="not run", message=message, mandatory=True))))
    assert [(group.text, group.cases) for group in said.not_run] == [(message, (("RPC-CSMS-ID-01", None),))]
    assert said.roles[0].mandatory_not_run == 1


def test_a_monitor_finding_is_one_line_with_its_first_frame(results):
    lines = [*one_case("A-1", finding("A-1", 3)), *one_case("A-2", finding("A-2", 5))]
    (found,) = summarise(read(results(*lines))).findings
    assert found.cases == {"A-1": 3, "A-2": 5}


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


def test_json_is_set_as_sent():
    text = set_in_lines('[3,"x",{"a":1.00,"a":[],"b":{"c":99999999999999999999,"d":[1,"}"]}}]', {}).html
    assert str(text).replace("<b>", "").replace("</b>", "") == (
        '[3, "x", {\n  "a": 1.00,\n  "a": [],\n  "b": {\n    "c": 99999999999999999999,\n    "d": [\n      1,\n'
        '      "}"\n    ]\n  }\n}]'
    )


@pytest.mark.parametrize("pointer", ["", "/a", "/a/0/b", "/c~1d"])
def test_a_note_stands_at_its_line(pointer):
    sheet = set_in_lines('[2,"x","Y",{"a":[{"b":1}],"c/d":2}]', {pointer: ("wrong <here>",)})
    assert sheet.noted == {pointer}
    assert "<em>◀ wrong &lt;here&gt;</em>" in sheet.html


def test_deep_json_is_set_without_recursion():
    assert "(cut)" in set_in_lines("[3,1," + '{"a":' * 2000 + "1" + "}" * 2000 + "]", {}).html


def test_schema_findings_and_misses_stand_in_the_frame(page):
    answer = '[3,"1",{"currentTime":"2026-11-22T17:26:04Z","interval":"soon","status":"Accepted"}]'
    frames = frame("A-1", 0, "station", BOOT), frame("A-1", 1, "csms", answer)
    html = page(*one_case("A-1", *frames, check("A-1", "B01.FR.02", "failed", 1), verdict="failed", frame=1))
    (line,) = [line for line in html.splitlines() if "<mark>" in line]
    assert '<b>"interval"</b>: "soon"' in line
    assert "B01.FR.02: expected a number" in line
    assert "is not of type" in line


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
    note = {"line": "note", "case": "A-1", "index": 3, "at": 1.0, "time": "t", "text": HOSTILE}
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
        {**finding("A-1"), "text": HOSTILE, "cause": HOSTILE, "source": HOSTILE, "monitor": HOSTILE},
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


# -- the matrix --------------------------------------------------------------------------------------------------------

B01 = "B01.FR.02"
CELLS = [
    ([check("A-1", B01)], "passed", State.PROVEN),
    ([check("A-1", B01), check("A-1", B01, "failed", 0)], "failed", State.FAILED),
    ([check("A-1", B01, "advisory")], "advisory", State.ADVISORY),
    ([check("A-1", B01, relayed=True)], "passed", State.RELAYED),
    ([check("A-1", B01, relayed=True), check("A-1", B01)], "passed", State.PROVEN),
    ([], "inconclusive", State.NOT_REACHED),
    ([], "not run", State.NOT_RUN),
]


@pytest.mark.parametrize(("checks", "verdict", "state"), CELLS)
def test_a_cell_says_what_the_checks_say(results, checks, verdict, state):
    run = read(results(*one_case("A-1", *checks, verdict=verdict, sources=[B01], message="needs x; give y")))
    cells = {row.source.id: row.cells for group in matrix(run) for row in group.rows}
    assert cells[B01]["csms"].state is state
    assert ("give y" in cells[B01]["csms"].hint) == (state is State.NOT_RUN)


def test_the_matrix_holds_the_whole_catalogue(results):
    rows = [row for group in matrix(read(results())) for row in group.rows]
    assert [row.source for row in rows] == list(catalogue().sources())
    bound = {source.id for source in catalogue().sources(Role.CSMS)}
    assert {row.source.id for row in rows if "csms" in row.cells} == bound


def test_a_monitor_finding_fails_its_rule(results):
    run = read(results(*one_case("A-1", finding("A-1"))))
    cells = {row.source.id: row.cells for group in matrix(run) for row in group.rows}
    assert cells["J-4.1.7-01"]["csms"].state is State.FAILED


def test_groups_count_their_cells(results):
    for group in matrix(read(results())):
        assert group.counts["csms"] == Counter(row.cells["csms"].state for row in group.rows if "csms" in row.cells)


# -- comparison --------------------------------------------------------------------------------------------------------

CHANGES = [
    ("new red", {"verdict": "passed"}, {"verdict": "failed"}),
    ("new red", {"verdict": "not run"}, {"verdict": "inconclusive"}),
    ("fixed", {"verdict": "failed"}, {"verdict": "passed"}),
    ("otherwise changed", {"verdict": "passed"}, {"verdict": "advisory"}),
    ("otherwise changed", {"verdict": "failed"}, {"verdict": "not run"}),
    ("slower", {"duration": 0.2}, {"duration": 0.6}),
    (None, {"duration": 0.01}, {"duration": 0.1}),
    (None, {"duration": 2.0}, {"duration": 3.5}),
]


@pytest.mark.parametrize(("kind", "before", "after"), CHANGES)
def test_what_changed_between_two_runs(results, kind, before, after):
    a = read(results(*one_case(**before), name="a.jsonl"))
    b = read(results(*one_case(**after), name="b.jsonl"))
    assert [name for name, found in changes(a, b).items() if found] == ([kind] if kind else [])


def test_cases_and_findings_that_came_and_went(results):
    a = read(results(*one_case("A-1", finding("A-1")), *one_case("A-2"), name="a.jsonl"))
    b = read(results(*one_case("A-1"), *one_case("A-3"), name="b.jsonl"))
    found = {kind: [change.id for change in each] for kind, each in changes(a, b).items() if each}
    assert found == {"fixed": ["MON-SCHEMA"], "added": ["A-3"], "gone": ["A-2"]}


def test_the_comparison_has_a_column_a_file(results, tmp_path):
    files = [results(*one_case(), name="a.jsonl"), results(*one_case(verdict="failed"), name="b.jsonl")]
    write_comparison(files, tmp_path / "both.html", diff=True)
    html = (tmp_path / "both.html").read_text()
    assert '<th scope="col">a.jsonl</th><th scope="col">b.jsonl</th>' in html
    assert '<span data-kind="new red">1 new red</span>' in html
    write_comparison(files, tmp_path / "both.html", diff=False)
    assert "data-kind" not in (tmp_path / "both.html").read_text()


# -- the certification list --------------------------------------------------------------------------------------------


def test_every_published_case_of_a_judged_role_is_listed_once(results):
    lists = certification(read(results(header={**HEADER, "roles": ["csms", "station"]})))
    listed = [case.id for each in lists for case in each.cases]
    assert sorted(listed) == sorted(entry.id for entry in catalogue().cases())
    assert {(each.role, each.profile) for each in lists} == {
        (role, profile) for role in ("csms", "station") for profile in ("Core", "Advanced Security")
    }


def test_a_listed_case_has_its_verdict_or_none(results):
    core, _ = certification(read(results(*one_case("TC_B_01_CSMS"), *one_case("TC_F_06_CSMS", verdict="failed"))))
    found = {case.id: (case.status, case.verdict) for case in core.cases}
    assert found["TC_B_01_CSMS"] == ("mandatory", "passed")
    assert found["TC_F_06_CSMS"] == ("conditional", "failed")
    assert found["TC_B_02_CSMS"] == ("conditional", "")
    assert core.counts["conditional"] == {
        "failed": 1,
        "": sum(status == "conditional" for status, _ in found.values()) - 1,
    }


def test_a_conditional_case_says_its_condition(results):
    core, _ = certification(read(results()))
    condition = {case.id: case.condition for case in core.cases}
    assert condition["TC_F_06_CSMS"].endswith(": C-11")
    assert condition["TC_B_01_CSMS"] == ""


def test_a_withdrawn_case_is_due_nowhere(results):
    lists = certification(read(results(header={**HEADER, "roles": ["station"]})))
    withdrawn = [case for each in lists for case in each.cases if case.status == "withdrawn"]
    assert [case.id for case in withdrawn] == [entry.id for entry in catalogue().cases() if entry.status == "removed"]
    assert {status for each in lists for status in each.counts} == {"mandatory", "conditional"}


def test_the_page_links_listed_cases_that_are_in_the_run(page):
    html = page(*one_case("TC_B_01_CSMS"))
    section = html[html.index('<section id="certification"') : html.index('<section id="requirements"')]
    assert '<a class="id" href="#TC_B_01_CSMS">TC_B_01_CSMS</a>' in section
    assert '<span class="id">TC_B_02_CSMS</span>' in section
    assert "mandatory: 1 passed, " in section
