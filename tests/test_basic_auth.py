"""Authorization headers, also of those who don't know how one is made."""

import base64

import pytest

from ocpp_conformance.harness.transport import Credentials, Secret, parse_basic


def encoded(raw):
    return f"Basic {base64.b64encode(raw).decode()}"


@pytest.mark.parametrize(
    ("header", "user", "password"),
    [
        (encoded(b"CS001:a:b"), "CS001", "a:b"),
        (encoded("CS001:ä".encode()).replace("Basic", "bAsIc"), "CS001", "ä"),
    ],
)
def test_credentials_are_read(header, user, password):
    assert parse_basic(header) == Credentials(user, Secret(password))


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer abc", "Basic !", "Basic \xff\xfe", "Basic \udcff", encoded(b"CS001"), encoded(b"\xff:\xff")],
)
def test_what_is_no_credentials_is_none(header):
    assert parse_basic(header) is None
