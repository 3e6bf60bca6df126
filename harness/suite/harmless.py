"""What a peer says, in a form that neither a terminal nor a CI system obeys."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[^\t\x20-\x7e\u00a0-\u2029\u2030-\u2065\u2070-\ud7ff\ue000-\U0001ffff]")
_COMMAND = re.compile(r"^(\s*)(::|##\[)", re.MULTILINE)
"""How a workflow command begins on GitHub and on Azure."""


def harmless(text: str) -> str:
    """The text with control and direction characters escaped, and a backslash before what would be a command."""
    lines = "\n".join(_CONTROL.sub(_escaped, line) for line in text.split("\n"))
    return _COMMAND.sub(r"\1\\\2", lines)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
