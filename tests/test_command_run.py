"""`ocpp-conformance run` against external systems of a test's own: reports, exit codes, what goes over the wire."""

from __future__ import annotations

import base64
import json
import re
import signal
import socket

import pytest

from ocpp_conformance.harness.places import suite_folder

from .different.processes import COMMAND, Program, free_port, ours, run
from .different.servers import recorder, silent, willing
from .result_lines import objects

CASE = "RPC-CSMS-CALL-01"
"""A case that sends two CALLs after its boot."""
ONE = (str(suite_folder() / "csms/rpc/test_proper_calls.py"), "-k", CASE)
"""It alone, without looking at the other files: a second saved each time."""
BOOT = (str(suite_folder() / "station/b_provisioning/test_b01_cold_boot.py"),)
QUICK = ("--connect-timeout", "0.3", "--reply-timeout", "0.5")


def verdicts(folder):
    lines = objects(folder / "reports/out/results.jsonl")
    return {line["case"]: line["verdict"] for line in lines if line["line"] == "verdict"}


def shown(output, word):
    return [line for line in output.split("\n") if word in line]


# -- reports -----------------------------------------------------------------------------------------------------------


def test_reports_are_in_the_present_folder(tmp_path):
    with recorder() as csms:
        done = run("run", "--csms", csms.url, "-k", CASE, cwd=tmp_path)
    assert done.code == 0, done.output
    assert {"conformance.html", "results.jsonl"} <= {path.name for path in (tmp_path / "reports/out").iterdir()}


def test_the_table_of_pytest_html_says_what_the_terminal_says_and_is_not_named(tmp_path):
    with recorder() as csms:
        done = run("run", "--csms", csms.url, "-k", f"{CASE} or TC_C_06 or TC_P_02 or RPC-CSMS-ACTION", cwd=tmp_path)
    found = list(verdicts(tmp_path).values())
    assert {"passed", "failed", "not run"} <= set(found)
    table = (tmp_path / "reports/out/conformance.html").read_text()
    boxes = re.findall(r'<span class="\w+">([1-9]\d*) (.*?),?</span>', table)
    said = {words: int(number) for number, words in boxes}
    assert said == {words: sum(verdict in words.split(" or ") for verdict in found) for words in said}
    assert sum(said.values()) == len(found)
    assert "conformance.html" not in done.output
    assert f"page: {tmp_path / 'reports/out/index.html'}" in done.output


def test_reports_are_where_the_option_says(tmp_path):
    with recorder() as csms:
        done = run("run", "--csms", csms.url, *ONE, "--output", "here/there", cwd=tmp_path)
    assert done.code == 0, done.output
    assert (tmp_path / "here/there/results.jsonl").exists()
    assert not (tmp_path / "reports").exists()


def test_the_bundled_systems_need_nothing(tmp_path):
    done = run("run", *ONE, cwd=tmp_path)
    assert (done.code, verdicts(tmp_path)) == (0, {CASE: "passed"}), done.output


# -- what goes over the wire -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wire(tmp_path_factory):
    """What a CSMS sees of two cases when every option about the connection is given."""
    folder = tmp_path_factory.mktemp("wire")
    password = folder / "password"
    password.write_text("from-the-file\n")
    proxy = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"), "http://127.0.0.1:1")
    with recorder() as csms:
        options = ("--identity", "CS {n:03}", "--password-file", str(password), "--header", "X-Tenant: demo")
        url = f"{csms.url}/with/prefix/"
        done = run("run", "--csms", url, *options, *ONE[:2], f"{CASE} or RPC-CSMS-CALL-02", cwd=folder, env=proxy)
    assert done.code == 0, done.output
    return csms


def test_prefix_and_trailing_slash_are_kept(wire):
    assert {path.rpartition("/")[0] for path in wire.paths} == {"/with/prefix"}


def test_the_identity_is_percent_encoded(wire):
    assert all(path.rpartition("/")[2].startswith("CS%20") for path in wire.paths)


def test_each_case_has_its_own_identity(wire):
    assert len(set(wire.paths[1:])) == 2  # the first is the look before the cases


def test_a_header_arrives_with_each_upgrade(wire):
    assert {headers["X-Tenant"] for headers in wire.headers} == {"demo"}


def test_the_password_file_is_used(wire):
    pairs = {base64.b64decode(headers["Authorization"].split()[1]).decode() for headers in wire.headers}
    assert {pair.partition(":")[2] for pair in pairs} == {"from-the-file"}


