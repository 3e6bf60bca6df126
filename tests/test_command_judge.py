"""`judge`: recorded traffic, judged without any system."""

import json

import pytest

from .different import processes
from .result_lines import FOOTER, HEADER, frame, objects

BOOT = '[2,"1","BootNotification",{"chargingStation":{"model":"M","vendorName":"V"},"reason":"PowerUp"}]'
ACCEPTED = '[3,"1",{"currentTime":"2026-03-01T10:00:00Z","interval":300,"status":"Accepted"}]'
READ = '[2,"2","GetVariables",{"getVariableData":[{"component":{"name":"C"},"variable":{"name":"V"}}]}]'
TWO = '[3,"2",{"getVariableResult":[]}]'


def log(*frames):
    return "".join(f"[OCPP] {way}: {frame}\n" for way, frame in frames)


SOUND = log(("Send", BOOT), ("Recv", ACCEPTED), ("Send", '[2,"3","Heartbeat",{}]'))
BROKEN = log(("Send", BOOT), ("Recv", ACCEPTED), ("Recv", READ), ("Send", TWO), ("Send", TWO))


def judge(tmp_path, text, *options):
    (tmp_path / "a.log").write_text(text)
    return processes.run("judge", "a.log", *options, cwd=tmp_path)


def test_a_sound_log_breaks_nothing_and_passes_nothing(tmp_path):
    done = judge(tmp_path, SOUND)
    assert done.code == 0
    assert "Breaks no rule that was seen" in done.output
    verdicts = [
        line["verdict"] for line in objects(tmp_path / "reports/out/results.jsonl") if line["line"] == "verdict"
    ]
    assert verdicts == ["judged", "judged"]


def test_a_breach_names_file_line_and_requirement(tmp_path):
    done = judge(tmp_path, BROKEN)
    assert done.code == 1
    assert (
        "failed: J-4.1.7-01 (station) GetVariablesResponse /getVariableResult: [] has less than 1 item" in done.output
    )
    assert "a.log:4, " in done.output
    assert "Does not conform" in done.output
    page = (tmp_path / "reports/out/index.html").read_text()
    assert "has less than 1 item" in page


@pytest.mark.parametrize(
    ("options", "code"),
    [(("--role", "csms"), 0), (("--rule", "B06.FR.01"), 0), (("--rule", "J-4.1.7-01"), 1), (("--role", "station"), 1)],
    ids=str,
)
def test_a_side_or_a_rule_alone(tmp_path, options, code):
    assert judge(tmp_path, BROKEN, *options).code == code


def test_what_is_known_is_not_red(tmp_path):
    entries = (f'[[known]]\nrule = "{rule}"\nreason = "reported"\n' for rule in ("J-4.1.7-01", "J-4.1.4-02"))
    (tmp_path / "known.toml").write_text("".join(entries))
    done = judge(tmp_path, BROKEN, "--known", "known.toml")
    assert (done.code, "listed as known" in done.output) == (0, True)


def test_a_log_that_begins_in_the_middle_lacks_nothing_that_it_could_not_hold(tmp_path):
    assert judge(tmp_path, log(("Recv", ACCEPTED), ("Send", '[2,"3","Heartbeat",{}]'))).code == 0


def test_without_a_message_nothing_is_judged(tmp_path):
    assert judge(tmp_path, "nothing\n").code == 4
    assert judge(tmp_path, "nothing\n", "--format", "frames").code == 5


@pytest.mark.parametrize("fault", ["--station-fault=place-in-every-event", "--csms-fault=boot-optional-null"])
def test_a_run_is_judged_from_its_recording_as_it_was_live(tmp_path, fault):
    processes.run("run", fault, "-k", "test_b01 or test_e0", "--output", "live", cwd=tmp_path)
    done = processes.run("judge", "live/results.jsonl", "--output", "again", cwd=tmp_path)
    live, again = (broken_in(tmp_path / folder / "results.jsonl") for folder in ("live", "again"))
    assert live != []
    assert live == again, done.output


def broken_in(results):
    keys = ("rule", "role", "cause", "frames", "verdict", "binding")
    return sorted(json.dumps([line[key] for key in keys]) for line in objects(results) if line["line"] == "rule")


def test_a_rule_that_there_is_not_is_refused(tmp_path):
    done = judge(tmp_path, BROKEN, "--rule", "B06.FR.99")
    assert (done.code, "--rule B06.FR.99: no rule judges it; near it are" in done.output) == (4, True), done.output


def test_other_versions_are_not_judged_by_these_rules(tmp_path):
    boot = '[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'
    done = judge(tmp_path, log(("Send", boot), ("Recv", ACCEPTED)))
    assert (done.code, "J-" in done.output) == (0, False), done.output
    assert "OCPP 1.6: frames, schemas, ids and order were judged, no requirements" in done.output


