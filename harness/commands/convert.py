"""The command `convert`: a log of whatever format as Open OCPP Trace."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click
import orjson

from ocpp_conformance.harness.evidence.verdict import Exit
from ocpp_conformance.harness.logs import FORMATS, LogError, Told, Unread, read_log
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.harmless import harmless
from ocpp_conformance.reports.trace import Converter

SHOWN = 5
"""Lines that can't be read and are shown."""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), help="of the log, where it isn't recognised")
@click.option("--as", "writer", type=click.Choice([str(role) for role in Role]), help="who wrote the log")
def convert(file: Path, format_: str | None, writer: str | None) -> None:
    """Print the messages of a log FILE (- for the standard input) as Open OCPP Trace.

    Reads results.jsonl, Open OCPP Trace, and the logs of EVerest and libocpp, SteVe, the Python package ocpp and Home
    Assistant, evcc, open-ocpp, MicroOcpp, and lines of frames. What can't be read is counted and shown.
    """
    found = Counter[str]()
    try:
        with _opened(file) as lines:
            told = read_log(lines, format=format_, writer=None if writer is None else Role(writer))
            converter = Converter()
            for record in converter.records(_counted(told, found)):
                sys.stdout.buffer.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    except LogError as error:
        click.echo(f"Error: {file}: {error}", err=True)
        raise SystemExit(Exit.USAGE) from None
    sys.stdout.buffer.flush()
    messages, unread = found["messages"] - len(converter.unread), found["unread"] + len(converter.unread)
    click.echo(f"{messages} messages; {unread} lines could not be read", err=True)
    if not messages:
        raise SystemExit(Exit.NOTHING_JUDGED)


def _opened(file: Path) -> TextIO:
    """The file as text; a byte that is no UTF-8 is shown as such."""
    return open(0 if str(file) == "-" else file, encoding="utf-8", errors="backslashreplace", closefd=str(file) != "-")


def _counted(told: Iterator[Told | Unread], found: Counter[str]) -> Iterator[Told]:
    for each in told:
        if isinstance(each, Told):
            found["messages"] += bool(each.text)
            yield each
            continue
        found["unread"] += 1
        if found["unread"] <= SHOWN:
            click.echo(harmless(f"line {each.line}: {each.reason}: {each.text[:100]}"), err=True)
