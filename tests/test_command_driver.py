"""Systems that others started, with a driver: run, list, driver check, driver selftest, doctor; and what gets lost."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ocpp_conformance.schemas.files import own_schema

from .different.processes import COMMAND, Program, free_port, ours, run, stranger
from .interop.systems import installed
from .result_lines import objects

EXAMPLES = Path(__file__).parents[1] / "examples/drivers"
HERE = Path(__file__).parent / "different"
BUNDLED = ("--password", "open-conformance-demo")
PACKAGE = ("--password", "a-password-of-its-own", "--identity", "CS{n:03}")
QUICK = ("--reply-timeout", "3", "--connect-timeout", "3")


def example(name, port, driver_port):
    """An example's command and what the suite is told of it."""
    match name:
        case "bundled_csms.py":
            return [sys.executable, str(EXAMPLES / name)], (f"ws://127.0.0.1:{port}/ocpp", *BUNDLED)
        case "ocpp_package.py":
            return [sys.executable, str(EXAMPLES / name)], (f"ws://127.0.0.1:{port}", *PACKAGE)
        case _:
            folder = installed("ocpp_rpc")
            return ["node", str(EXAMPLES / name)], (f"ws://127.0.0.1:{port}", *PACKAGE), str(folder)


class Driven:
    """A CSMS with a driver that runs: the options that judge it."""

    def __init__(self, name):
        port, driver_port = free_port(), free_port()
        command, options, *more = example(name, port, driver_port)
        self.driver = f"http://127.0.0.1:{driver_port}"
        self.csms = ("--csms", *options, *QUICK)
        self.options = (*self.csms, "--driver", self.driver)
        self.program = Program([*command, str(port), str(driver_port), *more])


@pytest.fixture(scope="module", params=["bundled_csms.py", "ocpp_package.py", "ocpp_rpc.js"])
def each(request):
    driven = Driven(request.param)
    with driven.program as program:
        program.line_with("listening on")
        yield driven


@pytest.fixture(scope="module")
def bundled():
    driven = Driven("bundled_csms.py")
    with driven.program as program:
        program.line_with("listening on")
        yield driven


def lines_of(folder):
    return list(objects(folder / "reports/out/results.jsonl"))


def verdicts(folder):
    return {line["case"]: line["verdict"] for line in lines_of(folder) if line["line"] == "verdict"}


def sut_toml(folder, csms, *more):
    """A description of the CSMS with what the lines say beside it."""
    url = csms[csms.index("--csms") + 1]
    text = ["version = 1", 'role = "csms"', f'endpoint = "{url}"', 'password = "open-conformance-demo"']
    text += [*more, "[patience]", "reply = 3", "connect = 2", "boot = 5"]
    (folder / "sut.toml").write_text("\n".join(text))
    return ("--sut", "sut.toml")


# -- the examples ------------------------------------------------------------------------------------------------------

TRIGGERED = ("--case", "RPC-CSMS-OWN-CALL-01", "--case", "RPC-CSMS-OWN-CALL-02")


def test_an_example_runs_the_cases_that_ask_for_intents(each, tmp_path):
    done = run("run", *each.options, *TRIGGERED, cwd=tmp_path)
    assert verdicts(tmp_path) == {"RPC-CSMS-OWN-CALL-01": "passed", "RPC-CSMS-OWN-CALL-02": "passed"}, done.output
    notes = [line["text"] for line in lines_of(tmp_path) if line["line"] == "note"]
    assert any(note.startswith("the driver sees {") for note in notes)


def test_an_example_keeps_to_the_contract(each, tmp_path):
    done = run("driver", "check", each.driver, cwd=tmp_path)
    assert (done.code, "FAIL" in done.output) == (0, False), done.output


def test_an_example_does_what_it_says(each, tmp_path):
    done = run("driver", "selftest", *each.options, cwd=tmp_path)
    assert done.code == 0, done.output
    assert "trigger(requested_message='Heartbeat'): done, and TriggerMessage came" in done.output


@pytest.mark.parametrize("name", [path.name for path in sorted(EXAMPLES.iterdir()) if path.is_file()])
def test_an_example_is_short(name):
    assert len((EXAMPLES / name).read_text().splitlines()) <= 60


# -- a station ---------------------------------------------------------------------------------------------------------


def test_a_station_with_a_driver_is_plugged_in(tmp_path):
    port, driver_port = free_port(), free_port()
    listen = ("--listen", f"127.0.0.1:{port}", "--driver", f"http://127.0.0.1:{driver_port}", "--connect-timeout", "60")
    station = [sys.executable, str(HERE / "driven_station.py"), f"ws://127.0.0.1:{port}/ocpp", str(driver_port)]
    with Program(station) as program:
        program.line_with("driver at")
        done = run("run", *listen, "--case", "TC_G_01_CS", "--case", "TC_E_03_CS", cwd=tmp_path)
    assert verdicts(tmp_path) == {"TC_G_01_CS": "passed", "TC_E_03_CS": "passed"}, done.output


