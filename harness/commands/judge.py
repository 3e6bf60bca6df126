"""The command `judge`: what the rules say of recorded traffic."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import click

from ocpp_conformance.harness.catalogue import DEFAULT_EDITION
from ocpp_conformance.harness.commands.reading import counted, opened, writer_of
from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence import Entry
from ocpp_conformance.harness.evidence.conclusion import conclude, exit_code
from ocpp_conformance.harness.evidence.known import KnownFailures, KnownFileError, load
from ocpp_conformance.harness.evidence.lines import (
    BreachLine,
    CreditLine,
    EntryLine,
    FooterLine,
    HeaderLine,
    Line,
    RuleLine,
    StartedLine,
    VerdictLine,
)
from ocpp_conformance.harness.evidence.results import ResultsError, ResultsWriter, read_results
from ocpp_conformance.harness.evidence.standing import Standing, in_words
from ocpp_conformance.harness.evidence.verdict import Exit, Verdict
from ocpp_conformance.harness.logs import FORMATS, LogError, read_log
from ocpp_conformance.harness.logs.entries import recordings
from ocpp_conformance.harness.requirements import Judge, rule_ids
from ocpp_conformance.harness.requirements.rule import Context
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.case_report import CaseReport
from ocpp_conformance.harness.suite.earlier import set_aside
from ocpp_conformance.harness.suite.harmless import harmless
from ocpp_conformance.harness.suite.rule_verdicts import Scope, rule_lines
from ocpp_conformance.reports.views import PAGE, write_views

PATIENCE = 30.0
"""Seconds for an answer, in traffic between systems of others."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A conversation that was recorded: whose it is, its entries, and how the rules are to see it."""

    name: str
    entries: list[Entry]
    lacks: frozenset[str] = frozenset()
    roles: tuple[Role, ...] = tuple(Role)
    time_scale: float = 1.0
    patience: float = PATIENCE
    evses: tuple[int, ...] = ()

    def context(self, role: Role, conversation: Conversation) -> Context:
        """What the rules know beside the conversation."""
        return Context(
            role,
            conversation,
            evses=self.evses,
            edition=str(DEFAULT_EDITION),
            time_scale=self.time_scale,
            patience=self.patience,
            lacks=self.lacks,
        )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), help="of the log, where it isn't recognised")
@click.option("--as", "writer", type=click.Choice([str(role) for role in Role]), help="who wrote the log")
@click.option("--role", type=click.Choice([str(role) for role in Role]), help="judge this side alone")
@click.option("--rule", "wanted", metavar="ID", multiple=True, help="only these requirements redden the result")
@click.option("--known", metavar="FILE", type=click.Path(path_type=Path), help="failures that are known, with reasons")
@click.option("--output", type=click.Path(path_type=Path), default=Path("reports/out"), show_default=True)
def judge(
    file: Path,
    format_: str | None,
    writer: str | None,
    role: str | None,
    wanted: tuple[str, ...],
    known: Path | None,
    output: Path,
) -> None:
    """Judge recorded traffic of OCPP 2.0.1: a log FILE (- for the standard input), without any set-up.

    Reads what `convert` reads. Every rule that a conversation shows is asked, of both sides. The report is the same as
    that of a run; nothing is passed that was not seen: a requirement is proven, broken, or not exercised.
    """
    unread = Counter[str]()
    try:
        roles, conversations = _read(file, format_, writer, unread)
        excused = KnownFailures({}, date.today()) if known is None else load(known, date.today())
    except (LogError, KnownFileError) as error:
        click.echo(f"Error: {harmless(str(error))}", err=True)
        raise SystemExit(Exit.USAGE) from None
    except ResultsError as error:
        click.echo(f"Error: {harmless(str(error))}", err=True)
        raise SystemExit(Exit.HARNESS_ERROR) from None
    asked = roles if role is None else [Role(role)]
    reports = list(_judged(conversations, asked))
    rules = rule_lines((report for report, _ in reports), excused, Scope(frozenset(wanted)))
    code = _written(file, output, asked, reports, rules)
    click.echo(f"{unread['unread']} lines could not be read", err=True)
    raise SystemExit(code)


def _read(
    file: Path, format_: str | None, writer: str | None, unread: Counter[str]
) -> tuple[list[Role], list[Recorded]]:
    with suppress(ResultsError):
        if str(file) != "-" and format_ in (None, "results") and next(read_results(file), None) is not None:
            return _of_results(file)
    try:
        with opened(file) as lines:
            told = counted(read_log(lines, format=format_, writer=writer_of(writer)), unread)
            found, lacks = recordings(told)
    except LogError as error:
        raise LogError(f"{file}: {error}") from None
    return list(Role), [Recorded(name or "unnamed", entries, lacks) for name, entries in found.items()]


