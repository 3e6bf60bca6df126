"""The command `judge`: what the rules say of recorded traffic."""

from __future__ import annotations

import difflib
import platform
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import click

from ocpp_conformance.harness import garbage
from ocpp_conformance.harness.catalogue import DEFAULT_EDITION
from ocpp_conformance.harness.commands.reading import writer_of
from ocpp_conformance.harness.commands.recorded import Given, Stretch, Traffic, read_traffic
from ocpp_conformance.harness.evidence import Entry, FrameEntry, NoteEntry
from ocpp_conformance.harness.evidence.conclusion import Ending, conclude, exit_code
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
from ocpp_conformance.harness.evidence.results import ResultsError, ResultsWriter
from ocpp_conformance.harness.evidence.standing import Standing, in_words
from ocpp_conformance.harness.evidence.verdict import Exit, Verdict
from ocpp_conformance.harness.logs import FORMATS, LogError
from ocpp_conformance.harness.requirements import Judged, rule_ids
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201, PROTOCOLS, Protocol
from ocpp_conformance.harness.suite.between import BETWEEN
from ocpp_conformance.harness.suite.case_report import CaseReport
from ocpp_conformance.harness.suite.earlier import set_aside
from ocpp_conformance.harness.suite.harmless import harmless
from ocpp_conformance.harness.suite.rule_verdicts import Scope, rule_lines
from ocpp_conformance.reports.page.text import plural
from ocpp_conformance.reports.views import PAGE, write_views


def _moment(context: click.Context, parameter: click.Parameter, text: str | None) -> datetime | None:
    """The time that an option gives; one without a zone is UTC."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is no time; give it as 2026-03-01T10:00:00Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


KEPT = 5000
"""Entries of all that was recorded, up to which the report has each; of a run it has all."""
LONG = 50_000
"""Entries from which on a progress bar is shown."""
NEAR = 20
"""Entries before and behind one that shows what is broken."""


@click.command()
@click.argument(
    "files",
    metavar="FILE…",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), help="of the log, where it isn't recognised")
@click.option("--as", "writer", type=click.Choice([str(role) for role in Role]), help="who wrote the log")
@click.option("--ocpp", "version_", type=click.Choice(list(PROTOCOLS)), help="take all of it for this version")
@click.option("--role", type=click.Choice([str(role) for role in Role]), help="judge this side alone")
@click.option(
    "--since", metavar="TIME", callback=_moment, help="judge only what came since then (2026-03-01T10:00:00Z)"
)
@click.option("--rule", "wanted", metavar="ID", multiple=True, help="only these requirements redden the result")
@click.option("--known", metavar="FILE", type=click.Path(path_type=Path), help="failures that are known, with reasons")
@click.option("--output", type=click.Path(path_type=Path), default=Path("reports/out"), show_default=True)
def judge(
    files: tuple[Path, ...],
    format_: str | None,
    writer: str | None,
    version_: str | None,
    role: str | None,
    since: datetime | None,
    wanted: tuple[str, ...],
    known: Path | None,
    output: Path,
) -> None:
    """Judge recorded traffic: each log FILE (- for the standard input), without any set-up.

    Reads what `convert` reads; several logs are put in the order of their times. Every rule that a conversation shows
    is asked, of both sides; of OCPP 1.6 and 2.1 those of frames, schemas, ids and order. The report is the same as that
    of a run; nothing is passed that was not seen: a requirement is proven, broken, or not exercised.
    """
    asked = tuple(Role) if role is None else (Role(role),)
    protocol = None if version_ is None else PROTOCOLS[version_]
    given = Given(files, format_, writer_of(writer), since, protocol)
    with garbage.restored():
        raise SystemExit(report_on(given, asked, wanted, known, output))


def report_on(given: Given, asked: tuple[Role, ...], wanted: tuple[str, ...], known: Path | None, output: Path) -> Exit:
    """Judge these roles in what was recorded, write the report, and tell; what can't be read or written ends it."""
    unread = Counter[str]()
    garbage.seldom()
    try:
        scope = _scope(wanted)
        traffic = read_traffic(given, unread)
        excused = KnownFailures({}, date.today()) if known is None else load(known, date.today())
        set_aside(output)
        results = ResultsWriter(output / "results.jsonl")
    except (LogError, KnownFileError) as error:
        _refuse(str(error), Exit.USAGE)
    except ResultsError as error:
        _refuse(str(error), Exit.HARNESS_ERROR)
    except OSError as error:
        _refuse(f"{output} can't be written ({error.strerror or error}); give another --output", Exit.USAGE)
    garbage.settle()
    report = _Report(given, traffic, tuple(each for each in traffic.roles if each in asked), results)
    report.judge(scope, excused)
    for name, spoken in traffic.others:
        click.echo(harmless(f"not judged: {name} speaks {spoken}; {' and '.join(map(str, PROTOCOLS.values()))} are"))
    click.echo(f"{plural(unread['unread'], 'line')} could not be read", err=True)
    return report.code


