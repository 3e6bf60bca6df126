"""A summary in Markdown for a pull request or `$GITHUB_STEP_SUMMARY`, and the data of a badge."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.evidence.verdict import GREEN, RED, Verdict

SHOWN = 25
"""How many red lines the summary lists."""
CUT = 300
"""Characters of a message."""


def summary(lines: Iterable[Mapping[str, Any]]) -> str:
    """The summary of a run: system, counts, what is red, what did not run."""
    header: Mapping[str, Any] = {}
    verdicts: list[Mapping[str, Any]] = []
    monitors: list[Mapping[str, Any]] = []
    stopped, whole = "", False
    for line in lines:
        match line["line"]:
            case "header":
                header = line
            case "verdict":
                verdicts.append(line)
            case "monitor":
                monitors.append(line)
            case "unreachable":
                stopped = line["text"]
            case "footer":
                whole = True
    counts = Counter(line["verdict"] for line in verdicts)
    text = [f"## OCPP 2.0.1 conformance: {_safe(header.get('system', 'unknown system'))}", ""]
    if stopped:
        text += [f"**Not judged:** {_safe(stopped)}", ""]
    if not whole:
        text += ["**The run was cut**: what follows is what had been judged.", ""]
    text += ["| verdict | cases |", "|---|---|"]
    text += [f"| {verdict} | {counts[verdict]} |" for verdict in Verdict if counts[verdict]]
    text += ["", *_red(verdicts, monitors), *_not_run(verdicts)]
    text.append(f"Suite {header.get('suite', '?')}, {header.get('edition', '?')}. No certification and not the OCTT.")
    return "\n".join(text) + "\n"


def badge(lines: Iterable[Mapping[str, Any]]) -> str:
    """The JSON that shields.io's endpoint badge reads."""
    verdicts = [line["verdict"] for line in lines if line["line"] == "verdict"]
    green, red = sum(v in GREEN for v in verdicts), sum(v in RED for v in verdicts)
    message = f"{green} of {len(verdicts)} cases" if verdicts else "not judged"
    color = "lightgrey" if not verdicts else "red" if red else "brightgreen"
    return json.dumps({"schemaVersion": 1, "label": "OCPP 2.0.1", "message": message, "color": color}) + "\n"


def append_step_summary(text: str, path: str | None) -> None:
    """Append to the file that GitHub names in `GITHUB_STEP_SUMMARY`, where it is set."""
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


def _red(verdicts: list[Mapping[str, Any]], monitors: list[Mapping[str, Any]]) -> list[str]:
    rows = [
        f"| {line['case']} | {line['verdict']} | {_safe(line['source'] or '')} | {_safe(line['message'])} |"
        for line in verdicts
        if line["verdict"] in RED
    ]
    rows += [
        f"| {line['monitor']} | {line['verdict']} | {line['source']} | {_safe(line['text'])} |"
        for line in monitors
        if line["verdict"] not in ("advisory", "known")
    ]
    if not rows:
        return []
    more = [f"… and {len(rows) - SHOWN} more", ""] if len(rows) > SHOWN else []
    return ["| red | verdict | source | message |", "|---|---|---|---|", *rows[:SHOWN], "", *more]


def _not_run(verdicts: list[Mapping[str, Any]]) -> list[str]:
    reasons = Counter(line["message"] for line in verdicts if line["verdict"] == Verdict.NOT_RUN)
    return [f"- {count} not run: {_safe(message)}" for message, count in reasons.items()] + [""] * bool(reasons)


def _safe(text: str) -> str:
    """A peer's text on one line, without meaning for Markdown or HTML."""
    line = " ".join(text.split())[:CUT]
    line = re.sub(r"([\\`*_{}\[\]])", r"\\\1", line)
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "&#124;")
    return "".join(each if each.isprintable() else "�" for each in line)
