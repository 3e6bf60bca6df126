"""What a run prints: what is judged, the counts, the first failures, what did not run and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ocpp_conformance.harness.evidence import Outcome
from ocpp_conformance.harness.evidence import standing as standings
from ocpp_conformance.harness.evidence.causes import by_cause
from ocpp_conformance.harness.evidence.conclusion import Conclusion, Tone
from ocpp_conformance.harness.evidence.lines import RuleLine
from ocpp_conformance.harness.evidence.mandatory import mandatory
from ocpp_conformance.harness.evidence.verdict import RED, Verdict
from ocpp_conformance.harness.suite.case import Need
from ocpp_conformance.harness.suite.case_report import CaseReport
from ocpp_conformance.harness.suite.harmless import harmless
from ocpp_conformance.harness.suite.needs import Acts, Unmet, acts, in_words, unmet_of
from ocpp_conformance.harness.suite.state import SuiteState
from ocpp_conformance.harness.suite.tally import Tally
from ocpp_conformance.harness.sut.description import Description

SHOWN = 10
"""How many causes and findings are printed; the reports hold them all."""
NAMED = 6
"""How many cases with one cause are named."""

_TONES = {Tone.RED: "red", Tone.AMBER: "yellow", Tone.GREEN: "green"}


def system(sut: Description) -> str:
    """The system under test in a few words, without secrets."""
    name = f"{f'{sut.name} {sut.version}'.strip()}, " if sut.name or sut.version else ""
    if sut.endpoint is not None:
        return f"{name}CSMS at {sut.endpoint}, identity {', '.join(sut.identities) or sut.identity}"
    if sut.listen is not None:
        return f"{name}charging station that connects to {sut.listen[0]}:{sut.listen[1]}"
    faults = (("CSMS", sut.csms_fault), ("station", sut.station_fault))
    broken = ", ".join(f"{role} with fault {name}" for role, name in faults if name)
    both = "CSMS and station" if sut.station_blocks == "full" else f"station, {sut.station_blocks}"
    return f"the bundled {both}{f' ({broken})' if broken else ''}"


def header(state: SuiteState) -> list[str]:
    """The lines at the top of a run."""
    patience = state.sut.patience
    waits = f"replies {patience.reply:g} s, connects {patience.connect:g} s, clock x{1 / patience.time_scale:g}"
    lines = [f"specification: {state.edition}", f"system under test: {system(state.sut)}", f"patience: {waits}"]
    if not state.sut.embedded:
        holds = "; ".join(f"{setting.name} {setting.shown} ({setting.origin})" for setting in state.sut.settings)
        lines.append(harmless(f"settings: {holds}"))
    if state.sut.tls is not None and state.sut.tls.insecure:
        lines.insert(2, "WARNING: --insecure: the certificate is NOT verified, whoever answers at this URL is judged")
    return [*lines, f"reports: {state.folder}"]


def summary(
    out: pytest.TerminalReporter,
    state: SuiteState,
    tally: Tally,
    conclusion: Conclusion,
    partial: bool,
    unmet: Sequence[str],
    page: Path,
    before: Path | None,
) -> None:
    """The lines at the end of a run."""
    if not tally.cases:
        return
    out.section("conformance", sep="=")
    _failures(out, tally)
    _findings(out, tally)
    _advisories(out, tally)
    for verdict in (Verdict.RELAYED, Verdict.NOT_APPLICABLE):
        _grey(out, tally.of(verdict), verdict)
    _not_run(out, tally, state.sut)
    counts = {verdict: len(tally.of(verdict)) for verdict in Verdict}
    out.line(", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count))
    out.line(harmless(conclusion.alone), **{_TONES[conclusion.tone]: True})
    verdicts = {report.case: str(report.verdict) for report in tally.cases.values()}
    standing = tally.standing()
    for role in tally.roles():
        due = mandatory(state.edition, role, verdicts, partial)
        if due:
            out.line(due)
        out.line(standings.in_words(str(role), standing.figure(role)))
    for demand in unmet:
        out.line(demand, red=True)
    for text in other_editions(state):
        out.line(text)
    if page.exists():
        out.line(f"page: {page}")
    if before is not None and partial:
        out.line(f"the run before: {before}")


def other_editions(state: SuiteState) -> list[str]:
    """What was left out because the edition in use doesn't have it."""
    there = state.not_in_edition
    names = f": {', '.join(sorted(there))}" if len(there) <= SHOWN else ""
    lines = [f"{len(there)} cases are not in {state.edition.name}{names}"] if there else []
    strange = sorted(there & set(state.known.entries))
    return lines + [f"--known: {name} is of another edition, not in {state.edition.name}" for name in strange]


