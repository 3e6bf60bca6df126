"""A peer's text for the page: nothing invisible, nothing endless, names that are safe in ids and paths."""

from __future__ import annotations

import re

from markupsafe import Markup

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
LONG = 2000
"""How many characters of a message or value stand in the page; the whole is in results.jsonl."""


def visible(text: str) -> str:
    """The text with control, direction and other invisible characters named; newline and tab stay."""
    if text.isascii() and text.isprintable():  # most texts; the search below costs ten times as much
        return text
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def escaped(text: str) -> Markup:
    """A text, visible already, for HTML between tags and not in an attribute: quotes stay, which keeps JSON short."""
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def cut(text: str, limit: int = LONG) -> str:
    """At most `limit` characters, and how many there were."""
    return text if len(text) <= limit else f"{text[:limit]}… (cut, {len(text):,} characters in all)"


def short(text: str, limit: int) -> str:
    """One line of at most `limit` characters, for a label."""
    line = " ".join(visible(text[: 4 * limit]).split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def slug(name: str) -> str:
    """A name for an HTML id and a file name: no dots, no slashes."""
    return _UNSAFE.sub("_", name)[:80] or "_"


def seconds(value: float) -> str:
    """A duration for people."""
    if value < 0.0995:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 9.995 else f"{value:.0f} s"


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