def _refuse(text: str, code: Exit) -> NoReturn:
    click.echo(f"Error: {harmless(text)}", err=True)
    raise SystemExit(code)


def _scope(wanted: tuple[str, ...]) -> Scope:
    """Which rules redden the result. Raises `LogError` for one that there is not."""
    known = frozenset().union(*(rule_ids(role, each) for role in Role for each in PROTOCOLS.values()))
    unknown = sorted(set(wanted) - known)
    if unknown:
        near = difflib.get_close_matches(unknown[0], known)
        hint = (
            f"near it are {', '.join(near)}" if near else "`ocpp-conformance explain ID` says what judges a requirement"
        )
        raise LogError(f"--rule {unknown[0]}: no rule judges it; {hint}")
    return Scope(frozenset(wanted))


def _without(other: tuple[str, str]) -> str:
    return f", without {other[0]}, which speaks {other[1]}"


def _near(entries: list[Entry], judged: Judged) -> list[Entry]:
    """What is near the ends of a stretch and near what is broken, and all that is no message; how many are left out
    stands where they were."""
    broken = {breach.frame for breach in judged.breaches}
    ends = (0, len(entries) - 1)
    near = {*ends, *(place for place, entry in enumerate(entries) if entry.index in broken)}
    kept = {place for each in near for place in range(each - NEAR, each + NEAR + 1)}
    shown, left_out = list[Entry](), list[Entry]()
    for place, entry in enumerate(entries):
        if isinstance(entry, FrameEntry) and place not in kept:
            left_out.append(entry)
            continue
        if left_out:
            last = left_out[-1]
            shown.append(NoteEntry(last.index, f"dropped {len(left_out)} messages", last.at, last.wall))
            left_out.clear()
        shown.append(entry)
    return shown


@contextmanager
def _bar(length: int) -> Iterator[Callable[[int], object]]:
    """A progress bar at a terminal, where it is long; yields what moves it on."""
    if length < LONG or not sys.stderr.isatty():
        yield lambda more: None
        return
    with click.progressbar(length=length, label="judging", file=sys.stderr) as bar:
        yield bar.update


