"""The command `convert`: a log of whatever format as Open OCPP Trace."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click
import orjson

from ocpp_conformance.harness.commands.reading import counted, opened, writer_of
from ocpp_conformance.harness.evidence.verdict import Exit
from ocpp_conformance.harness.logs import FORMATS, LogError, read_log
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.anonymous import anonymous
from ocpp_conformance.reports.trace import Converter


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), help="of the log, where it isn't recognised")
@click.option("--as", "writer", type=click.Choice([str(role) for role in Role]), help="who wrote the log")
@click.option("--anonymize", is_flag=True, help="stand-ins for identities, tokens, serial numbers, certificates, texts")
def convert(file: Path, format_: str | None, writer: str | None, anonymize: bool) -> None:
    """Print the messages of a log FILE (- for the standard input) as Open OCPP Trace.

    Reads results.jsonl, Open OCPP Trace, and the logs of EVerest and libocpp, SteVe, the Python package ocpp and Home
    Assistant, evcc, open-ocpp, MicroOcpp, exports of portals, and lines of frames. What can't be read is counted and
    shown.
    """
    found = Counter[str]()
    try:
        with opened(file) as lines:
            told = read_log(lines, format=format_, writer=writer_of(writer))
            converter = Converter()
            records = converter.records(counted(told, found))
            for record in anonymous(records) if anonymize else records:
                sys.stdout.buffer.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    except LogError as error:
        click.echo(f"Error: {file}: {error}", err=True)
        raise SystemExit(Exit.USAGE) from None
    sys.stdout.buffer.flush()
    messages, unread = found["messages"] - len(converter.unread), found["unread"] + len(converter.unread)
    click.echo(f"{messages} messages; {unread} lines could not be read", err=True)
    if not messages:
        raise SystemExit(Exit.NOTHING_JUDGED)
