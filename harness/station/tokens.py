"""The rule for id tokens of type ISO14443 (Part 2, IdTokenEnumType): a UID of 4 or 7 bytes, in hexadecimal."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEX = re.compile(r"[0-9A-Fa-f]*")
_CASCADE_TAG = "88"


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """Which part of the rule a token breaks, and a sentence for people."""

    rule: str
    text: str


def broken_rule(id_token: str) -> BrokenRule | None:
    """What is wrong with an ISO14443 token; None when it is compliant. Upper and lower case are as good."""
    if _HEX.fullmatch(id_token) is None:
        return BrokenRule(
            "iso14443-hexadecimal", "an ISO14443 token holds hexadecimal digits 0-9, A-F and nothing else"
        )
    if len(id_token) == 20:
        text = (
            "10 bytes: ISO/IEC 14443-3 knows triple-size UIDs, but OCPP 2.0.1 defines the type ISO14443 as a UID of "
            "4 or 7 bytes"
        )
        return BrokenRule("iso14443-ten-bytes", text)
    if len(id_token) not in (8, 14):
        text = f"an ISO14443 token is a UID of 4 or 7 bytes: 8 or 14 hexadecimal digits, not {len(id_token)}"
        return BrokenRule("iso14443-length", text)
    return None


def warning(id_token: str) -> str | None:
    """What is odd about a compliant token; None when nothing is."""
    if len(id_token) == 8 and id_token.startswith(_CASCADE_TAG):
        return (
            "the first byte 88 is the cascade tag of ISO/IEC 14443-3 type A: a 4-byte UID that starts with it is "
            "probably a half-read card"
        )
    return None
