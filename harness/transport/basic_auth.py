"""HTTP Basic authentication (RFC 7617, Part 2 security profile 1)."""

from __future__ import annotations

import base64
from dataclasses import dataclass


class Secret:
    """A text that must not show: its `str` and `repr` are redacted, `reveal()` gives it out."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "<secret>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name and its password."""

    user: str
    password: Secret

    def header(self) -> str:
        """The value of the Authorization header; user and password travel as UTF-8."""
        pair = f"{self.user}:{self.password.reveal()}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"


def parse_basic(header: str | None) -> Credentials | None:
    """Read an Authorization header; None when it is missing, of another scheme or not decodable."""
    if header is None or header[:6].lower() != "basic ":
        return None
    try:
        text = base64.b64decode(header[6:].strip(), validate=True).decode()
    except ValueError:  # neither base64 nor UTF-8, or letters that a header doesn't have
        return None
    user, colon, password = text.partition(":")
    return Credentials(user, Secret(password)) if colon else None
