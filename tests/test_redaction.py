"""Secrets stay out of what is written, in each form that they can take, and what is written stays readable."""

import base64
import json
from urllib.parse import quote

import pytest

from ocpp_conformance.harness.evidence.redaction import PLACE, Redactor

SECRET = 'p@ss"w\\ord-0001'


def credentials(user, password):
    return base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        SECRET.upper(),
        json.dumps({"password": SECRET}),
        json.dumps({"data": json.dumps({"data": json.dumps(SECRET)})}),
        "".join(f"\\u{ord(letter):04x}" for letter in SECRET),
        f"ws://host/{quote(SECRET, safe='')}",
        "".join(f"%{ord(letter):02X}" for letter in SECRET),
        SECRET.encode().hex(),
        *(credentials("u" * n, SECRET) for n in range(1, 5)),
    ],
)
def test_no_form_of_a_secret_stays(text):
    clean = Redactor([SECRET])(text)
    assert PLACE in clean
    assert SECRET.lower() not in clean.lower()
    assert "0001" not in clean


def test_credentials_that_nobody_told_us_go_too():
    header = credentials("CS001", "whatever")
    assert Redactor()(f"Authorization: Basic {header}") == f"Authorization: Basic {PLACE}"


@pytest.mark.parametrize("text", ["Basic Authentication - Valid username/password", "Basic auth", "basic test data"])
def test_other_words_after_basic_stay(text):
    assert Redactor(["secret"])(text) == text


@pytest.mark.parametrize("secret", ["1000", "station", "test", "12345678"])
def test_what_is_no_secret_stays_and_json_stays_json(secret):
    number = int(secret) if secret.isdigit() else 7
    line = {
        "line": "frame",
        "limit": number,
        "raw": json.dumps([2, "1", "Set", {"limit": number, "to": "the station"}]),
    }
    assert Redactor([secret]).data(line) == line


@pytest.mark.parametrize("secret", ["handshake", "inconclusive", "complete", "interrupted", "not applicable"])
def test_a_secret_that_is_a_word_of_ours_breaks_no_line(secret):
    line = {"line": secret, "ending": secret, "verdicts": {secret: 1}, secret: 7, "text": f"it says {secret}"}
    assert Redactor([secret]).data(line) == {**line, "text": f"it says {PLACE}"}


@pytest.mark.parametrize("secret", ["1000", "station", "a-long-password", "12345678"])
def test_the_field_of_a_password_is_cleaned(secret):
    raw = json.dumps([2, "1", "SetVariables", {"setVariableData": [{"attributeValue": secret, "limit": 1000}]}])
    clean = Redactor([secret]).data({"raw": raw})["raw"]
    assert json.loads(clean)[3]["setVariableData"] == [{"attributeValue": PLACE, "limit": 1000}]


def test_headers_with_secrets_are_cleaned_whatever_they_hold():
    request = [["Host", "here"], ["X-Api-Key", "k1"], ["authorization", "Bearer abc"], ["Authorization", "Basic \xff"]]
    clean = Redactor(["k1"], ["x-api-key"]).data({"line": "handshake", "request": request})
    assert clean["request"] == [
        ["Host", "here"],
        ["X-Api-Key", PLACE],
        ["authorization", f"Bearer {PLACE}"],
        ["Authorization", f"Basic {PLACE}"],
    ]


def test_a_binary_message_is_cleaned_and_stays_base64():
    line = {"binary": base64.b64encode(b"\xff\x00 a-long-password").decode()}
    clean = Redactor(["a-long-password"]).data(line)
    assert base64.b64decode(clean["binary"], validate=True) == f"\xff\x00 {PLACE}".encode("latin-1")