def _failures(out: pytest.TerminalReporter, tally: Tally) -> None:
    reports = {report.case: report for report in tally.of(*RED)}
    groups = by_cause(report.line for report in tally.of(*RED))
    for cause, lines in groups[:SHOWN]:
        first = lines[0]
        if len(lines) > 1:
            counts = Counter(line.verdict for line in lines)
            told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
            out.line(f"{told}: {harmless(cause)}", red=True)
            out.line(f"    in {_some([line.case for line in lines])}")
            out.line(f"    first in {first.case} {first.title}")
        else:
            out.line(f"{first.verdict}: {first.case} {first.title}", red=True)
        for text in harmless(first.message).split("\n"):
            out.line(f"    {text}")
        report = reports[first.case]
        frame, what = (first.frame, "frame") if first.frame is not None else (report.sent, "sent before:")
        if frame is not None and frame < len(report.wire):
            out.line(f"    {what} {harmless(report.wire[frame])}")
        out.line(f"    again: {first.rerun}")
    if len(groups) > SHOWN:
        out.line(f"… and {_count(len(groups) - SHOWN, 'more cause')} in the report")


def _some(cases: Sequence[str]) -> str:
    more = f" and {len(cases) - NAMED} more" if len(cases) > NAMED else ""
    return ", ".join(cases[:NAMED]) + more


def _findings(out: pytest.TerminalReporter, tally: Tally) -> None:
    lines = tally.rules()
    for line in lines[:SHOWN]:
        verdict, cases = line.verdict, line.cases
        text = f"{verdict}: {named(line)} ({line.role}) {harmless(line.text)}"
        out.line(text, red=verdict == Verdict.FAILED, yellow=verdict == Verdict.ADVISORY)
        on, of = _count(line.frames, "frame"), _count(len(cases), "case")
        out.line(f"    on {on} of {of}, first in {cases[0]}")
        if line.message:
            out.line(f"    {line.message}")
    if len(lines) > SHOWN:
        out.line(f"… and {len(lines) - SHOWN} more in the report")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def named(line: RuleLine) -> str:
    """The requirement that is broken, and those that the same cause breaks."""
    return ", ".join((line.rule, *line.also))


def _advisories(out: pytest.TerminalReporter, tally: Tally) -> None:
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for report in tally.of(Verdict.ADVISORY):
        for check in report.checks:
            if check.outcome is Outcome.ADVISORY:
                grouped[check.source, "; ".join(map(str, check.misses))].append(report.case)
    for (source, misses), cases in grouped.items():
        out.line(f"advisory: {', '.join(dict.fromkeys(cases))} ({source}) {harmless(misses)}", yellow=True)


def _grey(out: pytest.TerminalReporter, reports: Iterable[CaseReport], verdict: Verdict) -> None:
    """The cases with this verdict, those with the same reason together."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for report in reports:
        grouped[report.line.message].append(report.case)
    for message, cases in grouped.items():
        out.line(f"{verdict}: {', '.join(cases)}: {message}")


def _not_run(out: pytest.TerminalReporter, tally: Tally, sut: Description) -> None:
    """What did not run, a line for what the same acts would add; cases that lack something else by their reason."""
    gains: dict[Acts, tuple[list[Unmet], list[str]]] = defaultdict(lambda: ([], []))
    others = []
    for report in tally.of(Verdict.NOT_RUN):
        unmet = unmet_of((Need(need) for need in report.line.needs), report.line.intents, sut)
        if not unmet:
            others.append(report)
            continue
        needs, cases = gains[acts(unmet, sut)]
        needs += unmet
        cases.append(report.case)
    for needs, cases in sorted(gains.values(), key=lambda gain: -len(gain[1])):
        out.line(f"not run: {_count(len(cases), 'case')} that {in_words(needs, sut)} would add")
    _grey(out, others, Verdict.NOT_RUN)


def table(rows: list[tuple[Any, ...]]) -> list[str]:
    """Rows as aligned columns."""
    if not rows:
        return []
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
