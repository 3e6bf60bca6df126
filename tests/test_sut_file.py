"""`sut.toml`: what it describes, what comes before it, and what is said of a wrong one."""

from __future__ import annotations

import itertools
import json
import tomllib

import pytest
from jsonschema import Draft202012Validator

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite import options
from ocpp_conformance.harness.suite.sut_file import SutFileError, read
from ocpp_conformance.harness.sut.description import DriverAddress, Token
from ocpp_conformance.harness.transport import Secret
from ocpp_conformance.schemas.files import own_schema

from .different.processes import run
from .different.servers import recorder
from .test_options import Config

URL = "ws://127.0.0.1:9000/ocpp"
CSMS = f'version = 1\nrole = "csms"\nendpoint = "{URL}"\n'
STATION = 'version = 1\nrole = "station"\nlisten = "127.0.0.1:0"\n'
VALID = Draft202012Validator(own_schema("sut-1"))
VARIABLES = (
    "FILE",
    "DRIVER",
    "OPERATOR",
    "CSMS",
    "LISTEN",
    "IDENTITY",
    "PASSWORD",
    "REPLY_TIMEOUT",
    "CONNECT_TIMEOUT",
    "NO_RESET",
)

FULL = """\
version = 1
role = "csms"
endpoint = "ws://127.0.0.1:9000/ocpp"
identity = "CS{n:03}"
password = "a-password-in-the-file"
evses = [1, 2]
features = ["C-44", "C-29.1",
            "AQ-2"]

[system]
name = "Test CSMS"
version = "1.4.2"

[headers]
X-Tenant = "demo-tenant"

[tokens]
accepted = "04A2B3C4:ISO14443"
master_pass = "MASTER:Central"

[secret_tokens]
blocked = "04B1B2B3:ISO14443"

[patience]
reply = 7
quiet = 0.5
connect = 8.5
boot = 90

[permissions]
reset = false
"""


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(f"OCPP_SUT_{name}", raising=False)


@pytest.fixture
def write(tmp_path):
    def written(text):
        path = tmp_path / "sut.toml"
        path.write_text(text)
        return str(path)

    return written


@pytest.fixture
def described(write):
    return lambda text, *arguments: options.describe(Config("--sut", write(text), *arguments))


# -- what it describes -------------------------------------------------------------------------------------------------


@pytest.fixture
def full(described):
    return described(FULL)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Test CSMS"),
        ("version", "1.4.2"),
        ("endpoint", URL),
        ("identity", "CS{n:03}"),
        ("password", Secret("a-password-in-the-file")),
        ("headers", (("X-Tenant", "demo-tenant"),)),
        ("evses", (1, 2)),
        ("may_reset", False),
        ("roles", (Role.CSMS,)),
    ],
)
def test_the_file_describes(full, field, value):
    assert getattr(full, field) == value


def test_the_file_gives_tokens(full):
    tokens = {"accepted": Token("04A2B3C4", "ISO14443"), "blocked": Token("04B1B2B3", "ISO14443")}
    assert full.tokens == {**tokens, "master_pass": Token("MASTER", "Central")}


def test_the_file_gives_patience(full):
    patience = full.patience
    assert (patience.reply, patience.quiet, patience.connect, patience.boot) == (7, 0.5, 8.5, 90)


def test_the_mandatory_features_are_assumed(full):
    assert full.features.ids == {"C-44", "C-29.1", "AQ-2", "C-30", "C-31", "C-35", "C-36", "C-37", "Core"}
    assert full.features.evses == 2


def test_no_list_of_features_says_nothing_of_them(described):
    assert described(CSMS).features is None


def test_a_station(described):
    sut = described(STATION)
    assert (sut.roles, sut.listen) == ((Role.STATION,), ("127.0.0.1", 0))


def test_a_station_has_a_password(described):
    assert described(STATION + "password = 'of-the-station'\n").password == Secret("of-the-station")


def test_listed_identities_are_used_in_turn(described):
    sut = described(CSMS + 'identities = ["BOX-1", "BOX-2"]\n')
    assert [sut.address(n).identity for n in (1, 2, 3)] == ["BOX-1", "BOX-2", "BOX-1"]