def test_the_line_that_repeats_a_case_does_so(tmp_path):
    given = ("--header", "X-Key:of-a-tenant", "--token", "accepted=04A2B3C4:ISO14443", "--reply-timeout", "3", "--slow")
    with recorder() as csms:
        done = run("run", "--csms", csms.url, "--password", "a-password-of-ours", *given, *ONE, cwd=tmp_path)
        assert done.code == 0, done.output
        (again,) = (
            line["rerun"] for line in objects(tmp_path / "reports/out/results.jsonl") if line["line"] == "verdict"
        )
        assert ("of-a-tenant" in again, "a-password" in again) == (False, False)
        assert all(word in again for word in given[2:])
        secrets = {"X_KEY": "of-a-tenant", "OCPP_SUT_PASSWORD": "a-password-of-ours"}
        shell = Program(["sh", "-c", again.replace("ocpp-conformance", COMMAND[0], 1)], cwd=tmp_path, env=secrets)
        with shell:
            assert shell.wait() == 0, shell.output
    seen = [{name.lower(): value for name, value in headers.items()} for headers in csms.headers]
    assert {(each["x-key"], each["authorization"]) for each in seen} == {(seen[0]["x-key"], seen[0]["authorization"])}
    assert len(seen) >= 4


def test_the_environment_is_used(tmp_path):
    with recorder() as csms:
        env = {"OCPP_SUT_CSMS": f"{csms.url}/env", "OCPP_SUT_IDENTITY": "ENV", "OCPP_SUT_PASSWORD": "from-env"}
        done = run("run", *ONE, cwd=tmp_path, env=env)
    wanted = f"Basic {base64.b64encode(b'ENV:from-env').decode()}"
    assert (done.code, set(csms.paths)) == (0, {"/env/ENV"}), done.output
    assert {headers["Authorization"] for headers in csms.headers} == {wanted}


def test_a_password_is_in_no_report(tmp_path):
    password = "not-for-the-papers"
    with recorder() as csms:
        done = run("run", "--csms", csms.url, "--password", password, *ONE, cwd=tmp_path)
    encoded = base64.b64encode(f"CS001:{password}".encode()).decode()
    files = [path for path in (tmp_path / "reports/out").rglob("*") if path.is_file()]
    texts = [done.output] + [path.read_text() for path in files]
    assert [text for text in texts if password in text or encoded in text] == []


# -- systems that can't be judged --------------------------------------------------------------------------------------


def not_judged(done, folder):
    """The one sentence that says why."""
    assert done.code == 10, done.output
    told = [line for line in objects(folder / "reports/out/results.jsonl") if line["line"] == "unreachable"]
    assert len(told) == 1
    assert told[0]["text"] in done.output
    assert "Could not be judged: " in (folder / "reports/out/conformance.html").read_text()
    assert "Traceback" not in done.output
    return told[0]["text"]


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_nobody_listens(tmp_path, workers):
    url = f"ws://127.0.0.1:{free_port()}"
    done = run("run", "--csms", url, *QUICK, *ONE, "--identity", "CS{n}", *workers, cwd=tmp_path)
    assert url in not_judged(done, tmp_path)