def test_a_driver_reboots_a_station_that_must_not_be_reset(tmp_path):
    port, driver_port = free_port(), free_port()
    driver = ("--driver", f"http://127.0.0.1:{driver_port}")
    options = ("--listen", f"127.0.0.1:{port}", *driver, "--no-reset", "--connect-timeout", "30")
    station = [sys.executable, str(HERE / "driven_station.py"), f"ws://127.0.0.1:{port}/ocpp", str(driver_port)]
    with Program(station) as program:
        program.line_with("driver at")
        done = run("run", *options, "--case", "TC_B_01_CS", cwd=tmp_path)
    assert verdicts(tmp_path) == {"TC_B_01_CS": "passed"}, done.output


def test_selftest_of_a_station(tmp_path):
    port, driver_port = free_port(), free_port()
    options = ("--listen", f"127.0.0.1:{port}", "--driver", f"http://127.0.0.1:{driver_port}")
    station = [sys.executable, str(HERE / "driven_station.py"), f"ws://127.0.0.1:{port}/ocpp", str(driver_port)]
    with Program(station) as program:
        program.line_with("driver at")
        done = run("driver", "selftest", *options, "--reply-timeout", "1", "--connect-timeout", "30", cwd=tmp_path)
    assert done.code == 0, done.output
    assert "power_cycle(): done, and BootNotification came" in done.output
    assert "plug_in(evse=1, connector=1): done; then came" in done.output


# -- list, doctor ------------------------------------------------------------------------------------------------------


def test_list_says_what_an_intent_would_add(each, tmp_path):
    done = run("list", *each.csms, "--driver", each.driver, cwd=tmp_path)
    assert "needs the intent trigger" not in done.output
    without = run("list", *each.csms, "--driver", "http://127.0.0.1:9", cwd=tmp_path)
    assert "the driver can't be asked what it can do" in without.output
    assert re.search(r"^\+\d+ cases, .*: trigger in the driver \(", without.output, re.MULTILINE)


def test_doctor_tries_the_driver(bundled, tmp_path):
    done = run("doctor", *bundled.options, cwd=tmp_path)
    assert (done.code, "ClearCache came" in done.output) == (0, True), done.output


# -- drivers that are wrong --------------------------------------------------------------------------------------------

LIAR = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    answer = {"describe": {"contract": 1, "intents": ["trigger", "dance"]}, "observe": {"seen": []}}
    told = answer.get(asked.get("verb"), {"result": "done"})
    print(json.dumps({"id": asked["id"], **told}), flush=True)
"""
MORTAL = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    if asked["verb"] == "intend": sys.exit("the database is gone")
    print(json.dumps({"id": asked["id"], "contract": 1, "intents": ["trigger"]}), flush=True)
"""


def with_program(text, folder, csms):
    (folder / "driver.py").write_text(text)
    return sut_toml(folder, csms, "[driver]", f'command = ["{sys.executable}", "driver.py"]', "timeout = 10")


def test_check_says_what_is_wrong(bundled, tmp_path):
    done = run("driver", "check", *with_program(LIAR, tmp_path, bundled.csms), cwd=tmp_path)
    wrong = [line.split(":")[0].removeprefix("FAIL  ") for line in done.output.splitlines() if line.startswith("FAIL")]
    assert (done.code, len(wrong)) == (1, 7), done.output
    assert "knows no intent dance" in done.output


def test_selftest_finds_a_driver_that_lies(bundled, tmp_path):
    done = run("driver", "selftest", *with_program(LIAR, tmp_path, bundled.csms), cwd=tmp_path)
    assert done.code == 1
    assert "the driver says done, but no TriggerMessage came" in done.output


def test_a_driver_that_dies_leaves_the_report_of_what_ran(bundled, tmp_path):
    where = with_program(MORTAL, tmp_path, bundled.csms)
    done = run("run", *where, *TRIGGERED, "--case", "RPC-CSMS-CALL-01", cwd=tmp_path)
    seen = {"RPC-CSMS-OWN-CALL-01": "inconclusive", "RPC-CSMS-OWN-CALL-02": "inconclusive"}
    assert verdicts(tmp_path) == {**seen, "RPC-CSMS-CALL-01": "passed"}, done.output
    assert "the database is gone" in done.output
    assert (done.code, lines_of(tmp_path)[-1]["line"]) == (1, "footer")


def test_a_driver_that_is_not_there_stops_the_run(bundled, tmp_path):
    done = run("run", *bundled.csms, "--driver", f"http://127.0.0.1:{free_port()}", *TRIGGERED, cwd=tmp_path)
    assert done.code == 10
    assert "start the driver or correct its URL" in done.output


def test_driver_without_a_driver(bundled, tmp_path):
    done = run("driver", "check", *bundled.csms, cwd=tmp_path)
    assert (done.code, "give --sut FILE with [driver]" in done.output) == (4, True)


# -- a system that dies ------------------------------------------------------------------------------------------------


KNOWN = ("--register", "CS001:open-conformance-demo")
RESTART = """
import os, pathlib, signal, subprocess, sys
old, *command = sys.argv[1:]
os.kill(int(old), signal.SIGKILL)
new = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
pathlib.Path("new.pid").write_text(str(new.pid))
"""
THREE = [word for n in (1, 2, 3) for word in ("--case", f"RPC-CSMS-CALL-0{n}")]


