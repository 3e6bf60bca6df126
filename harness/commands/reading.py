"""How the commands read a log: opened as text, with what can't be read counted and shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click

from ocpp_conformance.harness.logs import Told, Unread
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.harmless import harmless

SHOWN = 5
"""Lines that can't be read and are shown."""


def opened(file: Path) -> TextIO:
    """The file, - for the standard input, as text; a byte that is no UTF-8 is shown as such."""
    given = str(file) != "-"
    return open(file if given else 0, encoding="utf-8", errors="backslashreplace", closefd=given)


def writer_of(name: str | None) -> Role | None:
    """Who wrote the log, as an option says."""
    return None if name is None else Role(name)


def counted(told: Iterator[Told | Unread], found: Counter[str]) -> Iterator[Told | Unread]:
    """The same; `found` counts `messages` and `unread`, and the first of these are shown."""
    for each in told:
        yield each
        if isinstance(each, Told):
            found["messages"] += bool(each.text)
            continue
        found["unread"] += 1
        if found["unread"] <= SHOWN:
            click.echo(harmless(f"line {each.line}: {each.reason}: {each.text[:100]}"), err=True)