def test_a_port_that_says_nothing(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        done = run("run", "--csms", f"ws://127.0.0.1:{mute.getsockname()[1]}", *QUICK, *ONE, cwd=tmp_path)
    assert "--connect-timeout" in not_judged(done, tmp_path)


def test_a_boot_that_is_never_answered(tmp_path):
    with recorder(silent) as csms:
        done = run("run", "--csms", csms.url, *QUICK, *ONE, cwd=tmp_path)
    assert "BootNotification" in not_judged(done, tmp_path)


def test_a_wrong_password(tmp_path):
    with ours("csms", "--port", "0") as csms:
        url = csms.line_with("listening").split()[-1]
        done = run("run", "--csms", url, "--password", "not-the-right-one", *ONE, cwd=tmp_path)
    text = not_judged(done, tmp_path)
    assert "401" in text
    assert "--password" in text
    assert "not-the-right-one" not in done.output


def test_no_station_comes(tmp_path):
    done = run("run", "--listen", f"127.0.0.1:{free_port()}", *QUICK, *BOOT, cwd=tmp_path)
    assert "no charging station connected" in not_judged(done, tmp_path)


# -- systems that go away ----------------------------------------------------------------------------------------------


def test_a_dropped_connection_is_one_failure_with_the_frames_before_it(tmp_path):
    def drops(connection, message, action):
        if connection > 0 and message > 0:
            raise OSError
        return willing(connection, message, action)

    with recorder(drops) as csms:
        done = run("run", "--csms", csms.url, *ONE, cwd=tmp_path)
    frames = [line for line in objects(tmp_path / "reports/out/results.jsonl") if line["line"] == "frame"]
    assert (done.code, verdicts(tmp_path)) == (1, {CASE: "failed"}), done.output
    assert len(shown(done.output, f"failed: {CASE}")) == 1
    assert ["BootNotification" in frame["raw"] for frame in frames] == [True, False, False]
    assert "Traceback" not in done.output


def test_a_killed_run_leaves_whole_lines(tmp_path):
    def hangs(connection, message, action):
        return willing(connection, message, action) if connection == 0 else None

    results = tmp_path / "reports/out/results.jsonl"
    with recorder(hangs) as csms, ours("run", "--csms", csms.url, *ONE, "-s", cwd=tmp_path) as going:
        csms.wait_for_frame(connection=1)
        going.stop(signal.SIGKILL)
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert [line["line"] for line in lines] == ["header", "started", "handshake", "frame"]


# -- selection and usage -----------------------------------------------------------------------------------------------


def test_a_selection_without_cases_is_told(tmp_path):
    done = run("run", "-k", "no_such_case", cwd=tmp_path)
    assert done.code == 5
    assert "no case matches" in done.output


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_an_unknown_case_is_told_with_near_ones(tmp_path, workers):
    done = run("run", "--case", "RPC-CSMS-CALL-1", *ONE[:1], *workers, cwd=tmp_path)
    assert done.code == 4, done.output
    assert len(shown(done.output, "--case RPC-CSMS-CALL-1: ")) == 1
    assert CASE in done.output
    assert "INTERNALERROR" not in done.output


# one wrong value each, through the whole command
USAGE = [
    ("--csms", "http://127.0.0.1:9000"),
    ("--output", "a-file/below"),
    ("-n", "2", "--listen", "127.0.0.1:0"),
]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_a_wrong_value_is_one_message(tmp_path, arguments):
    (tmp_path / "a-file").write_text("")
    done = run("run", *arguments, cwd=tmp_path)
    assert done.code == 4
    assert [line for line in done.output.split("\n") if line] == shown(done.output, f"ERROR: {arguments[0]}")


def test_a_taken_port_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = run("run", "--listen", address, *BOOT, cwd=tmp_path)
    assert done.code == 4
    assert len(shown(done.output, f"--listen: can't listen on {address}")) == 1
    assert "Traceback" not in done.output


def test_an_unknown_option_is_told(tmp_path):
    done = run("run", "--cmss", "ws://127.0.0.1:9000", cwd=tmp_path)
    assert done.code == 4
    assert "--cmss" in done.output


# -- the other commands ------------------------------------------------------------------------------------------------


def test_list_says_what_would_run_and_leaves_nothing_behind(tmp_path):
    done = run("list", "--csms", "ws://127.0.0.1:9000", cwd=tmp_path)
    assert done.code == 0
    assert "cases would run as described" in done.output
    assert any(line.split()[:3] == ["TC_B_01_CSMS", "csms", "yes"] for line in done.output.split("\n"))
    assert list(tmp_path.iterdir()) == []


URL = ("--csms", "ws://127.0.0.1:9000", "--identity", "CS001", "--password", "a-password-of-its-own")
ENOUGH = {
    "a URL": (URL, 60, 12),
    "a URL and a token": ((*URL, "--token", "accepted=04A2B3C4:ISO14443"), 60, 30),
    "a port": (("--listen", "127.0.0.1:9000"), 30, 0),
}
"""What is given, how many cases that runs at least, and how many of them are published ones."""


@pytest.mark.parametrize("given", ENOUGH)
def test_little_is_enough_to_start(given, tmp_path):
    options, least, published = ENOUGH[given]
    listed = [line.split()[:3] for line in run("list", *options, cwd=tmp_path).output.split("\n")]
    runs = [row[0] for row in listed if row[1:] in (["csms", "yes"], ["station", "yes"])]
    assert len(runs) >= least
    assert len([name for name in runs if name.startswith("TC_")]) >= published


def test_explain_tells_what_a_case_proves(tmp_path):
    done = run("explain", "TC_B_01_CSMS", cwd=tmp_path)
    assert done.code == 0
    assert "B01.FR.02" in done.output


@pytest.mark.parametrize(("case", "source"), [("FUZZ-CSMS-FRAME-03", "LIVES-ON"), ("RFID-CS-API-01", "REST")])
def test_explain_tells_what_a_rule_of_our_own_demands(tmp_path, case, source):
    done = run("explain", case, cwd=tmp_path)
    assert (done.code, re.search(rf"^  {source}[^:]*: \S", done.output, re.MULTILINE) is not None) == (0, True), (
        done.output
    )


def test_explain_of_an_unknown_case_names_near_ones(tmp_path):
    done = run("explain", "TC_B_1_CSMS", cwd=tmp_path)
    assert done.code == 4
    assert "near it are TC_B_" in done.output


def test_faults_are_listed(tmp_path):
    done = run("faults", cwd=tmp_path)
    assert done.code == 0
    assert any(line.split()[:2] == ["every-token-accepted", "csms"] for line in done.output.split("\n"))
