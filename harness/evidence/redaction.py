"""Keep secrets out of everything that is written, and leave what is written readable."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

PLACE = "<secret>"
"""What stands where a secret stood."""
LONG = 8
"""A secret of so many characters is replaced wherever it stands; a shorter one only as the value of a field of
`FIELDS`, for it may be a common word or number."""
FIELDS = ("password", "attributeValue", "value", "idToken", "basicAuthPassword")
"""Fields of JSON whose value may be a secret."""
HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
"""HTTP headers whose value is a secret, in lower case; those that the user gives are, too."""

OURS = frozenset(
    {
        *(
            "line",
            "format",
            "case",
            "cases",
            "role",
            "roles",
            "block",
            "topics",
            "needs",
            "intents",
            "verdict",
            "verdicts",
        ),
        *(
            "sources",
            "subject",
            "source",
            "rule",
            "also",
            "binding",
            "outcome",
            "relayed",
            "lacking",
            "rules",
            "edition",
        ),
        *(
            "index",
            "at",
            "connection",
            "sender",
            "by",
            "proven",
            "held",
            "requirements",
            "ending",
            "started",
            "time",
            "title",
            "permissions",
        ),
    }
)
"""Fields of our own lines in which only our own words stand."""
DEEP = 15
"""Backslashes before an escaped character: JSON in JSON in JSON in JSON."""

_BACKSLASHES = rf"\\{{1,{DEEP}}}"
_BASIC = re.compile(r"(Basic\s+)([A-Za-z0-9+/]{4,}={0,2})", re.IGNORECASE)
_MAY_BE_BASIC = re.compile(r"[Ss][Ii][Cc]\s")
"""Found sooner than that it isn't there."""
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


class Redactor:
    """Replaces secrets, in any letter case, in their plain, JSON, percent-encoded, hexadecimal and base64 forms.

    The credentials of a Basic Authorization header are replaced whether or not they are known. What parses as JSON does
    so afterwards: inside of it only strings are changed. `headers` are names of HTTP headers with secret values.
    """

    def __init__(self, secrets: Iterable[str] = (), headers: Iterable[str] = ()) -> None:
        told = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
        long = [secret for secret in told if len(secret) >= LONG]
        self._long = _any(_spelled(secret) for secret in long)
        self._base64 = _any(re.escape(inner) for secret in long for inner in _inner_base64(secret))
        short = "|".join(_spelled(secret) for secret in told if len(secret) < LONG)
        escape = rf"\\{{0,{DEEP}}}"
        field = rf'("(?:{"|".join(FIELDS)}){escape}"\s*:\s*{escape}")(?:{short})(?={escape}")'
        self._short = re.compile(field, re.IGNORECASE) if short else None
        self._headers = HEADERS | {name.lower() for name in headers}

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if _MAY_BE_BASIC.search(text):
            text = _BASIC.sub(_without_credentials, text)
        if self._short is not None:
            text = self._short.sub(rf"\g<1>{PLACE}", text)
        if not self._finds(text):
            return text
        if text[:1] in ("[", "{") and _is_json(text):
            return _STRING.sub(lambda found: self._plain(found[0]), text)
        return self._plain(text)

    def data(self, value: Any) -> Any:
        """The same JSON value without secrets in its texts, in headers, in binary messages; names of fields and the
        words of `OURS` stay, so that a secret which is one of them breaks no line."""
        match value:
            case str():
                return self(value)
            case [str(name), str(text)] if name.lower() in self._headers:
                return type(value)((name, self._header(text)))
            case list() | tuple():
                return type(value)(self.data(each) for each in value)
            case dict():
                found = dict(value)
                for key in found.keys() - OURS:
                    found[key] = self._field(key, found[key])
                return found
            case _:
                return value

    def _field(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            return self._binary(value) if name == "binary" else self(value)
        return value if isinstance(value, int | float) else self.data(value)

    def _finds(self, text: str) -> bool:
        return any(each is not None and each.search(text) for each in (self._long, self._base64))

    def _plain(self, text: str) -> str:
        if self._long is not None:
            text = self._long.sub(PLACE, text)
        return text if self._base64 is None else "".join(_without_base64(text, self._base64))

    def _header(self, text: str) -> str:
        scheme = re.match(r"(Basic|Bearer)\s+", text, re.IGNORECASE)
        return f"{scheme[0] if scheme else ''}{PLACE}"

    def _binary(self, text: str) -> str:
        """A message in base64: what it says is cleaned."""
        try:
            raw = base64.b64decode(text, validate=True)
        except ValueError:
            return self(text)
        said = raw.decode("latin-1")
        clean = self(said)
        return text if clean == said else base64.b64encode(clean.encode("latin-1", "replace")).decode()


def _any(forms: Iterable[str]) -> re.Pattern[str] | None:
    found = list(forms)
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def _spelled(secret: str) -> str:
    """A pattern for the secret with each character as it is, escaped in JSON (nested, too) or percent-encoded, or all
    of it in hexadecimal."""
    hexadecimal = secret.encode().hex()
    begins = r"(?<!\\)"  # a run of backslashes is tried once, not from each of them
    return f"(?:{_letter(secret[0], begins)}{''.join(map(_letter, secret[1:]))}|{hexadecimal})"


def _letter(letter: str, begins: str = "") -> str:
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    escaped = begins + "".join(rf"{_BACKSLASHES}u{units[at : at + 4]}" for at in range(0, len(units), 4))
    percent = "".join(f"%{byte:02x}" for byte in letter.encode("utf-8", "surrogatepass"))
    forms = {re.escape(letter), escaped, percent, re.escape(quote(letter, safe=""))}
    if json.dumps(letter)[1] == "\\" and letter < "\x7f":  # its own short escape: \" \\ \n
        forms.add(rf"{begins}{_BACKSLASHES}{re.escape(json.dumps(letter)[2])}")
    return f"(?:{'|'.join(sorted(forms, key=len, reverse=True))})"


def _inner_base64(secret: str) -> Iterator[str]:
    """The letters of base64 that the secret alone makes, wherever in the encoded text it begins."""
    raw = secret.encode()
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        inner = text[(shift * 8 + 5) // 6 : len(text) - (1 if (shift + len(raw)) % 3 else 0)]
        if len(inner) >= 4:
            yield inner


def _without_base64(text: str, inner: re.Pattern[str]) -> Iterator[str]:
    """The pieces of the text; a run of base64 with a secret in it is replaced as a whole. Each letter is looked at once
    in each direction."""
    done = 0
    for found in inner.finditer(text):
        if found.start() < done:
            continue
        start, end = found.span()
        while start > done and text[start - 1] in _BASE64:
            start -= 1
        while end < len(text) and text[end] in _BASE64:
            end += 1
        yield text[done:start] + PLACE
        done = end
    yield text[done:]


def _without_credentials(found: re.Match[str]) -> str:
    """Redact what decodes to `user:password`; other words may follow "Basic" too."""
    try:
        decoded = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        return found[0]
    return f"{found[1]}{PLACE}" if b":" in decoded else found[0]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
