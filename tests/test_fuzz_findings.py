"""Seeded mistakes are found by generated inputs, shrunk to few stimuli, kept in files, and told when they are gone."""

from __future__ import annotations

import json
import signal

import pytest

from ocpp_conformance.harness.fuzzing.findings import FindingFileError, fewest, load
from ocpp_conformance.harness.places import suite_folder

from .different.processes import free_port, ours, run, stranger
from .result_lines import objects

FOUND = {
    "limit-off-by-one": ("csms", "payloads", "text as long as maxLength allows"),
    "surrogate-crash": ("csms", "frames", "lone surrogate in a value"),
    "id-cut": ("csms", "frames", "message id of 37 characters"),
    "station-limit-off-by-one": ("station", "payloads", "text as long as maxLength allows"),
    "station-surrogate-crash": ("station", "frames", "lone surrogate in a value"),
    "station-id-cut": ("station", "frames", "message id of 37 characters"),
}
"""By fault: the role, the file of the cases that find it, and a label that it shows itself by."""


def cases(role, name):
    return str(suite_folder() / role / "fuzz" / f"test_{name}.py")


def notes_of(folder):
    lines = objects(folder / "reports/out/results.jsonl")
    return [line["notes"] for line in lines if line["line"] == "verdict"]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Runs the cases that find a fault, once for all tests: the folder, and the findings that were kept."""
    done = {}

    def find(fault):
        if fault not in done:
            role, name, _ = FOUND[fault]
            folder = tmp_path_factory.mktemp(fault)
            broken = (f"--{role}-fault", fault, "--reply-timeout", "2")
            run("run", cases(role, name), *broken, "--save-regressions", "kept", cwd=folder)
            done[fault] = folder, [load(path) for path in sorted((folder / "kept").glob("*.json"))]
        return done[fault]

    return find


@pytest.mark.parametrize("fault", FOUND)
def test_a_seeded_mistake_is_found_by_the_label_that_fits(fault, found):
    _, findings = found(fault)
    assert FOUND[fault][2] in {label for finding in findings for label in finding.labels}


@pytest.mark.parametrize("fault", FOUND)
def test_a_finding_is_shrunk_to_at_most_five_acts_that_show_it_again(fault, found):
    _, findings = found(fault)
    assert [(len(finding.stimuli) <= 5, finding.reproduced) for finding in findings] == [(True, True)] * len(findings)


@pytest.mark.parametrize("fault", FOUND)
def test_findings_of_one_cause_are_one(fault, found):
    _, findings = found(fault)
    assert len({finding.cause for finding in findings}) == len(findings) <= 2


def test_a_finding_still_shows_shows_otherwise_or_did_not_show(found):
    folder, findings = found("surrogate-crash")
    file = str(findings[0].file)
    words = []
    for fault in ((), ("--csms-fault", "surrogate-crash"), ("--csms-fault", "id-null")):
        done = run("replay", file, *fault, cwd=folder)
        words.append((done.code, [line.split()[0] for line in done.output.splitlines() if line[:1].isalpha()][-1]))
    assert words == [(0, "DID"), (1, "STILL"), (1, "CHANGED")]


def test_a_station_is_replayed_too(found):
    folder, findings = found("station-surrogate-crash")
    done = run("replay", str(findings[0].file), "--station-fault", "station-surrogate-crash", cwd=folder)
    assert (done.code, "STILL" in done.output) == (1, True), done.output


def test_kept_findings_are_run_as_regressions(found):
    folder, _ = found("surrogate-crash")
    regressions = cases("csms", "regressions")
    fixed = run("run", regressions, "--regressions", "kept", cwd=folder)
    still = run("run", regressions, "--regressions", "kept", "--csms-fault", "surrogate-crash", cwd=folder)
    assert (fixed.code, still.code) == (0, 1), fixed.output + still.output


def test_the_report_names_the_acts_and_the_line_that_replays_them(tmp_path):
    done = run("run", cases("csms", "frames"), "--csms-fault", "surrogate-crash", "--reply-timeout", "2", cwd=tmp_path)
    page = (tmp_path / "reports/out/index.html").read_text()
    assert "ocpp-conformance replay" in done.output
    assert "lone surrogate in a value" in page
    assert "ocpp-conformance replay" in page


def test_the_same_seed_makes_the_same_examples(tmp_path):
    given = ("--seed", "7", "--profile", "ci", cases("csms", "payloads"), "-k", "TOKEN")
    seen = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        done = run("fuzz", *given, cwd=tmp_path / name)
        assert done.code == 0, done.output
        seen.append([notes["outcomes"] for notes in notes_of(tmp_path / name)])
    assert seen[0] == seen[1]


def test_a_signal_ends_a_soak_with_its_report(tmp_path):
    with ours("fuzz", "--time", "10m", cases("csms", "frames"), cwd=tmp_path) as soak:
        soak.line_with("collected")
        code = soak.stop(signal.SIGTERM)
        assert code == (5 if "no case judged it" in soak.output else 0), soak.output
        assert "stopped by SIGTERM" in soak.output
    assert (tmp_path / "reports/out/index.html").exists()


def test_a_station_that_dials_in_is_fuzzed(tmp_path):
    port = free_port()
    given = ("--profile", "ci", "--listen", f"127.0.0.1:{port}", cases("station", "frames"), "-k", "FRAME-01")
    with ours("fuzz", *given, cwd=tmp_path) as fuzz:
        fuzz.line_with("waiting up to")
        with ours("station", "--csms", f"ws://127.0.0.1:{port}/ocpp", "--api-port", "0"):
            assert fuzz.wait(120) == 0, fuzz.output
    assert [notes["examples"] for notes in notes_of(tmp_path)] == [100]


def test_a_csms_elsewhere_is_fuzzed_and_a_finding_replayed(tmp_path):
    with ours("csms", "--port", "0", "--fault", "surrogate-crash") as csms:
        url = csms.line_with("listening on").split()[-1]
        given = ("--csms", url, "--password", "open-conformance-demo")
        done = run("fuzz", "--profile", "ci", *given, cases("csms", "frames"), "-k", "FRAME-03", cwd=tmp_path)
        (file,) = (tmp_path / "reports/out/findings").iterdir()
        again = run("replay", str(file), *given, cwd=tmp_path)
    assert (done.code, again.code) == (1, 1), done.output
    assert "STILL" in again.output, again.output


def fuzzed(tmp_path, csms, case="FRAME-03"):
    given = ("--csms", csms.line_with("listening on").split()[-1], "--password", "open-conformance-demo")
    limits = ("--reply-timeout", "4", "--connect-timeout", "4")
    return run("fuzz", "--profile", "ci", *given, *limits, cases("csms", "frames"), "-k", case, cwd=tmp_path)


def test_the_frame_that_kills_a_csms_is_named_and_no_innocent_one(tmp_path):
    with stranger("mortal_csms.py", "0", "--port", "0") as csms:
        done = fuzzed(tmp_path, csms)
        assert csms.ended
    (notes,) = notes_of(tmp_path)
    (finding,) = notes["findings"]
    assert (done.code, finding["gone"], len(finding["stimuli"])) == (10, True, 1), done.output
    assert "did not come back" in done.output
    assert finding["stimuli"][0]["label"] in done.output


def test_of_a_csms_that_dies_later_what_came_before_is_told(tmp_path):
    with stranger("mortal_csms.py", "0.1", "--port", "0") as csms:
        done = fuzzed(tmp_path, csms)
    (finding,) = notes_of(tmp_path)[0]["findings"]
    assert (done.code, finding["gone"], "; before that came: " in finding["text"]) == (10, True, True), done.output


def test_what_a_csms_breaks_all_the_time_is_no_finding(tmp_path):
    broken = ("--csms-fault", "csms-of-1999", cases("csms", "frames"), "-k", "FRAME-03")
    done = run("fuzz", "--profile", "ci", *broken, cwd=tmp_path)
    assert notes_of(tmp_path)[0]["findings"] == [], done.output


def test_a_csms_that_serves_nobody_is_no_fault_of_a_frame(tmp_path):
    with stranger("csms.py", "--mute", "Heartbeat") as csms:
        done = fuzzed(tmp_path, csms)
    (verdict,) = [line for line in objects(tmp_path / "reports/out/results.jsonl") if line["line"] == "verdict"]
    assert (verdict["verdict"], verdict["notes"]["findings"]) == ("inconclusive", []), done.output
    assert verdict["message"].startswith("before any stimulus: J-4.1.7-01: expected an answer to Heartbeat")


def test_ids_of_messages_are_new_in_every_run(tmp_path):
    sent = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        run("fuzz", "--seed", "7", "--profile", "ci", cases("csms", "payloads"), "-k", "TOKEN", cwd=tmp_path / name)
        lines = objects(tmp_path / name / "reports/out/results.jsonl")
        sent.append({line["raw"] for line in lines if line["line"] == "frame" and line["sender"] == "station"})
    assert len(sent[0]) > 1
    assert sent[0].isdisjoint(sent[1])


def test_a_file_that_holds_no_finding_is_named(tmp_path):
    file = tmp_path / "finding.json"
    file.write_text(json.dumps({"format": 1}))
    with pytest.raises(FindingFileError, match=r"finding\.json"):
        load(file)


def test_the_fewest_are_found_among_many():
    assert fewest(range(100), lambda some: {3, 77} <= set(some), lambda: True) == [3, 77]
