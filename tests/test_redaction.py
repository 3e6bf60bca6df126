"""Secrets stay out of what is written, in each form that they can take."""

import base64
import json
from urllib.parse import quote

import pytest

from ocpp_conformance.harness.evidence.redaction import PLACE, Redactor

SECRET = 'p@ss"w\\ord-0001'


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        SECRET.upper(),
        json.dumps({"password": SECRET}),
        f"ws://host/{quote(SECRET, safe='')}",
        *(base64.b64encode(f"{'u' * n}:{SECRET}".encode()).decode() for n in range(1, 5)),
    ],
)
def test_no_form_of_a_secret_stays(text):
    clean = Redactor([SECRET])(text)
    assert PLACE in clean
    assert SECRET.lower() not in clean.lower()


def test_credentials_that_nobody_told_us_go_too():
    header = base64.b64encode(b"CS001:whatever").decode()
    assert Redactor()(f"Authorization: Basic {header}") == f"Authorization: Basic {PLACE}"


@pytest.mark.parametrize("text", ["Basic Authentication - Valid username/password", "Basic auth", "basic test data"])
def test_other_words_after_basic_stay(text):
    assert Redactor(["secret"])(text) == text