def test_a_call_of_another_version_makes_no_other_version(tmp_path):
    stray = '[2,"5","RemoteStartTransaction",{"idTag":"A"}]'
    done = judge(tmp_path, log(("Send", BOOT), ("Recv", ACCEPTED), ("Recv", stray)))
    assert (done.code, "OCPP 2.0.1 has no action 'RemoteStartTransaction'" in done.output) == (1, True), done.output


def test_a_folder_that_can_not_be_written_is_one_clear_message(tmp_path):
    (tmp_path / "taken").write_text("")
    done = judge(tmp_path, SOUND, "--output", "taken/out")
    assert done.code == 4
    assert "taken/out can't be written (Not a directory); give another --output" in done.output


@pytest.mark.parametrize(("kept", "code", "said"), [(9, 2, "the run was cut after"), (None, 0, "breaks no rule")])
def test_the_recording_of_a_run_that_was_cut_says_so(tmp_path, kept, code, said):
    processes.run("run", "--case", "TC_B_01_CSMS", "--output", "live", cwd=tmp_path)
    lines = (tmp_path / "live/results.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "cut.jsonl").write_text("".join(lines[:kept]))
    done = processes.run("judge", "cut.jsonl", cwd=tmp_path)
    assert (done.code, said in done.output.lower()) == (code, True), done.output
    assert said in (tmp_path / "reports/out/index.html").read_text()


def test_a_conversation_with_a_station_goes_on_from_case_to_case(tmp_path):
    """An id that was used in a case comes again between two: it is the same station's."""
    told = '{"timestamp":"2026-03-01T10:00:00Z","connectorStatus":"Available","evseId":1,"connectorId":1}'
    lines = [
        {**HEADER, "roles": ["station"], "time_scale": 1.0},
        {"line": "started", "case": "TC_A_01_CS", "title": "a title", "role": "station"},
        frame("TC_A_01_CS", 0, "station", '[2,"7","Heartbeat",{}]'),
        frame("between cases", 0, "station", f'[2,"7","StatusNotification",{told}]'),
        FOOTER,
    ]
    (tmp_path / "run.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = processes.run("judge", "run.jsonl", cwd=tmp_path)
    assert "message id '7' was used before, for Heartbeat" in done.output
    assert "of between cases" in done.output


WAYS = {"station": "ChargePoint>CentralSystem", "csms": "CentralSystem>ChargePoint"}


def trace(*frames):
    """A log with times: the second, who sends, the frame."""
    return "".join(f"2026-03-01T10:00:0{at}.000Z: {WAYS[by]} X\n{text}\n\n" for at, by, text in frames)


def test_several_logs_are_judged_by_time_and_a_finding_names_its_file(tmp_path):
    (tmp_path / "late.log").write_text(trace((4, "station", TWO), (5, "station", TWO)))
    (tmp_path / "early.log").write_text(trace((1, "station", BOOT), (2, "csms", ACCEPTED), (3, "csms", READ)))
    done = processes.run("judge", "late.log", "early.log", cwd=tmp_path)
    assert "failed: J-4.1.7-01 (station) GetVariablesResponse /getVariableResult" in done.output
    assert "late.log:1, " in done.output
    header = next(objects(tmp_path / "reports/out/results.jsonl"))
    assert header["system"] == "what late.log, early.log recorded"


@pytest.mark.parametrize(("since", "code"), [("2026-03-01T10:00:04Z", 0), ("2026-03-01T09:00:00", 1), ("noon", 4)])
def test_only_what_came_since_a_time_is_judged(tmp_path, since, code):
    frames = [(1, "station", BOOT), (2, "csms", ACCEPTED), (2, "csms", READ), (3, "station", TWO)]
    done = judge(tmp_path, trace(*frames, (5, "station", '[2,"9","Heartbeat",{}]')), "--since", since)
    assert done.code == code, done.output


def test_of_a_long_log_the_report_has_what_is_near_a_finding(tmp_path):
    beats = [("Send", f'[2,"h{number}","Heartbeat",{{}}]') for number in range(6000)]
    done = judge(tmp_path, log(("Send", BOOT), ("Recv", ACCEPTED), *beats[:3000], ("Send", TWO), *beats[3000:]))
    assert done.code == 1, done.output
    lines = [line for line in objects(tmp_path / "reports/out/results.jsonl") if line["line"] in ("frame", "note")]
    assert len(lines) < 2000
    assert any(line.get("raw") == TWO for line in lines)
    left_out = sum(
        int(line["text"].split()[1]) for line in lines if line["line"] == "note" and line["case"].endswith("(csms)")
    )
    kept = sum(line["line"] == "frame" and line["case"].endswith("(csms)") for line in lines)
    assert left_out + kept == 6003
