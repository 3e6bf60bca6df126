"""What is said of a wrong `sut.toml`: the line, the value, the rule, the next step."""

from __future__ import annotations

import tomllib
from functools import partial

import pytest
from jsonschema import Draft202012Validator

from ocpp_conformance.harness.suite.sut_file import SutFileError, read
from ocpp_conformance.schemas.files import own_schema

from . import descriptions
from .descriptions import CSMS, FULL, STATION, URL, forget_variables, written

VALID = Draft202012Validator(own_schema("sut-1"))


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    forget_variables(monkeypatch)


@pytest.fixture
def described(tmp_path):
    return partial(descriptions.described, tmp_path)


# (what the file says, the line, what the message holds: value, rule, next step)
WRONG = [
    ("", 1, ("version is missing", "version = 1")),
    ("version = 1\n", 1, ("role is missing", 'role = "csms"')),
    ('version = 2\nrole = "csms"\n', 1, ("version = 2", "must be 1")),
    ('version = 1\nrole = "charger"\n', 2, ('role = "charger"', "csms, station")),
    (CSMS + "pasword = 'x'\n", 4, ("pasword: unknown key", "did you mean password?")),
    (CSMS + "[tokens]\nfine = 'x:Central'\n", 5, ("tokens.fine: unknown key", "accepted, blocked")),
    (CSMS + "[patience]\nreply = 'soon'\n", 5, ('patience.reply = "soon"', "a number", "reply = 10")),
    (CSMS + "[patience]\nreply = 0\n", 5, ("patience.reply = 0", "at least 0.05", "reply = 10")),
    (CSMS + "patience = { reply = true }\n", 4, ("patience.reply = true", "a number")),
    (CSMS + "patience.boot = 9999\n", 4, ("patience.boot = 9999", "at most 3600")),
    (CSMS + "patience = 3\n", 4, ("patience = 3", "a table")),
    (CSMS + "[permissions]\nreset = 'no'\n", 5, ('permissions.reset = "no"', "true or false", "reset = false")),
    (CSMS + "features = 'C-30'\n", 4, ('features = "C-30"', "a list", '"C-44"')),
    (CSMS + "features = ['C-30', 31]\n", 4, ("features[1] = 31", "a text")),
    (CSMS + "features = ['C-30', 'C-30']\n", 4, ("features", "once")),
    (CSMS + "evses = [0]\n", 4, ("evses[0] = 0", "at least 1", "evses = [1, 1]")),
    (CSMS + "evses = []\n", 4, ("evses = []", "at least 1 entries")),
    (CSMS + "identities = ['a:b']\n", 4, ('identities[0] = "a:b"', "must match")),
    (CSMS + "[tokens]\naccepted = '04A2B3C4'\n", 5, ('tokens.accepted = "04A2B3C4"', "04A2B3C4:ISO14443")),
    (CSMS + "[headers]\nX-Tenant = 3\n", 5, ("headers.X-Tenant = ***", "a text")),
    (CSMS + "password = 12345678\n", 4, ("password = ***", "a text")),
    (CSMS + "password = 'a'\npassword_env = 'B'\n", 5, ("password and password_env", "one of them")),
    (CSMS + "identity = 'A'\nidentities = ['B']\n", 5, ("identity and identities", "one of them")),
    (CSMS + "listen = '0.0.0.0:9000'\n", 4, ("listen", 'role = "station"', "leave it out")),
    (STATION + f"endpoint = '{URL}'\n", 4, ("endpoint", 'role = "csms"', "leave it out")),
    (CSMS + "[firmware]\nfile = 'a'\n", 4, ("signing_certificate is missing", "signer.pem")),
    (STATION + "[iso15118]\nemaid = 'DEOCPC00000001'\n", 5, ("emaid", 'role = "csms"', "leave it out")),
    (CSMS + "[iso15118]\nexi_response = 'gJgCAg=='\n", 5, ("exi_response", 'role = "station"', "leave it out")),
    (CSMS + "[iso15118]\nemaid = 'A'\n", 5, ('iso15118.emaid = "A"', "must match", 'emaid = "DE-OCP-C00000001"')),
    (CSMS + "[iso15118]\nexi_install = 'a b'\n", 5, ("iso15118.exi_install", "must match", "gJgCAAAA")),
    (CSMS + "[iso15118]\nresponder = 'host'\n", 5, ('iso15118.responder = "host"', "192.0.2.1:8889")),
    (CSMS + "[iso15118]\nroot = 'a'\n", 5, ("iso15118.root: unknown key", "v2g_root")),
    (STATION + "identity = 'CS001'\n", 4, ("identity", 'role = "csms"')),
    (CSMS + "[driver]\nhttp = 'localhost:8000'\n", 5, ("driver.http", "^https?://", "http://127.0.0.1:8000")),
    (CSMS + "[driver]\ncommand = 'driver.py'\n", 5, ("driver.command", "a list", '["python", "driver.py"]')),
    (CSMS + "[driver]\ncommand = []\n", 5, ("driver.command", "at least 1 entries")),
    (CSMS + "[driver]\nurl = 'http://x'\n", 5, ("driver.url: unknown key", "known are http, command, trigger-http")),
    (CSMS + "[driver]\ntimeout = 3\n", 4, ("driver", "in one way", "http, command, trigger-http")),
    (CSMS + "driver.http = 'http://x'\ndriver.command = ['x']\n", 5, ("http and command", "in one way")),
    (
        CSMS + "[driver]\noperator = 'phone'\n",
        5,
        ('driver.operator = "phone"', "terminal|page", 'operator = "terminal"'),
    ),
    (CSMS + "[driver]\noperator = 'page=8080'\n", 5, ('driver.operator = "page=8080"', "[0-9]+")),
    (CSMS + "[driver]\noperator = 'none'\n", 5, ('driver.operator = "none"', "must match")),
    (CSMS + "[driver]\nhttp = 'http://x'\noperator = 'page'\n", 6, ("http and operator", "in one way")),
    (CSMS + "[driver]\noperator = 'page'\ntimeout = 3\n", 6, ("timeout", "a person", "leave it out")),
    (STATION + "[driver]\ntrigger-http = 'http://x'\n", 5, ("trigger-http", "a station", "http or command")),
    (CSMS + "[hooks]\nrestart = 'reboot'\n", 5, ("hooks.restart", "a list", '["systemctl"')),
    ('version = 1\nrole = "csms"\nendpoint = "http://x"\n', 3, ('endpoint = "http://x"', "^wss?://", "ws://")),
    ('version = 1\nrole = "station"\nlisten = "9000"\n', 3, ('listen = "9000"', "0.0.0.0:9000")),
]