def test_the_password_may_be_in_a_file_beside_it(described, tmp_path):
    (tmp_path / "secret.txt").write_text("from-the-other-file\n")
    assert described(CSMS + 'password_file = "secret.txt"\n').password == Secret("from-the-other-file")


def test_the_password_may_be_in_a_variable(described, monkeypatch):
    monkeypatch.setenv("MY_CSMS_PASSWORD", "from-my-variable")
    assert described(CSMS + 'password_env = "MY_CSMS_PASSWORD"\n').password == Secret("from-my-variable")


def test_what_is_secret_does_not_show(full):
    written = options.redactor(full)("a-password-in-the-file 04B1B2B3 04A2B3C4")
    assert "a-password" not in written
    assert "04B1B2B3" not in written
    assert "04A2B3C4" in written
    shown = repr(full) + repr(full.settings)
    assert "a-password" not in shown


def test_the_settings_say_where_each_is_from(full):
    origins = {setting.name: setting.origin.rpartition("/")[2] for setting in full.settings}
    assert origins["endpoint"] == "sut.toml:3"
    assert origins["token blocked"] == "sut.toml:22"
    assert origins["boot"] == "sut.toml:28"


DRIVERS = [
    ("http = 'http://x'", DriverAddress(url="http://x")),
    ("http = 'http://x'\ntimeout = 3", DriverAddress(url="http://x", timeout=3)),
    ("trigger-http = 'http://x'", DriverAddress(url="http://x", relay=True)),
    (
        "trigger-http = 'http://x'\nintents = ['reset']",
        DriverAddress(url="http://x", relay=True, intents=frozenset({"reset"})),
    ),
]


@pytest.mark.parametrize(("text", "driver"), DRIVERS)
def test_the_file_says_where_the_driver_is(described, text, driver):
    assert described(CSMS + f"[driver]\n{text}\n").driver == driver


def test_a_command_is_run_in_the_folder_of_the_file(described, tmp_path):
    driver = described(CSMS + "[driver]\ncommand = ['python', 'driver.py']\n").driver
    assert (driver.command, driver.folder) == (("python", "driver.py"), tmp_path)


def test_the_file_has_hooks(described):
    assert described(CSMS + "[hooks]\nrestart = ['docker', 'restart', 'csms']\n").restart == (
        "docker",
        "restart",
        "csms",
    )


# -- precedence --------------------------------------------------------------------------------------------------------

# (option, variable, key of the file, a field of the description, values: option, variable, file)
LAYERS = [
    ("--csms", "CSMS", "endpoint", lambda sut: sut.endpoint, ("ws://option/x", "ws://variable/x", "ws://file/x")),
    ("--identity", "IDENTITY", "identity", lambda sut: sut.identity, ("OPTION", "VARIABLE", "FILE")),
    ("--password", "PASSWORD", "password", lambda sut: sut.password.reveal(), ("option", "variable", "file")),
    ("--driver", "DRIVER", "driver.http", lambda sut: sut.driver.url, ("http://a", "http://b", "http://c")),
    (
        "--operator",
        "OPERATOR",
        "driver.operator",
        lambda sut: str(sut.operator),
        ("terminal", "page=::1:1", "page=::1:2"),
    ),
    ("--reply-timeout", "REPLY_TIMEOUT", "patience.reply", lambda sut: f"{sut.patience.reply:g}", ("3", "4", "5")),
    (
        "--connect-timeout",
        "CONNECT_TIMEOUT",
        "patience.connect",
        lambda sut: f"{sut.patience.connect:g}",
        ("3", "4", "5"),
    ),
]
PLACES = list(itertools.product(LAYERS, [(0, 1, 2), (1, 2), (2,), (0, 2), (0, 1), (1,)]))


@pytest.mark.parametrize(("layer", "given"), PLACES)
def test_the_first_place_that_gives_a_value_counts(described, monkeypatch, layer, given):
    option, variable, key, field, values = layer
    text = CSMS if key != "endpoint" or 2 not in given else 'version = 1\nrole = "csms"\n'
    if 2 in given:
        text += f"{key} = {values[2] if 'patience' in key else json.dumps(values[2])}\n"
    if 1 in given:
        monkeypatch.setenv(f"OCPP_SUT_{variable}", values[1])
    arguments = (option, values[0]) if 0 in given else ()
    assert field(described(text, *arguments)) == values[given[0]]


