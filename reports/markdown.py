"""A summary in Markdown for a pull request or `$GITHUB_STEP_SUMMARY`, and the data of a badge."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ocpp_conformance.harness.catalogue.editions import versions_in
from ocpp_conformance.harness.evidence.causes import by_cause
from ocpp_conformance.harness.evidence.conclusion import Account, Ending, Tone
from ocpp_conformance.harness.evidence.lines import (
    HeaderLine,
    Line,
    RuleLine,
    VerdictLine,
)
from ocpp_conformance.harness.evidence.standing import in_words, percent
from ocpp_conformance.harness.evidence.verdict import GREEN, Verdict

SHOWN = 25
"""How many red lines the summary lists."""
NAMED = 4
"""How many cases with one cause a line names."""
CUT = 300
"""Characters of a message."""


_COLORS = {Tone.RED: "red", Tone.AMBER: "yellow", Tone.GREEN: "brightgreen"}
_ENDINGS = {
    Ending.INTERRUPTED: "interrupted",
    Ending.CUT: "cut",
    Ending.LOST: "cases lost",
    Ending.UNREACHABLE: "stopped",
}
_ROLES = {"csms": "CSMS", "station": "station"}


def summary(lines: Iterable[Line]) -> str:
    """The summary of a run: system, counts, what is red, what did not run."""
    account, verdicts = Account(HeaderLine(system="unknown system", suite="?", edition="?")), list[VerdictLine]()
    for line in lines:
        account.take(line)
        if isinstance(line, VerdictLine):
            verdicts.append(line)
    header, counts, said = account.header, account.counts(), account.conclusion()
    figures = account.footer.requirements if account.footer is not None else {}
    told = [
        f"## {versions_in(header.edition)} conformance: {_safe(header.system)}",
        "",
        f"**{_safe(said.alone)}**",
        "",
    ]
    told += ["| verdict | cases |", "|---|---|"]
    told += [f"| {verdict} | {counts[verdict]} |" for verdict in Verdict if counts[verdict]]
    told += ["", *(f"- {in_words(role, figure)}" for role, figure in figures.items()), ""]
    told += [*_red(verdicts, account.rules), *_not_run(verdicts)]
    told.append(f"Suite {header.suite}, {header.edition}. No certification and not the OCTT.")
    return "\n".join(told) + "\n"


def badge(lines: Iterable[Line]) -> str:
    """The JSON that shields.io's endpoint badge reads."""
    account = Account()
    for line in lines:
        account.take(line)
    counts, tone = account.counts(), account.conclusion().tone
    green, total = sum(counts[verdict] for verdict in GREEN), max(account.header.selected, counts.total())
    message = [f"{green} of {total} cases" if green else "not judged"]
    message += [_ENDINGS[account.ending]] if green and account.ending in _ENDINGS else []
    figures = account.footer.requirements if account.footer is not None else {}
    message += [f"{_ROLES.get(role, role)} {percent(figure)} of requirements" for role, figure in figures.items()]
    label = account.header.edition.partition(",")[0] or "OCPP 2.0.1"
    color = _COLORS[tone] if green or tone is Tone.RED else "lightgrey"
    data = {"schemaVersion": 1, "label": label, "message": ", ".join(message), "color": color}
    return json.dumps(data) + "\n"


def append_step_summary(text: str, path: str | None) -> None:
    """Append to the file that GitHub names in `GITHUB_STEP_SUMMARY`, where it is set."""
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


def _red(verdicts: list[VerdictLine], rules: list[RuleLine]) -> list[str]:
    rows = [_caused(cause, lines) for cause, lines in by_cause(verdicts)]
    rows += [
        f"| {', '.join((line.rule, *line.also))} | {line.verdict} | {line.rule} | {_safe(line.text)} |"
        for line in rules
        if line.verdict not in (Verdict.ADVISORY, Verdict.KNOWN)
    ]
    if not rows:
        return []
    more = [f"… and {len(rows) - SHOWN} more", ""] if len(rows) > SHOWN else []
    return ["| red | verdict | source | message |", "|---|---|---|---|", *rows[:SHOWN], "", *more]


def _caused(cause: str, lines: list[VerdictLine]) -> str:
    """A row for the cases that one cause made red."""
    first = lines[0]
    if len(lines) == 1:
        return f"| {first.case} | {first.verdict} | {_safe(first.source or '')} | {_safe(first.message)} |"
    told = ", ".join(f"{count} {verdict}" for verdict, count in Counter(line.verdict for line in lines).items())
    cases = ", ".join(line.case for line in lines[:NAMED]) + ", …" * (len(lines) > NAMED)
    return f"| {cases} | {told} | {_safe(first.source or '')} | {_safe(cause)}; first: {_safe(first.message)} |"


def _not_run(verdicts: list[VerdictLine]) -> list[str]:
    grey = (Verdict.RELAYED, Verdict.NOT_RUN)
    reasons = Counter((line.verdict, line.message) for line in verdicts if line.verdict in grey)
    return [f"- {count} {verdict}: {_safe(message)}" for (verdict, message), count in reasons.items()] + [""] * bool(
        reasons
    )


def _safe(text: str) -> str:
    """A peer's text on one line, without meaning for Markdown or HTML."""
    line = " ".join(text.split())[:CUT]
    line = re.sub(r"([\\`*_{}\[\]])", r"\\\1", line)
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "&#124;")
    return "".join(each if each.isprintable() else "�" for each in line)
