"""The bundled CSMS: its settings, and decisions that need no socket."""

from __future__ import annotations

import pytest

from ocpp_conformance.harness.csms import CsmsConfig, SettingError, check_identity, check_password
from ocpp_conformance.harness.csms.authorization import status_of, token_key
from ocpp_conformance.harness.csms.journal import Journal, clean
from ocpp_conformance.harness.csms.security import identity_of
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Role
from ocpp_conformance.harness.transport import Secret

TOKENS = {token_key("04A2B3C4", "ISO14443"): "Blocked", token_key("1234", "KeyCode"): "Accepted"}


@pytest.mark.parametrize(
    ("id_token", "kind", "status"),
    [
        ("04A2B3C4", "ISO14443", "Blocked"),
        ("04a2b3c4", "ISO14443", "Blocked"),
        ("04A2B3C4", "ISO15693", "Unknown"),
        ("04000000", "ISO14443", "Unknown"),
        ("DE-ABC-1", "eMAID", "Unknown"),
        ("1234", "KeyCode", "Accepted"),
        ("4321", "KeyCode", "Invalid"),
        ("", "NoAuthorization", "Accepted"),
        ("made-by-us", "Central", "Accepted"),
    ],
)
def test_status_of_a_token(id_token, kind, status):
    assert status_of(TOKENS, {"idToken": id_token, "type": kind}) == status


@pytest.mark.parametrize(
    ("path", "identity"),
    [
        ("/ocpp/CS001", "CS001"),
        ("/CS001", "CS001"),
        ("/a/b/c/CS001", "CS001"),
        ("/ocpp//CS001", "CS001"),
        ("/ocpp/RDAM%20123", "RDAM 123"),
        ("/ocpp/a%2Fb", "a/b"),
        ("/ocpp/CS001?a=/b", "CS001"),
        ("/ocpp/", None),
        ("/", None),
        ("/ocpp/%FF", None),
    ],
)
def test_identity_is_the_last_segment_of_the_path(path, identity):
    assert identity_of(path) == identity


@pytest.mark.parametrize("length", [16, 40])
def test_password_is_fine(length):
    assert check_password("CS001", Secret("p" * length)) == []


@pytest.mark.parametrize("length", [41, 64])
def test_password_longer_than_the_first_editions_allow_warns(length):
    assert "the first editions allow 40" in check_password("CS001", Secret("p" * length))[0]


@pytest.mark.parametrize("password", ["p" * 15, "p" * 65, "sixteen characters#", "pässword-pässword"])
def test_password_is_refused_and_not_quoted(password):
    with pytest.raises(SettingError) as caught:
        check_password("CS001", Secret(password))

    assert password not in str(caught.value)


def test_identity_is_fine():
    check_identity("CS-001_*=+|@." + "x" * 35)


@pytest.mark.parametrize("identity", ["", "x" * 49, "CS:001", "CS 001", "CSü"])
def test_identity_is_refused(identity):
    with pytest.raises(SettingError, match=r"Part 4, 3\.1\.1"):
        check_identity(identity)


@pytest.mark.parametrize(
    "settings",
    [
        {"registration": "Perhaps"},
        {"tokens": {("04A2B3C4", "ISO14443"): "Fine"}},
        {"tokens": {("04A2B3C4", "RFID"): "Accepted"}},
        {"interval": -1},
    ],
)
def test_config_is_refused(settings):
    with pytest.raises(SettingError):
        CsmsConfig(**settings)


def test_config_shows_no_password():
    assert "open-sesame" not in repr(CsmsConfig(passwords={"CS001": Secret("open-sesame-open-sesame")}))


@pytest.mark.parametrize(
    ("text", "shown"), [("plain", "plain"), ("\x1b[2J", "\\x1b[2J"), ("a\nb", "a\\nb"), ("x" * 500, "x" * 119 + "…")]
)
def test_text_of_the_peer_is_escaped_and_cut(text, shown):
    assert clean(text) == shown


def journal(*frames):
    lines = []
    journal = Journal("CS001", lines.append)
    for sender, raw in frames:
        journal.frame(sender, raw, False)
    return [line.partition(" ")[2] for line in lines]


def test_journal_reads_like_a_conversation():
    boot = Call("1", "BootNotification", {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}})
    answer = CallResult("1", {"status": "Accepted", "interval": 300, "currentTime": "2026-01-01T00:00:00.000Z"})

    assert journal((Role.STATION, boot.text()), (Role.CSMS, answer.text())) == [
        "CS001 -> BootNotification reason=PowerUp vendorName=V model=M",
        "CS001 <- BootNotification Accepted interval=300",
    ]


def test_journal_shows_errors_and_malformed_texts():
    refused = CallError("1", "SecurityError", "why")

    lines = journal(
        (Role.STATION, Call("1", "Heartbeat", {}).text()), (Role.CSMS, refused.text()), (Role.STATION, "{}\x07")
    )

    assert lines[1] == "CS001 <- Heartbeat CALLERROR SecurityError why"
    assert lines[2].startswith("CS001 -> malformed: not JSON")
    assert lines[2].endswith("in {}\\x07")


@pytest.mark.parametrize(
    "raw",
    [
        Call("1", "Authorize", {"idToken": {"idToken": "1234-secret", "type": "KeyCode"}}).text(),
        Call("1", "SetVariables", {"BasicAuthPassword": "1234-secret"}).text(),
        '[2, "1", "Authorize", {"idToken": {"idToken": "1234-secret", "type": "KeyCode"}}',
    ],
)
def test_journal_hides_key_codes_and_passwords(raw):
    assert "1234-secret" not in "".join(journal((Role.STATION, raw)))


def test_journal_hides_what_an_error_quotes_of_a_key_code():
    asked = Call("1", "Authorize", {"idToken": {"idToken": "1234-secret", "type": "KeyCode"}})
    quoting = CallError("1", "PropertyConstraintViolation", "'1234-secret' is too long")

    assert "1234-secret" not in "".join(journal((Role.STATION, asked.text()), (Role.CSMS, quoting.text())))
