"""The options of a run: what they describe, and what they say to a wrong value."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocpp_conformance.harness.fuzzing import options as fuzz_options
from ocpp_conformance.harness.suite import declared, options
from ocpp_conformance.harness.sut.description import OperatorPlace
from ocpp_conformance.harness.transport import Secret

from .descriptions import URL, Config, Parser, forget_variables


def described(*arguments):
    config = Config(*arguments)
    options.check_sources(config.getoption("--requirement"))
    edition = options.edition_of(config)
    options.check_blocks(config.getoption("--block"), edition)
    options.check_profiles(config.getoption("--profile"), edition)
    options.known_failures(config)
    fuzz_options.schedule(config, Path())
    return options.describe(config)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    forget_variables(monkeypatch)


# (the arguments, what the message has to hold: option, value, rule)
WRONG = [
    (("--edition", "1"), ("--edition", "1", "known are 2, 3")),
    (("--edition", "3", "--errata", "2024-01"), ("--errata", "2024-01", "2025-09")),
    (("--sut", "/no/such/file"), ("--sut /no/such/file", "can't be read", "init csms")),
    (("--csms", "http://127.0.0.1:9000"), ("--csms http://127.0.0.1:9000", "ws:// or wss://")),
    (("--csms", "127.0.0.1:9000"), ("--csms 127.0.0.1:9000", "ws://")),
    (("--csms", ""), ("--csms :", "ws://")),  # an unset variable of the shell
    (("--listen", ""), ("--listen :", "HOST:PORT")),
    (("--csms", "wss://h/x", "--ca", "gone.pem"), ("--ca", "gone.pem: can't be used", "PEM")),
    (("--csms", "wss://h/x", "--client-cert", "gone.pem"), ("--client-cert", "gone.pem: can't be used")),
    (("--csms", "wss://h/x", "--client-key", "x.pem"), ("--client-key", "without its certificate")),
    (("--csms", URL, "--insecure"), ("--insecure", "need --csms wss://")),
    (("--listen", "127.0.0.1:0", "--tls-cert", "gone.pem"), ("--tls-cert", "gone.pem: can't be used")),
    (("--listen", "127.0.0.1:0", "--tls-key", "x.pem"), ("--tls-key", "no certificate of the server")),
    (("--listen", "127.0.0.1:0", "--client-ca", "x.pem"), ("--client-ca", "no certificate of the server")),
    (("--listen", "127.0.0.1:0", "--client-ca-key", "x.pem"), ("--client-ca-key", "without its certificate")),
    (("--csms", URL, "--operator", "phone"), ("--operator phone", "none, terminal, page")),
    (("--csms", URL, "--operator", "terminal=127.0.0.1:1"), ("--operator terminal=127.0.0.1:1", "page=HOST:PORT")),
    (("--csms", URL, "--operator", "page=8080"), ("--operator page 8080", "HOST:PORT")),
    (("--operator", "page"), ("--operator page", "--csms or --listen")),
    (("--csms", URL, "--driver", "http://h/", "--operator", "page"), ("--operator page", "http://h/", "one of them")),
    (
        ("--csms", URL, "--identity", "CS{n}", "-n", "2", "--operator", "page"),
        ("--operator page with -n", "one person"),
    ),
    (("--identity", ""), ("--identity :", "1 to 48")),
    (("--csms", "ws://"), ("--csms ws://", "name a host")),
    (("--csms", "ws://host:port/x"), ("--csms ws://host:port/x", "not a URL")),
    (("--csms", "ws://host:70000/x"), ("--csms ws://host:70000/x", "0-65535")),
    (("--csms", "ws://[::1/x"), ("--csms ws://[::1/x", "not a URL")),
    (("--csms", f"{URL}?tenant=1"), (f"--csms {URL}?tenant=1", "no query", "Part 4, 3.1.1")),
    (("--csms", f"{URL}#top"), (f"--csms {URL}#top", "no fragment", "Part 4, 3.1.1")),
    (("--csms", "ws://me:secret@host/x"), ("--csms", "--identity and --password")),
    (("--listen", "9000"), ("--listen 9000", "HOST:PORT")),
    (("--listen", "0.0.0.0:"), ("--listen 0.0.0.0:", "HOST:PORT")),
    (("--listen", "0.0.0.0:65536"), ("--listen 0.0.0.0:65536", "HOST:PORT")),
    (("--listen", "0.0.0.0:ocpp"), ("--listen 0.0.0.0:ocpp", "HOST:PORT")),
    (("--listen", "example.org:9000"), ("--listen example.org:9000", "'example.org'", "address")),
    (("--csms", URL, "--listen", "127.0.0.1:0"), ("--csms and --listen", "one")),
    (("--driver", "http://127.0.0.1:8000"), ("--driver http://127.0.0.1:8000", "--csms or --listen")),
    (("--csms", URL, "--driver", ""), ("--driver :", "http://")),
    (("--csms", URL, "--driver", "127.0.0.1:8000"), ("--driver 127.0.0.1:8000", "http://")),
    (("--csms", URL, "--driver", "http://host:port"), ("--driver http://host:port", "not a URL")),
    (("--identity", "CS{n"), ("--identity CS{n", "{n}")),
    (("--identity", "CS{m}"), ("--identity CS{m}", "{n}")),
    (("--identity", "CS{}"), ("--identity CS{}", "{n}")),
    (("--identity", "CS{n.real}"), ("--identity CS{n.real}", "{n}")),
    (("--identity", "CS{n:wide}"), ("--identity CS{n:wide}", "{n}")),
    (("--identity", "C" * 49), ("--identity", "49 characters", "1 to 48", "Part 4, 3.1.1")),
    (("--identity", "CS:1"), ("--identity CS:1", "colon", "Part 4, 3.1.1")),
    (("--password", "one", "--password-file", "two"), ("--password and --password-file", "one")),
    (("--password-file", "/no/such/file"), ("--password-file /no/such/file", "can't be read")),
    (("--header", "X-Tenant"), ("--header X-Tenant", "NAME:VALUE")),
    (("--header", "X Tenant:demo"), ("--header X Tenant:demo", "NAME:VALUE")),
    (("--header", ":demo"), ("--header :demo", "NAME:VALUE")),
    (("--header", "X-Tenant:de\r\nmo"), ("--header X-Tenant:", "NAME:VALUE")),
    (("--token", "04A2B3C4"), ("--token 04A2B3C4", "STATUS=IDTOKEN:TYPE")),
    (("--token", "accepted=04A2B3C4"), ("--token accepted=04A2B3C4", "STATUS=IDTOKEN:TYPE")),
    (("--token", "accepted=:Central"), ("--token accepted=:Central", "STATUS=IDTOKEN:TYPE")),
    (("--token", "fine=04A2B3C4:Central"), ("--token fine=04A2B3C4:Central", "'fine'", "accepted, blocked")),
    (("--token", "accepted=04A2B3C4:RFID"), ("--token accepted=04A2B3C4:RFID", "'RFID'", "ISO14443")),
    (("--token", f"accepted={'A' * 37}:Central"), ("--token accepted=", "at most 36", "37")),
    (("--secret-token", "accepted=04A2B3C4:RFID"), ("--secret-token:", "'RFID'", "ISO14443")),
    (("--known", "/no/such/file"), ("--known /no/such/file", "No such file")),
    (("--known-update",), ("--known-update", "--known FILE")),
    (("--rate", "fast"), ("--rate fast", "messages a second, 0.1 to 10000")),
    (("--rate", "0"), ("--rate 0", "messages a second, 0.1 to 10000")),
    (("--reply-timeout", "soon"), ("--reply-timeout soon", "seconds, 0.05 to 3600")),
    (("--reply-timeout", "0"), ("--reply-timeout 0", "seconds, 0.05 to 3600")),
    (("--reply-timeout", "nan"), ("--reply-timeout nan", "seconds, 0.05 to 3600")),
    (("--connect-timeout", "inf"), ("--connect-timeout inf", "seconds, 0.05 to 3600")),
    (("--connect-timeout", "-1"), ("--connect-timeout -1", "seconds, 0.05 to 3600")),
    (("--csms", URL, "--connect-timeout", "1 s"), ("--connect-timeout 1 s", "seconds, 0.05 to 3600")),
    (("--csms-fault", "no-such"), ("--csms-fault no-such", "ocpp-conformance faults")),
    (("--csms-fault", "late-boot"), ("--csms-fault late-boot", "ocpp-conformance faults")),
    (("--station-fault", "every-token-accepted"), ("--station-fault every-token-accepted", "csms")),
    (("--csms", URL, "--csms-fault", "interval-soon"), ("--csms-fault interval-soon", "leave out --csms")),
    (("--listen", "127.0.0.1:0", "--station-fault", "x"), ("--station-fault x", "leave out --csms and --listen")),
    (("--pki", "/no/such", "--csms", URL), ("--pki /no/such", "--listen")),
    (("--pki", "/no/such", "--listen", "127.0.0.1:0"), ("--pki: /no/such", "is no PKI", "ocpp-conformance pki FOLDER")),
    (("--pki", "x", "--listen", "127.0.0.1:0", "--tls-cert", "y"), ("--pki x", "leave out --tls-cert")),
    (("--security-profile", "2"), ("--security-profile 2", "with --pki")),
    (("--pki", "x", "--security-profile", "1"), ("--security-profile 1", "2 or 3")),
    (("--advertise-host", "here", "--csms", URL), ("--advertise-host here", "--listen")),
    (("--advertise-host", "0.0.0.0", "--listen", "0.0.0.0:0"), ("--advertise-host 0.0.0.0", "host name or an address")),
    (("--advertise-host", "ws://here", "--listen", "0.0.0.0:0"), ("--advertise-host ws://here", "host name")),
    (("--station-blocks", "tiny"), ("--station-blocks tiny", "minimal, core or full")),
    (("--csms", URL, "--station-blocks", "core"), ("--station-blocks core", "leave out --csms and --listen")),
    (("--requirement", "B01.FR.99"), ("--requirement B01.FR.99", "B01.FR.99")),
    (("--requirement", "b01"), ("--requirement b01", "b01")),
    (("--block", "Z"), ("--block Z", "known are A")),
    (("--profile", "gold"), ("--profile gold", "known are core, advanced-security")),
    (("--profile", "Core"), ("--profile Core", "known are core, advanced-security")),
    (("--fuzz-profile", "fast"), ("--fuzz-profile fast", "ci, dev, soak")),
    (("--fuzz-profile", "soak"), ("--fuzz-profile soak", "--fuzz-time")),
    (("--fuzz-profile", "ci", "--fuzz-time", "1m"), ("--fuzz-profile ci", "--fuzz-time")),
    (("--allow", "everything"), ("--allow everything", "firmware, certificates, password")),
    (("--fuzz-time", "soon"), ("--fuzz-time soon", "90s, 10m or 1h")),
    (("--fuzz-time", "0"), ("--fuzz-time 0", "90s, 10m or 1h")),
    (("--fuzz-seed", "-1"), ("--fuzz-seed -1", "whole number")),
    (("--regressions", "/no/such"), ("--regressions /no/such", "no such folder")),
    (("-n", 2, "--listen", "127.0.0.1:0"), ("-n with --listen", "leave out -n")),
    (("-n", 2, "--csms", URL), ("-n 2", "--identity CS001", "CS{n:03}")),
    (("-n", 2, "--csms", URL, "--identity", "BOX"), ("-n 2", "--identity BOX", "CS{n:03}")),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=lambda part: " ".join(map(str, part)) or "''")
def test_a_wrong_value_is_refused_with_option_value_and_rule(arguments, said):
    with pytest.raises(pytest.UsageError) as refusal:
        described(*arguments)
    assert [words for words in said if words not in str(refusal.value)] == []
    assert "\n" not in str(refusal.value).rstrip("\n")


def test_every_option_with_a_value_is_in_the_table():
    # judged by the file system (two), nobody, and the collection
    free = {"--output", "--save-regressions", "--password", "--case"}
    parser = Parser(add_help=False)
    declared.add_options(parser)
    fuzz_options.add_options(parser)
    wanted = {name for action in parser._actions if action.nargs != 0 for name in action.option_strings} - free
    assert wanted - {argument for arguments, _ in WRONG for argument in arguments} == set()


def test_a_wrong_secret_token_is_not_told():
    with pytest.raises(pytest.UsageError) as refusal:
        described("--secret-token", f"accepted={'04A2B3C4' * 5}:ISO14443")
    assert "04A2B3C4" not in str(refusal.value)


@pytest.mark.parametrize("path", ["results.txt", "results.txt/below"])
def test_an_output_that_cannot_be_written_is_refused(tmp_path, path):
    (tmp_path / "results.txt").write_text("a file")
    with pytest.raises(pytest.UsageError, match=rf"--output {path}: .*can't be written"):
        options.make_writable(tmp_path / path, path)


def test_a_password_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "password").write_bytes(b"\xff\xfe")
    with pytest.raises(pytest.UsageError, match="--password-file"):
        described("--password-file", tmp_path / "password")


@pytest.mark.parametrize("text", ["a-password", "a-password\n", "a-password\r\nmore\n"])
def test_the_first_line_of_the_file_is_the_password(tmp_path, text):
    (tmp_path / "password").write_bytes(text.encode())
    assert described("--password-file", tmp_path / "password").password == Secret("a-password")


def test_a_password_on_the_command_line_comes_before_the_environment(monkeypatch):
    monkeypatch.setenv("OCPP_SUT_PASSWORD", "from-the-environment")
    assert described("--password", "given").password == Secret("given")


ENVIRONMENT = [("CSMS", URL, "endpoint", URL), ("LISTEN", ":0", "listen", ("127.0.0.1", 0))]


@pytest.mark.parametrize(("name", "text", "field", "value"), ENVIRONMENT)
def test_the_environment_describes_the_system_too(monkeypatch, name, text, field, value):
    monkeypatch.setenv(f"OCPP_SUT_{name}", text)
    assert getattr(described(), field) == value


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("none", None),
        ("terminal", OperatorPlace()),
        ("page", OperatorPlace(True)),
        ("page=0.0.0.0:8081", OperatorPlace(True, "0.0.0.0", 8081)),
    ],
)
def test_where_the_operator_is(text, place):
    found = described("--listen", "127.0.0.1:0", "--operator", text)
    assert (found.operator, found.can("plug_in"), found.can("trigger")) == (place, place is not None, False)


@pytest.mark.parametrize("text", ["127.0.0.1:9000", "localhost:9000", "[::1]:9000", "0.0.0.0:0"])
def test_an_address_to_listen_on(text):
    assert described("--listen", text).listen == (text.rpartition(":")[0].strip("[]"), int(text.rpartition(":")[2]))


@pytest.mark.parametrize("pattern", ["CS1", "CS{n}", "CS{n:03}", "CS 1", "Büro{n:>4}", "C" * 48])
def test_an_identity(pattern):
    assert described("--csms", URL, "--identity", pattern).address(7).identity == pattern.format(n=7)


def test_several_workers_have_identities_of_their_own():
    assert described("-n", 2, "--csms", URL, "--identity", "CS{n}").endpoint == URL


def test_several_workers_share_the_bundled_systems():
    assert described("-n", 2).embedded


def test_nothing_given_means_the_bundled_systems():
    assert described().embedded


def test_a_password_does_not_show():
    assert "a-password" not in repr(described("--csms", URL, "--password", "a-password"))