def test_a_driver_of_the_command_line_comes_before_the_person_in_the_file(described):
    sut = described(CSMS + "[driver]\noperator = 'page'\n", "--driver", "http://x")
    assert (sut.driver, sut.operator) == (DriverAddress(url="http://x"), None)


def test_nobody_is_asked_where_the_command_line_says_so(described):
    sut = described(CSMS + "[driver]\noperator = 'page'\n", "--operator", "none")
    assert (sut.operator, sut.can("reset")) == (None, False)


def test_a_token_of_the_command_line_comes_before_the_one_of_the_file(described):
    sut = described(FULL, "--token", "accepted=04FFFFFF:ISO14443")
    assert (sut.token("accepted").text, sut.token("blocked").text) == ("04FFFFFF", "04B1B2B3")


def test_the_environment_may_name_the_file(write, monkeypatch):
    monkeypatch.setenv("OCPP_SUT_FILE", write(CSMS))
    assert options.describe(Config()).endpoint == URL


# -- wrong files -------------------------------------------------------------------------------------------------------

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
def test_a_wrong_file_is_refused_with_line_value_rule_and_step(write, text, line, said):
    path = write(text)
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


# -- a run -------------------------------------------------------------------------------------------------------------


def test_a_run_shows_what_holds_without_secrets(tmp_path):
    with recorder() as csms:
        text = FULL.replace(URL, csms.url)
        (tmp_path / "sut.toml").write_text(text)
        done = run("run", "--sut", "sut.toml", "--case", "TC_B_01_CSMS", "--reply-timeout", "3", cwd=tmp_path)
    assert "Test CSMS 1.4.2, CSMS at" in done.output
    assert "endpoint ws://" in done.output
    assert "(sut.toml:3)" in done.output
    assert "reply 3 s (command line)" in done.output
    assert "--sut sut.toml --case" in (tmp_path / "reports/out/results.jsonl").read_text()
    for file in [done.output, (tmp_path / "reports/out/results.jsonl").read_text()]:
        assert "a-password-in-the-file" not in file
        assert "04B1B2B3" not in file


def test_a_case_whose_features_the_system_lacks_is_not_applicable(tmp_path):
    with recorder() as csms:
        text = FULL.replace(URL, csms.url).replace('"C-44", ', "").replace('"AQ-2"', '"AQ-6"')
        (tmp_path / "sut.toml").write_text(text)
        done = run("run", "--sut", "sut.toml", "--case", "TC_B_02_CSMS", "--case", "TC_B_30_CSMS", cwd=tmp_path)
    assert "not applicable: TC_B_02_CSMS" in done.output, done.output
    assert "C-44" in done.output


# -- what would add cases ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    """What `list` says of a CSMS with a password, an accepted token and few features."""
    folder = tmp_path_factory.mktemp("list")
    text = CSMS + 'password = "a-password-in-the-file"\nfeatures = ["AQ-6"]\n'
    (folder / "sut.toml").write_text(text + '[tokens]\naccepted = "04A2B3C4:ISO14443"\n')
    done = run("list", "--sut", "sut.toml", cwd=folder)
    assert done.code == 0, done.output
    return done.output


def gain(listed, step):
    return next(line for line in listed.split("\n") if line.startswith(step))


def test_the_list_counts_what_would_run(listed):
    row = next(line for line in listed.split("\n") if "cases would run as described" in line)
    runs, total = int(row.split()[0]), int(row.split()[2])
    column = [line.split()[2] for line in listed.split("\n")[1 : total + 1]]
    assert (column.count("yes"), len(column)) == (runs, total)


@pytest.mark.parametrize(
    "step", ["give --token blocked=IDTOKEN:TYPE: +1 case (", "give --token expired=IDTOKEN:TYPE: +"]
)
def test_the_list_says_what_a_token_would_add(listed, step):
    assert "needs an id token" in gain(listed, step)


def test_the_list_says_what_a_feature_would_add(listed):
    line = gain(listed, "list C-44 among the features")
    assert "+1 case" in line or "+2 cases" in line
    assert "TC_B_0" in line or "TC_B_3" in line


def test_what_is_given_is_not_asked_for(listed):
    assert "accepted=" not in listed
    assert "--password" not in listed
