"""`sut.toml`: what it describes, what comes before it, and what a run and `list` make of it."""

from __future__ import annotations

import itertools
import json
import re
from functools import partial
from pathlib import Path

import pytest

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite import Case, Need, options
from ocpp_conformance.harness.suite.needs import unmet_needs
from ocpp_conformance.harness.sut.description import PERMISSIONS, Description, DriverAddress, Token
from ocpp_conformance.harness.transport import ClientTls, Secret

from . import descriptions
from .descriptions import CSMS, FULL, STATION, URL, Config, forget_variables, written
from .different.processes import run
from .different.servers import recorder


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    forget_variables(monkeypatch)


@pytest.fixture
def described(tmp_path):
    return partial(descriptions.described, tmp_path)


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


@pytest.mark.parametrize(
    ("text", "evses"),
    [(CSMS, (1, 1)), (STATION, (1,)), (CSMS + "evses = [2]\n", (2,)), (STATION + "evses = [2]\n", (2,))],
)
def test_a_csms_meets_two_evses_and_a_station_has_one_unless_the_file_says_more(described, text, evses):
    assert described(text).evses == evses


@pytest.mark.parametrize(("text", "unmet"), [(CSMS, []), (CSMS + "evses = [1]\n", [str(Need.SECOND_EVSE)])])
def test_a_csms_that_knows_one_evse_meets_no_second_one(described, text, unmet):
    wanting = Case("OF-TWO", "", Role.CSMS, "C", (), (Need.SECOND_EVSE,))
    assert [need.what for need in unmet_needs(wanting, described(text))] == unmet


@pytest.mark.parametrize(("certificate", "unmet"), [(None, []), (Path("station.pem"), [str(Need.PASSWORD)])])
def test_a_station_that_signs_in_with_a_certificate_has_no_password(certificate, unmet):
    sut = Description(endpoint="wss://csms", password=Secret("of-the-station"), tls=ClientTls(certificate=certificate))
    wanting = Case("OF-PASSWORD", "", Role.CSMS, "A", (), (Need.PASSWORD,))
    assert [need.what for need in unmet_needs(wanting, sut)] == unmet


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


def test_the_environment_may_name_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("OCPP_SUT_FILE", written(tmp_path, CSMS))
    assert options.describe(Config()).endpoint == URL


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
    assert re.search(r"--sut sut.toml [^\"]*--case", (tmp_path / "reports/out/results.jsonl").read_text())
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
    return next(line for line in listed.split("\n") if line.startswith("+") and step in line)


def test_the_list_counts_what_would_run(listed):
    runs, total = map(int, re.search(r"(\d+) of (\d+) cases would run as described", listed).groups())
    column = [line.split()[2] for line in listed.split("\n")[1 : total + 1]]
    assert (column.count("yes"), len(column)) == (runs, total)


def test_the_list_says_what_tokens_would_add_in_a_line(listed):
    line = gain(listed, "requirements: id tokens (--token blocked=IDTOKEN:TYPE, expired=…")
    assert re.match(r"\+\d+ cases, \+\d+ requirements: .* \(TC_C_06_CSMS, TC_C_07_CSMS, ", line), line


def test_the_list_says_what_a_driver_would_add_in_a_line(listed):
    alone = [
        line for line in listed.split("\n") if "requirements: a driver (or a person: --operator terminal) (" in line
    ]
    assert len(alone) == 1
    assert re.match(r"\+\d{2,} cases", alone[0]), alone


def test_the_list_says_what_a_feature_would_add(listed):
    line = gain(listed, "list C-44 among the features")
    assert "+1 case" in line or "+2 cases" in line
    assert "TC_B_0" in line or "TC_B_3" in line


def test_what_is_given_is_not_asked_for(listed):
    assert "accepted=" not in listed
    assert "--password" not in listed


def test_every_permission_is_a_need_of_cases_and_known_to_the_file():
    schema = json.loads((Path(__file__).parents[1] / "schemas" / "own" / "sut-1.json").read_text())
    listed = schema["properties"]["permissions"]["properties"]["allow"]["items"]["enum"]
    assert [need.permission for need in Need if need.permission] == list(PERMISSIONS) == listed


def test_what_may_be_changed_is_allowed_by_the_file_or_the_command_line(described):
    text = STATION + '[permissions]\nallow = ["lists", "cache"]\n'
    assert described(text).allowed == {"lists", "cache"}
    assert described(text, "--allow", "firmware,password").allowed == {"firmware", "password"}
    assert described(STATION).allowed == frozenset()


def test_the_list_says_how_many_cases_of_a_station_need_whom_and_how_long_that_takes(tmp_path):
    done = run("list", "--listen", "127.0.0.1:0", cwd=tmp_path)
    assert done.code == 0, done.output
    alone, others = re.search(r"(\d+) need nobody: about \d+ min.*\n +(\d+) need somebody", done.output).groups()
    total = re.search(r"of the (\d+) cases for a station of somebody else", done.output)[1]
    assert int(alone) + int(others) == int(total)


FIRMWARE = """
[firmware]
file = "firmware.bin"
signing_certificate = "signer.pem"
signature = "Z29vZA=="
damaged_file = "damaged.bin"
damaged_signature = "YmFk"
"""


def test_firmware_is_beside_the_file(described, tmp_path):
    for name in ("firmware.bin", "signer.pem", "damaged.bin"):
        (tmp_path / name).write_text(name)
    given = described(STATION + FIRMWARE).firmware
    assert (given.file, given.signature) == (tmp_path / "firmware.bin", "Z29vZA==")
    assert (given.damaged_file, given.damaged_signature) == (tmp_path / "damaged.bin", "YmFk")
    assert given.signing_certificate.read_text() == "signer.pem"


def test_what_an_ev_is_given_is_in_the_file(described):
    assert described(STATION + '[iso15118]\nexi_response = "gJgCAg=="\n').iso15118.exi_response == "gJgCAg=="
    assert described(STATION).iso15118 is None


def test_firmware_that_is_not_there_is_told(described):
    with pytest.raises(pytest.UsageError, match=r"sut.toml:6: file = 'firmware.bin': no such file"):
        described(STATION + FIRMWARE)