def _of_results(file: Path) -> tuple[list[Role], list[Recorded]]:
    """The cases of a run, each a conversation of its own in which one side was judged."""
    found: dict[str, list[Entry]] = {}
    judged: dict[str, Role] = {}
    header = HeaderLine()
    for line in read_results(file):
        match line:
            case HeaderLine():
                header = line
            case StartedLine():
                judged[line.case] = Role(line.role)
            case EntryLine():
                found.setdefault(line.case, []).append(line.entry)
    patience = header.patience.get("reply", PATIENCE)
    conversations = [
        Recorded(
            name, entries, frozenset(), (judged.get(name, Role.STATION),), header.time_scale, patience, header.evses
        )
        for name, entries in found.items()
    ]
    return [Role(name) for name in header.roles], conversations


def _judged(conversations: list[Recorded], roles: list[Role]) -> Iterator[tuple[CaseReport, Recorded]]:
    for recorded in conversations:
        for role in (role for role in recorded.roles if role in roles):
            judge = Judge(role, recorded.context)
            judge.begin(recorded.name)
            for entry in recorded.entries:
                judge.take(entry)
            judged = judge.end()
            case = recorded.name if len(recorded.roles) == 1 else f"{recorded.name} ({role})"
            title = f"what was recorded of {recorded.name}"
            line = VerdictLine(case, title, str(role), "LOG", str(Verdict.JUDGED), frames=len(recorded.entries))
            yield CaseReport(line, (), judged, ()), recorded


def _written(
    file: Path,
    output: Path,
    roles: list[Role],
    reports: list[tuple[CaseReport, Recorded]],
    rules: list[RuleLine],
) -> Exit:
    """Write results and views, and say what came out."""
    verdicts = [report.verdict for report, _ in reports]
    code = exit_code(verdicts, rules=[Verdict(line.verdict) for line in rules])
    code = code if reports else Exit.NOTHING_JUDGED
    standing = _standing(report for report, _ in reports)
    figures = {str(role): standing.figure(role) for role in roles}
    set_aside(output)
    writer = ResultsWriter(output / "results.jsonl")
    writer.write(_header(file, roles))
    for line in _lines(reports, rules):
        writer.write(line)
    writer.write(FooterLine({str(each): verdicts.count(each) for each in Verdict}, code, figures, "complete"))
    writer.close()
    _, troubles = write_views(writer.path, output)
    for line in rules:
        click.echo(harmless(f"{line.verdict}: {line.rule} ({line.role}) {line.text}"))
        click.echo(harmless(f"    {file}:{line.frame}, {line.frames} times in {', '.join(line.cases[:3])}"))
    for role in roles:
        click.echo(in_words(str(role), figures[str(role)]))
    counts = Counter(map(str, verdicts))
    click.echo(conclude(counts, Counter(line.verdict for line in rules)).alone)
    for trouble in (*([writer.trouble] if writer.trouble else []), *troubles):
        click.echo(f"could not be written: {trouble}", err=True)
    click.echo(f"page: {output / PAGE}")
    return code


def _standing(reports: Iterator[CaseReport]) -> Standing:
    standing = Standing({role: rule_ids(Role(role)) for role in Role})
    for report in reports:
        for breach in report.judged.breaches:
            standing.breach(report.case, report.line.role, breach)
        standing.credit(report.case, report.line.role, report.judged.proven, report.judged.held)
    return standing


def _header(file: Path, roles: list[Role]) -> HeaderLine:
    return HeaderLine(
        suite=version("ocpp-conformance"),
        edition=str(DEFAULT_EDITION),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        roles=tuple(map(str, roles)),
        system=f"what {file.name} recorded",
        command=f"ocpp-conformance judge {file}",
        python=platform.python_version(),
        platform=platform.platform(),
        rules={str(role): sorted(rule_ids(role)) for role in roles},
    )


def _lines(reports: list[tuple[CaseReport, Recorded]], rules: list[RuleLine]) -> Iterator[Line]:
    for report, recorded in reports:
        yield StartedLine(report.case, report.line.title, report.line.role)
        yield from (EntryLine(report.case, entry) for entry in recorded.entries)
        yield from (BreachLine(report.case, breach) for breach in report.judged.breaches)
        yield CreditLine(report.case, dict(report.judged.proven), dict(report.judged.held))
        yield report.line
    yield from rules
