"""Keep secrets out of everything that is written."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable
from urllib.parse import quote

PLACE = "<secret>"
"""What stands where a secret stood."""

_BASIC = re.compile(r"(Basic\s+)([A-Za-z0-9+/]{4,}={0,2})", re.IGNORECASE)
_BASE64 = r"[A-Za-z0-9+/=]*"


class Redactor:
    """Replaces secrets, in any letter case, in their plain, JSON, percent-encoded and base64 forms.

    The value of a Basic Authorization header is replaced whether or not its password is known.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        self._known = re.compile("|".join(sorted(forms, key=len, reverse=True)), re.IGNORECASE) if forms else None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        text = _BASIC.sub(_without_credentials, text)
        return text if self._known is None else self._known.sub(PLACE, text)

    @property
    def idle(self) -> bool:
        """Whether there is no secret that a frame could hold."""
        return self._known is None


def _without_credentials(found: re.Match[str]) -> str:
    """Redact what decodes to `user:password`; other words may follow "Basic" too."""
    try:
        decoded = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        return found[0]
    return f"{found[1]}{PLACE}" if b":" in decoded else found[0]


def _forms(secret: str) -> Iterable[str]:
    yield re.escape(secret)
    yield re.escape(json.dumps(secret)[1:-1])
    yield re.escape(quote(secret, safe=""))
    raw = secret.encode()
    for shift in range(3):  # base64 of "user:secret" depends on the length of the user name modulo 3
        text = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        inner = text[(shift * 8 + 5) // 6 : len(text) - (1 if (shift + len(raw)) % 3 else 0)]
        if len(inner) >= 4:
            yield f"{_BASE64}{re.escape(inner)}{_BASE64}"
