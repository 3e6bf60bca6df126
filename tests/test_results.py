"""The results of real runs, and the views made from them, which never disagree."""

import base64
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from ocpp_conformance.harness.evidence import CloseEntry, FrameEntry, HandshakeEntry, NoteEntry
from ocpp_conformance.harness.evidence.lines import EntryLine, plain, typed
from ocpp_conformance.harness.evidence.results import read_results
from ocpp_conformance.schemas.files import own_schema

from .different import processes
from .different.processes import suite
from .result_lines import check, objects

PASSWORD = "tell-no-one-this-password"
TOKEN = "5EC2E7AB"


def run(folder, *arguments):
    done = suite("conformance", "--output", str(folder), *arguments)
    return done.code, done.output


def lines(folder):
    return [json.loads(text) for text in (folder / "results.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module", params=[(), ("-n", "2")], ids=["alone", "two workers"])
def broken_run(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    code, _ = run(folder, "--block", "B", "--csms-fault", "interval-soon", "--reply-timeout", "1", *request.param)
    assert code == 1
    return folder


def test_every_line_fits_its_schema(broken_run):
    validator = jsonschema.Draft202012Validator(own_schema("results-2"))
    wrong = [(line["line"], error.message) for line in lines(broken_run) for error in validator.iter_errors(line)]
    assert wrong == []


def test_every_line_is_read_back_as_it_was(broken_run):
    found = lines(broken_run)
    assert [plain(typed(line)) for line in found] == found


def test_a_check_keeps_what_was_sent_before_its_miss():
    line = check("A-1", "B01.FR.02", "failed", after=3)
    assert plain(typed(line)) == line
    jsonschema.Draft202012Validator(own_schema("results-2")).validate(line)


def test_entries_are_read_back_as_they_were(broken_run):
    found = read_results(broken_run / "results.jsonl")
    entries = [(line.case, line.entry) for line in found if isinstance(line, EntryLine)]
    assert {type(entry) for _, entry in entries} == {FrameEntry, HandshakeEntry, CloseEntry, NoteEntry}
    assert [typed(plain(EntryLine(case, entry))) for case, entry in entries] == [EntryLine(*pair) for pair in entries]


def test_a_file_of_format_1_is_still_read(broken_run, tmp_path):
    old = (Path(__file__).parent / "data" / "results-format-1.jsonl").read_bytes()
    (tmp_path / "old.jsonl").write_bytes(old)
    (tmp_path / "new.jsonl").write_bytes((broken_run / "results.jsonl").read_bytes())
    assert processes.run("report", "old.jsonl", cwd=tmp_path).code == 0
    assert "TC_B_01_CSMS" in (tmp_path / "index.html").read_text()
    worse = processes.run("report", "old.jsonl", "new.jsonl", "--diff", cwd=tmp_path)
    assert (worse.code, re.search(r"^[1-9]\d* new red$", worse.output, re.MULTILINE) is not None) == (1, True)
    assert processes.run("report", "old.jsonl", "old.jsonl", "--diff", cwd=tmp_path).code == 0
    assert "new red" in (tmp_path / "comparison.html").read_text().lower()


def test_many_systems_stand_on_one_page(broken_run, tmp_path):
    results = broken_run / "results.jsonl"
    (tmp_path / "later.jsonl").write_bytes(results.read_bytes())
    done = processes.run("matrix", f"1.4={results}", "1.5=later.jsonl", cwd=tmp_path)
    assert (done.code, '<th scope="col">1.5</th>' in (tmp_path / "matrix.html").read_text()) == (0, True)
    twice = processes.run("matrix", f"1.4={results}", f"1.5={results}", cwd=tmp_path)
    assert (twice.code, "is given twice" in twice.output) == (4, True)
    missing = processes.run("matrix", "1.4=nowhere.jsonl", cwd=tmp_path)
    assert (missing.code, "nowhere.jsonl: there is no such file" in missing.output) == (4, True)


def test_a_later_format_is_refused_with_its_number(tmp_path):
    (tmp_path / "later.jsonl").write_text('{"line": "header", "format": 3}\n')
    done = processes.run("report", "later.jsonl", cwd=tmp_path)
    assert (done.code, "format 3; this version reads 1 and 2" in done.output) == (3, True)


def test_the_file_starts_with_a_header_and_ends_with_a_footer(broken_run):
    found = lines(broken_run)
    assert (found[0]["line"], found[-1]["line"]) == ("header", "footer")


def test_every_started_case_has_a_verdict(broken_run):
    found = lines(broken_run)
    started = {line["case"] for line in found if line["line"] == "started"}
    assert started == {line["case"] for line in found if line["line"] == "verdict"}


def test_junit_and_markdown_agree_with_the_results(broken_run):
    found = lines(broken_run)
    verdicts = {line["case"]: line for line in found if line["line"] == "verdict"}
    broken = [line for line in found if line["line"] == "rule" and line["verdict"] == "failed"]
    suite = ET.parse(broken_run / "junit.xml").getroot()[0]
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert len(cases) == len(verdicts) + len(broken)
    for line in verdicts.values():
        element = cases[f"{line['case']} {line['title']}"]
        assert element.get("classname") == f"ocpp.{line['role']}.{line['block']}"
        assert (element.find("failure") is not None) == (line["verdict"] in ("failed", "inconclusive", "stale"))
        assert {p.get("value") for p in element.iter("property") if p.get("name") == "source"} == set(line["sources"])
    counts = found[-1]["verdicts"]
    text = (broken_run / "summary.md").read_text()
    assert all(f"| {verdict} | {count} |" in text for verdict, count in counts.items() if count)
    badge = json.loads((broken_run / "badge.json").read_text())
    assert badge["color"] == "red"


def test_a_red_case_names_its_frame_and_the_line_that_repeats_it(broken_run):
    (line,) = [x for x in lines(broken_run) if x["line"] == "verdict" and x["case"] == "TC_B_01_CSMS"]
    (frame,) = [x for x in lines(broken_run) if x.get("case") == "TC_B_01_CSMS" and x.get("index") == line["frame"]]
    assert json.loads(frame["raw"])[2]["interval"] == "soon"
    assert line["rerun"] == "ocpp-conformance run --reply-timeout 1 --csms-fault interval-soon --case TC_B_01_CSMS"


def test_a_trace_holds_the_messages_of_a_case(broken_run):
    done = processes.run("trace", str(broken_run / "results.jsonl"), "--case", "TC_B_01_CSMS", cwd=broken_run)
    messages = [json.loads(text) for text in done.output.splitlines()]
    for message in messages:
        jsonschema.validate(message, own_schema("trace-1.1"), jsonschema.Draft202012Validator)
    assert [message["messageType"] for message in messages[:2]] == ["CALL", "CALLRESULT"]
    assert messages[1]["action"] == "BootNotification"
    assert messages[0]["direction"] == "cp-to-csms"


def test_a_trace_of_a_run_loses_nothing(broken_run):
    """Records for messages alone; the rest is in their `meta`."""
    done = processes.run("trace", str(broken_run / "results.jsonl"), cwd=broken_run)
    messages = [json.loads(text) for text in done.output.splitlines()]
    validator = jsonschema.Draft202012Validator(own_schema("trace-1.1"))
    assert [error for message in messages for error in validator.iter_errors(message)] == []
    told = []
    for message in messages:
        meta = message["meta"]
        told += [(each["case"], each["index"]) for each in meta.get("before", ())]
        told.append((meta["case"], meta["index"]))
        told += [(each["case"], each["index"]) for each in meta.get("after", ())]
    kinds = ("frame", "handshake", "close", "note")
    assert told == [
        (line["case"], line["index"]) for line in objects(broken_run / "results.jsonl") if line["line"] in kinds
    ]


def test_a_file_that_was_cut_still_makes_a_report(broken_run, tmp_path):
    whole = (broken_run / "results.jsonl").read_bytes()
    (tmp_path / "results.jsonl").write_bytes(whole[: len(whole) // 2])
    assert processes.run("report", "results.jsonl", cwd=tmp_path).code == 0
    assert "was cut" in (tmp_path / "index.html").read_text()
    assert "was cut" in (tmp_path / "summary.md").read_text()


DAMAGED = {
    "foreign": (b"[1]\n", "line 1 is no JSON object"),
    "empty": (b"", "no header"),
    "no text": (b"\xff\xfe\n", "line 1 is no JSON"),
    "in the middle": (b'{"line": "header", "format": 2}\n{"line"\n{"line": "footer"}\n', "line 2 is no JSON"),
    "a line of ours without its fields": (
        b'{"line": "header", "format": 2}\n{"line": "verdict"}\n',
        "no line of results",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("command", [("report",), ("trace", "--case", "TC_B_01_CSMS")], ids=["report", "trace"])
def test_a_damaged_file_is_a_sentence(tmp_path, name, command):
    content, words = DAMAGED[name]
    (tmp_path / "it.jsonl").write_bytes(content)
    done = processes.run(command[0], "it.jsonl", *command[1:], cwd=tmp_path)
    assert (done.code, words in done.output, "Traceback" in done.output) == (3, True, False), done.output


def test_a_file_that_was_cut_inside_a_letter_makes_a_report(broken_run, tmp_path):
    whole = (broken_run / "results.jsonl").read_bytes()
    (tmp_path / "results.jsonl").write_bytes(whole + '{"line": "note", "text": "é'.encode()[:-1])
    assert processes.run("report", "results.jsonl", cwd=tmp_path).code == 0


def test_what_killed_workers_leave_is_rescued(broken_run, tmp_path):
    found = (broken_run / "results.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "results.jsonl").write_text(found[0])
    (tmp_path / "results-gw0.part.jsonl").write_text("".join(found[1:-1]) + '{"line":"fra')
    assert processes.run("report", "results.jsonl", cwd=tmp_path).code == 0
    assert lines(tmp_path) == lines(broken_run)[:-1]
    assert "was cut" in (tmp_path / "index.html").read_text()


def test_workers_without_a_case_leave_nothing(tmp_path):
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n")
    ours = ("-p", "ocpp_conformance.harness.plugin", f"--output={tmp_path / 'out'}")
    done = suite(str(tmp_path / "test_other.py"), "-n", "2", *ours)
    assert done.code == 0, done.output
    assert not list((tmp_path / "out").glob("results-*.part.jsonl"))


def test_secrets_are_nowhere(tmp_path):
    """Neither plain nor in base64, not with debug logs, not in locals that pytest shows."""
    arguments = ["--csms", "ws://127.0.0.1:9/ocpp", "--connect-timeout", "0.1", "--password", PASSWORD]
    run(tmp_path / "a", *arguments, "-k", "TC_A_ or TC_B_ or RPC-CSMS-P", "--log-level=DEBUG", "--showlocals")
    own = ["-k", "TC_A_ or TC_C_0 or TC_E_0", "--csms-fault", "every-token-accepted", "--secret-token"]
    run(tmp_path / "b", *own, f"accepted={TOKEN}:ISO14443", "--log-level=DEBUG", "--showlocals")
    basic = base64.b64encode(f"CS001:{PASSWORD}".encode()).decode()
    for file in tmp_path.rglob("*.*"):
        text = file.read_text(errors="replace")
        assert PASSWORD not in text, file
        assert basic not in text, file
        assert TOKEN.lower() not in text.lower(), file


@pytest.fixture
def known(tmp_path):
    path = tmp_path / "known.toml"
    path.write_text(
        '[[known]]\ncase = "TC_B_01_CSMS"\nreason = "comes later"\n\n'
        '[[known]]\nrule = "J-4.1.7-01"\nreason = "the same cause"\n'
    )
    return path


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_known_failure_is_not_red(tmp_path, known, workers):
    code, out = run(
        tmp_path, "--case", "TC_B_01_CSMS", "--csms-fault", "interval-soon", "--known", str(known), *workers
    )
    assert code == 0, out
    assert lines(tmp_path)[-1]["verdicts"]["known"] == 1
    assert "<skipped" in (tmp_path / "junit.xml").read_text()


def test_a_known_failure_that_passes_is_stale_and_red(tmp_path, known):
    code, out = run(tmp_path, "--case", "TC_B_01_CSMS", "--known", str(known))
    assert code == 1
    assert "take the entry out" in out


def test_known_update_writes_what_failed(tmp_path):
    path = tmp_path / "new.toml"
    arguments = ["--case", "TC_B_01_CSMS", "--csms-fault", "interval-soon", "--known", str(path), "--known-update"]
    assert run(tmp_path, *arguments)[0] == 1
    assert {"TC_B_01_CSMS", "J-4.1.7-01"} == set(re.findall(r'(?:case|rule) = "([^"]+)"', path.read_text()))
    assert run(tmp_path, *arguments[:-1])[0] == 0


@pytest.mark.parametrize(("option", "code"), [((), 0), (("--require-complete",), 1)])
def test_require_complete_wants_every_mandatory_case(tmp_path, option, code):
    """A silent listener is no CSMS to judge, so the bundled one stands behind a URL here."""
    root = Path(__file__).parent.parent
    server = [sys.executable, "-u", "-m", "ocpp_conformance.harness.cli", "csms", "--port", "0"]
    with subprocess.Popen(server, stdout=subprocess.PIPE, text=True, cwd=root) as csms:
        url = next(line.split()[-1] for line in csms.stdout if "listening on" in line)
        where = ["--csms", url, "--password", "open-conformance-demo", "--block", "C", "--reply-timeout", "2"]
        found, out = run(tmp_path, *where, *option)
        csms.terminate()
    assert found == code, out


def test_fail_on_advisory(tmp_path):
    arguments = ["--case", "RPC-CSMS-CALL-08", "--csms-fault", "payload-null"]
    assert run(tmp_path, *arguments)[0] == 0
    assert run(tmp_path, *arguments, "--fail-on-advisory")[0] == 1
