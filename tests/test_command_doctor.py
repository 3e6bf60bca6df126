"""`ocpp-conformance doctor` and `init`: what each finding says, against real sockets."""

from __future__ import annotations

import re
import socket
import threading
import tomllib
from contextlib import contextmanager

import pytest
from jsonschema import Draft202012Validator
from websockets.sync.server import serve

from ocpp_conformance.harness.commands.doctor import examine
from ocpp_conformance.harness.commands.init import template
from ocpp_conformance.harness.probes import Patience
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.preflight import preflight
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.transport import Secret
from ocpp_conformance.schemas.files import own_schema

from .different.processes import free_port, ours, port_in, run
from .different.servers import recorder, silent

PASSWORD = "a-password-in-nobodys-log"
QUICK = Patience(reply=0.5, quiet=0.1, connect=0.5, boot=0.5)


@pytest.fixture(scope="module")
def bundled():
    """The URL of a bundled CSMS that knows BOX-1."""
    with ours("csms", "--port", "0", "--register", f"BOX-1:{PASSWORD}") as csms:
        yield f"ws://127.0.0.1:{port_in(csms.line_with('listening'))}/ocpp"


def seen(url, identity="BOX-1", password=PASSWORD):
    secret = None if password is None else Secret(password)
    return examine(Description(endpoint=url, identity=identity, password=secret, patience=QUICK))


def names(findings):
    return [finding.what for finding in findings]


ALL = ["TCP", "upgrade", "subprotocol", "credentials", "BootNotification"]


@contextmanager
def serving(**settings):
    """A WebSocket server that says nothing."""
    with serve(lambda connection: connection.recv(), "127.0.0.1", 0, **settings) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            server.shutdown()
            thread.join()


# -- a CSMS ------------------------------------------------------------------------------------------------------------


def test_a_csms_that_can_be_judged(bundled):
    findings = seen(bundled)
    assert (names(findings), all(finding.good for finding in findings)) == (ALL, True)


@pytest.mark.parametrize(("identity", "password"), [("BOX-1", "wrong-password-0001"), ("BOX-1", None)])
def test_wrong_credentials(bundled, identity, password):
    last = seen(bundled, identity, password)[-1]
    assert (last.what, last.good) == ("credentials", False)
    assert "401" in last.text
    assert "--password" in last.step


