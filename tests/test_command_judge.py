"""`judge`: recorded traffic, judged without any system."""

import json

import pytest

from .different import processes
from .result_lines import objects

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
