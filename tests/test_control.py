"""Control ports: the driver contract of `ocpp-conformance csms`, the gestures of `ocpp-conformance station`."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ocpp_conformance.harness.station.gestures import gestures
from ocpp_conformance.harness.station.openapi import document
from ocpp_conformance.harness.sut.intents import GOALS

from .different.processes import ours, port_in, run

JSON = {"Content-Type": "application/json"}
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
NODE = shutil.which("node")
PASSWORD = "a-password-in-nobodys-log"


@pytest.fixture(scope="module")
def csms():
    """The URL of a CSMS, and where it is driven."""
    with ours("csms", "--port=0", f"--register=CS001:{PASSWORD}", f"--register=CS002:{PASSWORD}") as program:
        url = f"ws://127.0.0.1:{port_in(program.line_with('listening'))}/ocpp"
        yield url, program.line_with("driven at").split()[2].rstrip(":")


@pytest.fixture(scope="module")
def station(csms):
    """The REST API of a station that the CSMS has accepted."""
    environment = {"OCPP_STATION_PASSWORD": PASSWORD}
    with ours("station", "--csms", csms[0], "--api-port=0", env=environment) as program:
        program.line_with("<- SecurityEventNotification")
        yield program.line_with("REST API at").split()[3].rstrip(":")


def post(url, body, headers=JSON):
    """Status and JSON body of the answer."""
    request = urllib.request.Request(url, json.dumps(body).encode(), dict(headers), method="POST")
    try:
        with NO_PROXY.open(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_csms_keeps_to_the_driver_contract(csms, tmp_path):
    done = run("driver", "check", csms[1], cwd=tmp_path)
    assert done.code == 0, done.output


def test_a_case_that_needs_a_driver_runs_against_it(csms, tmp_path):
    system = ("--csms", csms[0], "--identity", "CS002", "--password", PASSWORD, "--driver", csms[1])
    done = run("run", *system, "--case", "TC_B_20_CSMS", "--case", "TC_F_20_CSMS", cwd=tmp_path)
    assert (done.code, "2 passed" in done.output) == (0, True), done.output


@pytest.mark.parametrize(
    ("headers", "status"),
    [({**JSON, "Host": "evil.example"}, 421), ({"Content-Type": "text/plain"}, 415)],
    ids=["foreign host", "no JSON"],
)
def test_a_page_in_a_browser_cannot_drive_them(csms, station, headers, status):
    describe = {"contract": 1, "id": "1", "verb": "describe"}
    assert post(csms[1], describe, headers)[0] == status
    assert post(f"{station}/gestures/park", {"evse": 1}, headers)[0] == status


def test_a_request_in_pieces_is_one_request(csms):
    body = json.dumps({"contract": 1, "id": "in-pieces", "verb": "describe"}).encode()
    host, port = csms[1].removeprefix("http://").split(":")
    head = f"POST / HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\nConnection: close\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:10])
        assert post(csms[1], {"contract": 1, "id": "another", "verb": "describe"})[0] == 200  # the first has to wait
        client.sendall(body[10:])
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    assert (answer.split(b"\r\n")[0], b'"id": "in-pieces"' in answer) == (b"HTTP/1.1 200 OK", True)


def test_a_state_that_can_not_be_is_a_mistake_of_who_asks(csms):
    asked = {"contract": 1, "id": "odd", "verb": "setup", "station": "CS001", "state": {"local_list": {"version": 1}}}
    status, receipt = post(csms[1], asked)
    assert (status, receipt["result"], "entries" in receipt["text"]) == (200, "not dispatched", True)


def test_a_car_is_plugged_in_once(station):
    where = {"evse": 1, "connector": 1}
    assert post(f"{station}/gestures/plug_in", where) == (200, {"done": "plug_in"})
    status, problem = post(f"{station}/gestures/plug_in", where)
    assert (status, problem["detail"]) == (409, "connector 1 of EVSE 1 is occupied")
    assert post(f"{station}/gestures/unplug", where)[0] == 200


def test_what_a_gesture_lacks_is_said(station):
    status, problem = post(f"{station}/gestures/plug_in", {"evse": 1})
    assert (status, problem["detail"]) == (400, "the body: 'connector' is a required property")


def test_every_intent_at_a_station_is_a_gesture_in_the_document():
    asked = {name for name, goal in GOALS.items() if goal.role == "station"}
    assert set(gestures()) == asked
    assert {f"/gestures/{name}" for name in asked} == {path for path in document(True)["paths"] if "gestures" in path}
    assert "/gestures/plug_in" not in document()["paths"]
    for schema in gestures().values():
        Draft202012Validator.check_schema(schema)


def test_control_is_off_where_nobody_wants_it(tmp_path):
    with ours("csms", "--port=0", "--no-control", f"--register=CS001:{PASSWORD}") as program:
        url = f"ws://127.0.0.1:{port_in(program.line_with('listening'))}/ocpp"
        with ours("station", "--csms", url, "--api-port=0", "--no-control") as other:
            api = other.line_with("REST API at").split()[3].rstrip(":")
            assert post(f"{api}/gestures/park", {"evse": 1})[0] == 404
        assert "driven at" not in program.output


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_both_are_driven_from_another_language(csms, station):
    example = Path(__file__).parent.parent / "examples/control/session.mjs"
    done = subprocess.run([NODE, example, station, csms[1]], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["stopped by the CSMS, unplugged"]), done.stderr