class _Report:
    """What the rules say of the traffic: written as the results of a run, shown in its views, and told."""

    def __init__(self, given: Given, traffic: Traffic, roles: tuple[Role, ...], results: ResultsWriter) -> None:
        self._given, self._traffic, self._roles, self._results = given, traffic, roles, results
        entries = sum(len(stretch.entries) for stretch in traffic.stretches)
        self._is_long = not traffic.of_a_run and entries > KEPT
        self._standing = Standing({role: self._rule_ids(role) for role in Role})
        self.code = Exit.NOTHING_JUDGED

    def judge(self, scope: Scope, known: KnownFailures) -> None:
        """Judge, write and tell."""
        self._results.write(self._header())
        with _bar(self._traffic.heard(self._roles)) as tell:
            reports = [self._stretch(*each) for each in self._traffic.judged(self._roles, tell)]
        rules = rule_lines(reports, known, scope)
        for line in rules:
            self._results.write(line)
        verdicts = [report.verdict for report in reports if report.case != BETWEEN]
        counts = Counter(map(str, verdicts))
        ending = self._traffic.ending
        if reports:
            self.code = exit_code(verdicts, rules=[Verdict(line.verdict) for line in rules], ending=ending)
        if ending is Ending.CUT and self.code is Exit.OK:
            self.code = Exit.INTERRUPTED
        has_requirements = OCPP_201 in self._traffic.protocols
        figures = {str(role): self._standing.figure(role) for role in self._roles if has_requirements}
        self._results.write(FooterLine(dict(counts), self.code, figures, str(ending)))
        self._results.close()
        self._tell(rules, figures)
        click.echo(conclude(counts, Counter(line.verdict for line in rules), ending=ending).alone)
        _, troubles = write_views(self._results.path, self._results.path.parent)
        for trouble in (*([self._results.trouble] if self._results.trouble else []), *troubles):
            click.echo(f"could not be written: {trouble}", err=True)
        click.echo(f"page: {self._results.path.parent / PAGE}")

    def _stretch(self, stretch: Stretch, role: Role, judged: Judged) -> CaseReport:
        """Write a stretch; what came between two cases is no case in the results of a run either."""
        name = stretch.name if len(stretch.roles) == 1 else f"{stretch.name} ({role})"
        line = VerdictLine(name, f"what was recorded of {stretch.name}", str(role), "LOG", str(Verdict.JUDGED))
        shown = _near(stretch.entries, judged) if self._is_long else stretch.entries
        lines: list[Line] = [EntryLine(name, entry) for entry in shown]
        lines += (BreachLine(name, breach) for breach in judged.breaches)
        lines.append(CreditLine(name, dict(judged.proven), dict(judged.held)))
        if name != BETWEEN:
            lines = [StartedLine(name, line.title, line.role), *lines, line]
        for each in lines:
            self._results.write(each)
        for breach in judged.breaches:
            self._standing.breach(name, line.role, breach)
        self._standing.credit(name, line.role, judged.proven, judged.held)
        return CaseReport(line, (), judged, ())

    def _tell(self, rules: list[RuleLine], figures: Mapping[str, Mapping[str, int]]) -> None:
        for line in rules:
            click.echo(harmless(f"{line.verdict}: {line.rule} ({line.role}) {line.text}"))
            where = self._given.place(line.frame, self._traffic.starts, next(iter(line.cases), ""))
            click.echo(harmless(f"    {where}, on {plural(line.frames, 'frame')} of {', '.join(line.cases[:3])}"))
        for role, figure in figures.items():
            click.echo(in_words(role, figure))
        for protocol in self._others():
            click.echo(f"{protocol}: frames, schemas, ids and order were judged, no requirements")

    def _others(self) -> tuple[Protocol, ...]:
        return tuple(each for each in self._traffic.protocols if each is not OCPP_201)

    def _rule_ids(self, role: Role) -> frozenset[str]:
        return frozenset().union(*(rule_ids(role, each) for each in self._traffic.protocols))

    def _header(self) -> HeaderLine:
        files = [str(file) for file in self._given.files]
        names = ", ".join(file.name for file in self._given.files)
        editions = (str(DEFAULT_EDITION if each is OCPP_201 else each) for each in self._traffic.protocols)
        return HeaderLine(
            suite=version("ocpp-conformance"),
            edition=" and ".join(editions),
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            roles=tuple(map(str, self._roles)),
            system=f"what {names} recorded{''.join(map(_without, self._traffic.others))}",
            command=shlex.join(["ocpp-conformance", "judge", *files]),
            python=platform.python_version(),
            platform=platform.platform(),
            rules={str(role): sorted(self._rule_ids(role)) for role in self._roles},
        )
