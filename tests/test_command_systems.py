"""`ocpp-conformance csms` and `ocpp-conformance station`: two processes on loopback."""

from __future__ import annotations

import json
import signal
import socket
import urllib.error
import urllib.request

import pytest
from click.testing import CliRunner

from ocpp_conformance.harness.cli import main

from .different.processes import free_port, ours, port_in, run

PASSWORD = "a-password-in-nobodys-log"
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def pair():
    """A CSMS and a station with a registration of their own; the station is accepted."""
    with ours("csms", "--port", "0", "--register", f"BOX-1:{PASSWORD}") as csms:
        url = f"ws://127.0.0.1:{port_in(csms.line_with('listening'))}/ocpp"
        arguments = ("--csms", url, "--identity", "BOX-1", "--api-port", "0")
        with ours("station", *arguments, env={"OCPP_STATION_PASSWORD": PASSWORD}) as station:
            station.line_with("<- SecurityEventNotification")
            yield csms, station


def authorize(station, id_token, kind="ISO14443"):
    address = station.line_with("REST API at").split()[3].rstrip(":")
    request = urllib.request.Request(
        f"{address}/authorize_rfid",
        json.dumps({"idToken": id_token, "type": kind}).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with NO_PROXY.open(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_a_known_card_is_accepted(pair):
    status, answer = authorize(pair[1], "04A2B3C4")
    assert (status, answer["status"]) == (200, "Accepted")


def test_a_card_of_five_bytes_is_refused_with_the_rule(pair):
    status, problem = authorize(pair[1], "04A2B3C4D5")
    assert (status, problem["rule"]) == (400, "iso14443-length")


def test_another_type_of_card_is_refused(pair):
    status, problem = authorize(pair[1], "04A2B3C4", "ISO15693")
    assert status == 400
    assert "ISO14443" in problem["detail"]


@pytest.mark.parametrize("direction", ["->", "<-"])
def test_the_csms_writes_a_line_for_each_message(pair, direction):
    assert "BOX-1" in pair[0].line_with(direction, "BootNotification")


@pytest.mark.parametrize("direction", ["->", "<-"])
def test_the_station_writes_a_line_for_each_message(pair, direction):
    assert pair[1].line_with(direction, "BootNotification")


def test_no_password_is_in_the_logs(pair):
    assert PASSWORD not in "\n".join(program.output for program in pair)


def test_the_default_registrations_fit_each_other():
    with ours("csms", "--port", "0") as csms:
        port = port_in(csms.line_with("listening"))
        with ours("station", "--csms", f"ws://127.0.0.1:{port}/ocpp", "--api-port", "0"):
            assert "Accepted" in csms.line_with("<- BootNotification")


def test_the_default_registration_is_told():
    with ours("csms", "--port", "0") as csms:
        assert "open-conformance-demo" in csms.line_with("CS001", "password")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_csms(number):
    with ours("csms", "--port", "0") as csms:
        csms.line_with("listening")
        assert (csms.stop(number), csms.lines[-1]) == (0, "stopped")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_station(number):
    with ours("station", "--csms", f"ws://127.0.0.1:{free_port()}", "--api-port", "0") as station:
        station.line_with("REST API at")
        assert (station.stop(number), station.lines[-1]) == (0, "stopped")


def test_the_csms_tells_where_logs_can_be_uploaded_to():
    with ours("csms", "--port", "0", "--upload-port", "0") as csms:
        assert csms.line_with("taking uploads at").endswith("/logs/")


@pytest.mark.parametrize(("flags", "judged"), [((), 1), (("--contract-pool",), 0)])
def test_evs_get_a_contract_where_there_is_a_pool(flags, judged, tmp_path):
    """TC_M_26, asked from outside."""
    (tmp_path / "sut.toml").write_text('version = 1\nrole = "csms"\n[iso15118]\nexi_install = "gJgCAAAA"\n')
    with ours("csms", "--port", "0", "--register", f"CS001:{PASSWORD}", "--no-control", *flags) as csms:
        url = f"ws://127.0.0.1:{port_in(csms.line_with('listening'))}/ocpp"
        who = ("--identity", "CS001", "--password", PASSWORD, "--sut", "sut.toml")
        ended = run("run", "--csms", url, *who, "--case", "TC_M_26_CSMS", cwd=tmp_path)
    assert ended.code == judged, ended.output


def test_a_signal_stops_a_csms_with_a_station():
    with ours("csms", "--port", "0") as csms:
        port = port_in(csms.line_with("listening"))
        with ours("station", "--csms", f"ws://127.0.0.1:{port}", "--api-port", "0"):
            csms.line_with("<- BootNotification")
            assert csms.stop() == 0


@pytest.mark.parametrize(
    "command", [("csms", "--port"), ("csms", "--port", "0", "--upload-port"), ("station", "--api-port")]
)
def test_a_taken_port_is_one_clear_message(tmp_path, command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(*command, str(port), cwd=tmp_path)
    errors = [line for line in done.output.split("\n") if "error" in line]
    assert done.code == 1
    assert len(errors) == 1
    assert f"127.0.0.1:{port}" in errors[0]
    assert "Traceback" not in done.output


REFUSED = [
    ("CS1:too-short", "16 to 64"),
    (f"CS1:{'x' * 65}", "16 to 64"),
    ("CS1:with spaces in the middle", "a-z A-Z 0-9"),
    ("CS1:with-ümlauts-in-the-middle", "a-z A-Z 0-9"),
    ("CS 1:a-password-of-some-length", "Part 4, 3.1.1"),
    (f"{'C' * 49}:a-password-of-some-length", "1 to 48"),
    ("CS1", "IDENTITY:PASSWORD"),
]


@pytest.mark.parametrize(("registration", "rule"), REFUSED)
def test_a_wrong_registration_is_refused_with_the_rule(registration, rule):
    done = CliRunner().invoke(main, ["csms", "--register", registration])
    assert done.exit_code == 4
    assert rule in done.output
    assert registration.partition(":")[2] not in done.output or ":" not in registration


def test_a_password_of_more_than_40_characters_is_warned_of():
    with ours("csms", "--port", "0", "--register", f"CS1:{'x' * 41}") as csms:
        assert "40" in csms.line_with("warning", "A00.FR.205")
        csms.line_with("listening")


def test_another_address_than_loopback_needs_a_registration():
    done = CliRunner().invoke(main, ["csms", "--host", "0.0.0.0", "--port", "0"])
    assert done.exit_code == 4
    assert "--register" in done.output


WRONG = [
    ("csms", "--token", "Accepted=04A2B3C4", "STATUS=IDTOKEN:TYPE"),
    ("csms", "--token", "Maybe=04A2B3C4:ISO14443", "Accepted"),
    ("csms", "--token", "Accepted=04A2B3C4:RFID", "ISO14443"),
    ("csms", "--registration", "Perhaps", "Pending"),
    ("csms", "--interval", "-1", "-1"),
    ("csms", "--port", "65536", "65535"),
    ("csms", "--upload-port", "65536", "65535"),
    ("csms", "--store", "/no/such/folder/csms.db", "can't be written (No such file or directory)"),
    ("csms", "--ca-cert", "ca.pem", "--ca-cert alone: give both"),
    ("csms", "--ca-key", "ca.key", "--ca-key alone: give both"),
    ("csms", "--ca-cert", "gone.pem", "--ca-key", "gone.key", "--ca-cert, --ca-key: gone.pem: can't be used"),
    ("csms", "--fault", "no-such-fault", "ocpp-conformance faults"),
    ("station", "--csms", "http://127.0.0.1:9000", "ws://"),
    ("station", "--identity", "CS:1", "':'"),
    ("station", "--api-port", "x", "x"),
    ("station", "--fault", "every-token-accepted", "fault of a csms"),
]


@pytest.mark.parametrize("row", WRONG, ids=lambda row: " ".join(row[:3]))
def test_a_wrong_option_is_refused_with_the_rule(row):
    *arguments, rule = row
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 4
    assert rule in done.output