@pytest.fixture
def held():
    """A port of ours that nobody listens on, and that nobody else gets."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one


def url_of(one):
    return f"ws://127.0.0.1:{one.getsockname()[1]}"


def test_nobody_listens(held):
    (finding,) = seen(url_of(held))
    assert (finding.what, finding.good) == ("TCP", False)
    assert "start the CSMS" in finding.step


def test_a_port_that_opens_late_is_waited_for(held):
    late = threading.Timer(0.2, held.listen)
    late.start()
    try:
        assert seen(url_of(held))[0].good
    finally:
        late.join()


def test_a_server_that_speaks_no_websocket():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        findings = seen(f"ws://127.0.0.1:{mute.getsockname()[1]}")
    assert [(finding.what, finding.good) for finding in findings] == [("TCP", True), ("upgrade", False)]


def refusing(status, **headers):
    def answer(connection, request):
        response = connection.respond(status, "no")
        response.headers.update(headers)
        return response

    return answer


def test_a_redirect_is_an_answer_and_not_followed():
    asked = []
    with (
        serving(process_request=lambda _, request: asked.append(request.path)) as elsewhere,
        serving(process_request=refusing(301, Location=f"{elsewhere}/x")) as url,
    ):
        last = seen(url)[-1]
    assert (last.what, last.good, asked) == ("upgrade", False, [])
    assert f"it redirects to {elsewhere}/x" in last.step


def test_an_identity_that_the_url_already_has():
    with serving(process_request=refusing(404)) as url:
        last = seen(f"{url}/ocpp/BOX-1")[-1]
    assert last.step == f"the identity is added to the path: give --csms {url}/ocpp"


@pytest.mark.parametrize("refuses", [False, True])
def test_a_server_that_speaks_another_version_says_which(refuses):
    def answer(connection, request):
        if refuses and "ocpp2.0.1" in request.headers["Sec-WebSocket-Protocol"]:
            return connection.respond(400, "no")
        return None

    def choose(connection, offered):
        return "ocpp1.6" if "ocpp1.6" in offered else None

    with serving(process_request=answer, select_subprotocol=choose) as url:
        assert "it speaks ocpp1.6" in seen(url)[-1].text
        description = Description(endpoint=url, identity="BOX-1", patience=QUICK)
        assert "it speaks ocpp1.6, and here ocpp2.0.1 is judged" in preflight(description)


def test_no_subprotocol_is_chosen():
    with serving() as url:
        last = seen(url)[-1]
    assert (last.what, last.good) == ("subprotocol", False)
    assert "ocpp2.0.1" in last.step


def test_a_boot_that_nobody_answers():
    with recorder(silent) as csms:
        findings = seen(csms.url)
    assert names(findings) == ALL
    assert not findings[-1].good
    assert "--reply-timeout" in findings[-1].step


@pytest.mark.parametrize("status", ["Pending", "Rejected"])
def test_a_registration_that_is_not_accepted_is_explained(status):
    answer = f'{{"currentTime": "2026-01-01T00:00:00Z", "interval": 10, "status": "{status}"}}'
    with recorder(lambda connection, message, action: answer) as csms:
        last = seen(csms.url)[-1]
    assert (last.text, last.good) == (f"answered {status}", True)
    assert "station" in last.step


def test_an_answer_without_status():
    with recorder(lambda connection, message, action: "{}") as csms:
        last = seen(csms.url)[-1]
    assert (last.what, last.good) == ("BootNotification", False)


# -- a charging station ------------------------------------------------------------------------------------------------


def test_a_station_that_can_be_judged():
    port = free_port()
    url = f"ws://127.0.0.1:{port}/ocpp"
    patience = Patience(reply=5, quiet=0.1, connect=5, boot=20)
    env = {"OCPP_STATION_PASSWORD": PASSWORD}
    with ours("station", "--csms", url, "--identity", "BOX-1", "--api-port", "0", env=env):
        findings = examine(Description(listen=("127.0.0.1", port), patience=patience))
    assert (names(findings), all(finding.good for finding in findings)) == (ALL, True)
    assert "BOX-1" in findings[3].text


def test_no_station_comes():
    findings = examine(Description(listen=("127.0.0.1", 0), patience=QUICK))
    assert [(finding.what, finding.good) for finding in findings] == [("TCP", True), ("upgrade", False)]
    assert "point it at ws://127.0.0.1" in findings[-1].step


def test_the_address_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        (finding,) = examine(Description(listen=("127.0.0.1", other.getsockname()[1]), patience=QUICK))
    assert (finding.what, finding.good) == ("TCP", False)
    assert "another port" in finding.step


# -- the commands ------------------------------------------------------------------------------------------------------


def test_the_doctor_ends_with_0(bundled, tmp_path):
    (tmp_path / "sut.toml").write_text(template(Role.CSMS).replace("ws://127.0.0.1:9000/ocpp", bundled))
    env = {"OCPP_SUT_IDENTITY": "BOX-1", "OCPP_SUT_PASSWORD": PASSWORD}
    done = run("doctor", "--sut", "sut.toml", cwd=tmp_path, env=env)
    assert done.code == 0, done.output
    assert "BootNotification: answered Accepted" in done.output
    assert "identity: BOX-1 (OCPP_SUT_IDENTITY)" in done.output
    assert PASSWORD not in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["sut.toml"]


def test_the_doctor_ends_with_10(held, tmp_path):
    done = run("doctor", "--csms", url_of(held), "--connect-timeout", "0.3", cwd=tmp_path)
    assert done.code == 10, done.output
    assert "can't be judged yet: TCP" in done.output


def test_the_doctor_needs_a_system(tmp_path):
    done = run("doctor", cwd=tmp_path)
    assert done.code == 4
    assert "--sut FILE" in done.output


def test_init_does_not_overwrite(tmp_path):
    first, second = run("init", "csms", cwd=tmp_path), run("init", "station", cwd=tmp_path)
    assert (first.code, second.code) == (0, 1)
    assert "--force" in second.output
    assert 'role = "csms"' in (tmp_path / "sut.toml").read_text()


def test_init_overwrites_when_told(tmp_path):
    (tmp_path / "sut.toml").write_text("mine")
    assert run("init", "station", "--force", cwd=tmp_path).code == 0
    assert 'role = "station"' in (tmp_path / "sut.toml").read_text()


@pytest.mark.parametrize("role", Role)
def test_the_written_file_is_right_as_it_is(role):
    Draft202012Validator(own_schema("sut-1")).validate(tomllib.loads(template(role)))


@pytest.mark.parametrize("role", Role)
def test_the_written_file_is_right_with_everything_in_it(role):
    text = re.sub(r"^# (?=[\w\[\] ]+( =|\]?$|\"))", "", template(role), flags=re.MULTILINE)
    text = re.sub(r"^# (?=    \"|\]|\[)", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(identity|identities|password_file|password) = .*", "", text, flags=re.MULTILINE)
    values = tomllib.loads(text)
    Draft202012Validator(own_schema("sut-1")).validate(values)
    keys = set(own_schema("sut-1")["properties"]) - set(values)
    mine = {"identity", "identities", "password", "password_file", "password_env"}
    other = {"csms": {"listen", "advertise_host", "permissions", "firmware"}, "station": {"endpoint", "headers"}}
    assert keys - mine == other[role] - mine