@pytest.fixture
def fragile():
    """A CSMS that crashes when a station has booted, as the preflight does, and its port."""
    port = free_port()
    with ours("csms", "--port", str(port), *KNOWN, "--fault", "crash-after-boot") as csms:
        csms.line_with("listening")
        yield csms, port


def csms_at(port):
    return ("--csms", f"ws://127.0.0.1:{port}/ocpp", *BUNDLED, *QUICK)


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "one worker"])
def test_a_system_that_dies_ends_the_run_with_what_it_has(fragile, tmp_path, workers):
    options = csms_at(fragile[1])
    if workers:
        options = (*options, "--identity", "CS{n:03}")
    done = run("run", *options, *THREE, cwd=tmp_path)
    assert (done.code, len(verdicts(tmp_path))) == (10, 1), done.output
    assert "after RPC-CSMS-CALL-01 the CSMS no longer answers" in done.output
    assert lines_of(tmp_path)[-1]["line"] == "footer"


def test_a_system_that_dies_is_restarted(fragile, tmp_path):
    csms, port = fragile
    (tmp_path / "restart.py").write_text(RESTART)
    command = [sys.executable, "restart.py", str(csms.pid), *COMMAND, "csms", "--port", str(port), *KNOWN]
    where = sut_toml(tmp_path, csms_at(port), "[hooks]", f"restart = {json.dumps(command)}")
    try:
        done = run("run", *where, *THREE, cwd=tmp_path)
    finally:
        os.kill(int((tmp_path / "new.pid").read_text()), signal.SIGTERM)
    assert [*verdicts(tmp_path).values()][1:] == ["passed", "passed"], done.output
    assert any("it is restarted" in line.get("text", "") for line in lines_of(tmp_path))
    assert "it is restarted" in done.output


def test_a_restart_that_fails_ends_the_run(fragile, tmp_path):
    where = sut_toml(tmp_path, csms_at(fragile[1]), "[hooks]", 'restart = ["false"]')
    done = run("run", *where, *THREE, cwd=tmp_path)
    assert (done.code, len(verdicts(tmp_path))) == (10, 1), done.output
    assert "`false` ended with 1" in done.output


# -- a system that sends what it is told -------------------------------------------------------------------------------

RELAYED = """
from ocpp_conformance.harness.evidence import step
from ocpp_conformance.harness.suite import case

@case("ACME-CSMS-THROWAWAY-01", "Only what was dictated", topics=("rpc",), intents=("trigger",))
async def test_dictated(station, csms_driver):
    await heartbeat(station, csms_driver)

@case("ACME-CSMS-THROWAWAY-02", "What was dictated, and how the CALL is framed", topics=("rpc",), intents=("trigger",))
async def test_dictated_and_framed(station, csms_driver):
    call = await heartbeat(station, csms_driver)
    call.meets("J-4.2.1-01")

async def heartbeat(station, csms_driver):
    await station.booted()
    await csms_driver.intend("trigger", requested_message="Heartbeat")
    call = await station.must_send(step(1), "TriggerMessage")
    call.meets(step(1), requestedMessage="Heartbeat")
    return call
"""


def test_what_a_relay_was_told_earns_nothing(tmp_path):
    port, http_port = free_port(), free_port()
    (tmp_path / "test_it.py").write_text(RELAYED)
    where = sut_toml(tmp_path, csms_at(port), "[driver]", f'trigger-http = "http://127.0.0.1:{http_port}"')
    with Program([sys.executable, str(HERE / "sending_csms.py"), str(port), str(http_port)]) as csms:
        csms.line_with("listening")
        done = run("run", str(tmp_path / "test_it.py"), *where, "-k", "THROWAWAY", cwd=tmp_path)
    seen = {"ACME-CSMS-THROWAWAY-01": "relayed", "ACME-CSMS-THROWAWAY-02": "passed"}
    assert (done.code, verdicts(tmp_path)) == (0, seen), done.output
    assert "was only seen as the harness dictated it" in done.output
    checks = [(line["source"], line.get("relayed", False)) for line in lines_of(tmp_path) if line["line"] == "check"]
    assert checks == [("step 1", True)] * 4 + [("J-4.2.1-01", False)]
    lines = lines_of(tmp_path)
    assert all(Draft202012Validator(own_schema("results-2")).is_valid(line) for line in lines)


def test_a_system_that_somebody_brings_back_is_asked_again(tmp_path):
    port = free_port()
    with stranger("supervised_csms.py", "--port", str(port), *KNOWN) as csms:
        csms.line_with("listening")
        cases = ("--case", "RPC-CSMS-FRAME-01", "--case", "RPC-CSMS-CALL-01")
        done = run("run", *csms_at(port), *cases, cwd=tmp_path)
        csms.stop(signal.SIGTERM)
    assert verdicts(tmp_path)["RPC-CSMS-CALL-01"] == "passed", done.output
    assert "failed" in verdicts(tmp_path).values(), done.output
    assert "no longer answers" not in done.output