@pytest.mark.parametrize(("text", "line", "said"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_file_is_refused_with_line_value_rule_and_step(tmp_path, text, line, said):
    path = written(tmp_path, text)
    with pytest.raises(SutFileError) as refusal:
        read(path)
    message = str(refusal.value)
    assert message.startswith(f"{path}:{line}: ")
    assert [words for words in said if words not in message] == []
    assert "\n" not in message


@pytest.mark.parametrize(("text", "line", "said"), WRONG, ids=range(len(WRONG)))
def test_the_schema_refuses_the_same_files(text, line, said):
    assert not VALID.is_valid(tomllib.loads(text))


@pytest.mark.parametrize("text", [CSMS, STATION, FULL], ids=["csms", "station", "full"])
def test_the_schema_takes_the_right_ones(text):
    assert VALID.is_valid(tomllib.loads(text))


def test_the_schema_is_one():
    Draft202012Validator.check_schema(own_schema("sut-1"))


# what only the harness sees: (what the file says, the line, what the message holds)
MEANT = [
    ('version = 1\nrole = "csms"\nendpoint = "ws://"\n', 3, ("endpoint ws://", "name a host")),
    ('version = 1\nrole = "csms"\nendpoint = "ws://x/y?a=b"\n', 3, ("endpoint ws://x/y?a=b", "no query")),
    ('version = 1\nrole = "csms"\n', 2, ("endpoint is missing", "--csms")),
    ('version = 1\nrole = "station"\n', 2, ("listen is missing", "--listen")),
    (CSMS + "identity = 'CS{m}'\n", 4, ("identity CS{m}", "{n}")),
    (CSMS + "patience.quiet = nan\n", 4, ("patience.quiet nan", "0.05 to 3600")),
    (CSMS + "[driver]\nhttp = 'http://'\n", 5, ("driver.http http://", "name a host")),
    (CSMS + "[driver]\noperator = 'page=host:99999'\n", 5, ("driver.operator page host:99999", "HOST:PORT")),
    (CSMS + "[driver]\ntrigger-http = 'http://x:y'\n", 5, ("trigger-http http://x:y", "not a URL")),
    (CSMS + "[driver]\ntrigger-http = 'http://x'\nintents = ['dance']\n", 6, ("'dance'", "known are", "reset")),
    (CSMS + "[driver]\nhttp = 'http://x'\ntimeout = nan\n", 6, ("timeout nan", "0.05 to 3600")),
    (CSMS + "[tokens]\naccepted = 'A:RFID'\n", 5, ("accepted=A:RFID", "'RFID'", "ISO14443")),
    (CSMS + "[secret_tokens]\naccepted = 'A:RFID'\n", 5, ("secret_tokens", "'RFID'")),
    (CSMS + "[headers]\n'X Tenant' = 'a'\n", 5, ("X Tenant", "NAME:VALUE")),
    (CSMS + "features = ['C-99']\n", 4, ("'C-99'", "unknown feature of a csms", "Part 5")),
    (CSMS + "features = ['C-01']\n", 4, ("'C-01'", "unknown feature of a csms")),
    (STATION + "features = ['HFS-8']\n", 4, ("'HFS-8'", "evses = [1, 1]")),
    (CSMS + "password_file = 'not-there'\n", 4, ("password_file", "can't be read")),
    (CSMS + "password_env = 'NOT_SET_ANYWHERE'\n", 4, ("NOT_SET_ANYWHERE", "export it")),
    ("version = 1\nrole = \n", 2, ("not TOML",)),
    ("version = 1\nversion = 1\n", 2, ("not TOML",)),
]


@pytest.mark.parametrize(("text", "line", "said"), MEANT, ids=range(len(MEANT)))
def test_a_file_that_means_nothing_is_refused_with_its_line(described, text, line, said):
    with pytest.raises(pytest.UsageError) as refusal:
        described(text)
    assert f"sut.toml:{line}" in str(refusal.value)
    assert [words for words in said if words not in str(refusal.value)] == []


def test_an_undefined_name_of_part_5_may_be_listed(described):
    assert "ISO-3" in described(STATION + "features = ['ISO-3']\n").features.ids


def test_a_file_of_the_other_role_is_refused(described):
    with pytest.raises(pytest.UsageError, match=r"sut.toml:2: role = 'csms': --listen"):
        described('version = 1\nrole = "csms"\n', "--listen", "127.0.0.1:0")
