"""A summary in Markdown for a pull request or `$GITHUB_STEP_SUMMARY`, and the data of a badge."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from ocpp_conformance.harness.evidence.lines import (
    FooterLine,
    HeaderLine,
    Line,
    RuleLine,
    UnreachableLine,
    VerdictLine,
)
from ocpp_conformance.harness.evidence.standing import in_words, percent
from ocpp_conformance.harness.evidence.verdict import GREEN, RED, Verdict

SHOWN = 25
"""How many red lines the summary lists."""
CUT = 300
"""Characters of a message."""


_ROLES = {"csms": "CSMS", "station": "station"}


def summary(lines: Iterable[Line]) -> str:
    """The summary of a run: system, counts, what is red, what did not run."""
    header = HeaderLine(system="unknown system", suite="?", edition="?")
    verdicts: list[VerdictLine] = []
    rules: list[RuleLine] = []
    stopped, whole = "", False
    figures: Mapping[str, Mapping[str, int]] = {}
    for line in lines:
        match line:
            case HeaderLine():
                header = line
            case VerdictLine():
                verdicts.append(line)
            case RuleLine():
                rules.append(line)
            case UnreachableLine(text):
                stopped = text
            case FooterLine():
                whole, figures = True, line.requirements
    counts = Counter(line.verdict for line in verdicts)
    told = [f"## OCPP 2.0.1 conformance: {_safe(header.system)}", ""]
    if stopped:
        told += [f"**Not judged:** {_safe(stopped)}", ""]
    if not whole:
        told += ["**The run was cut**: what follows is what had been judged.", ""]
    told += ["| verdict | cases |", "|---|---|"]
    told += [f"| {verdict} | {counts[verdict]} |" for verdict in Verdict if counts[verdict]]
    told += ["", *(f"- {in_words(role, figure)}" for role, figure in figures.items()), ""]
    told += [*_red(verdicts, rules), *_not_run(verdicts)]
    told.append(f"Suite {header.suite}, {header.edition}. No certification and not the OCTT.")
    return "\n".join(told) + "\n"


def badge(lines: Iterable[Line]) -> str:
    """The JSON that shields.io's endpoint badge reads."""
    verdicts: list[str] = []
    figures: Mapping[str, Mapping[str, int]] = {}
    label = "OCPP 2.0.1"
    for line in lines:
        match line:
            case HeaderLine():
                label = line.edition.partition(",")[0] or label
            case VerdictLine():
                verdicts.append(line.verdict)
            case FooterLine():
                figures = line.requirements
    green, red = sum(v in GREEN for v in verdicts), sum(v in RED for v in verdicts)
    message = f"{green} of {len(verdicts)} cases" if verdicts else "not judged"
    shares = [f"{_ROLES.get(role, role)} {percent(figure)} of requirements" for role, figure in figures.items()]
    message = ", ".join([message, *shares])
    color = "lightgrey" if not verdicts else "red" if red else "brightgreen"
    return json.dumps({"schemaVersion": 1, "label": label, "message": message, "color": color}) + "\n"


def append_step_summary(text: str, path: str | None) -> None:
    """Append to the file that GitHub names in `GITHUB_STEP_SUMMARY`, where it is set."""
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


def _red(verdicts: list[VerdictLine], rules: list[RuleLine]) -> list[str]:
    rows = [
        f"| {line.case} | {line.verdict} | {_safe(line.source or '')} | {_safe(line.message)} |"
        for line in verdicts
        if line.verdict in RED
    ]
    rows += [
        f"| {', '.join((line.rule, *line.also))} | {line.verdict} | {line.rule} | {_safe(line.text)} |"
        for line in rules
        if line.verdict not in (Verdict.ADVISORY, Verdict.KNOWN)
    ]
    if not rows:
        return []
    more = [f"… and {len(rows) - SHOWN} more", ""] if len(rows) > SHOWN else []
    return ["| red | verdict | source | message |", "|---|---|---|---|", *rows[:SHOWN], "", *more]


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
