"""JUnit XML for CI servers, made from a results file.

Names are the cases' own, never node ids: CI servers keep history by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from ocpp_conformance.harness.evidence.conclusion import Account, Ending
from ocpp_conformance.harness.evidence.lines import Line, RuleLine, VerdictLine
from ocpp_conformance.harness.evidence.verdict import GREY, Verdict

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold."""


def write_junit(lines: Iterable[Line], target: Path) -> None:
    """Write the verdicts of a run, breaches of a MUST among them; one that ended early is an error of its own."""
    suite, account = ET.Element("testsuite", name="ocpp-conformance"), Account()
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    seconds = 0.0
    for line in lines:
        account.take(line)
        if isinstance(line, VerdictLine):
            counts["tests"] += 1
            seconds += line.duration or 0.0
            _case(suite, line, counts)
        elif isinstance(line, RuleLine) and line.verdict != Verdict.ADVISORY:
            counts["tests"] += 1
            _rule(suite, line, counts)
    if account.ending is not Ending.COMPLETE:
        counts["tests"] += 1
        counts["errors"] += 1
        whole = ET.SubElement(suite, "testcase", classname="ocpp.run", name="the whole run", time="0.000")
        _told(whole, "error", str(account.ending), _clean(account.conclusion().alone))
    for name, count in counts.items():
        suite.set(name, str(count))
    suite.set("time", f"{seconds:.3f}")
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    ET.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)


def _case(suite: ET.Element, line: VerdictLine, counts: dict[str, int]) -> None:
    element = ET.SubElement(
        suite,
        "testcase",
        classname=f"ocpp.{line.role}.{line.block}",
        name=_clean(f"{line.case} {line.title}"),
        time=f"{line.duration or 0.0:.3f}",
    )
    properties = ET.SubElement(element, "properties")
    ET.SubElement(properties, "property", name="verdict", value=line.verdict)
    for source in line.sources:
        ET.SubElement(properties, "property", name="source", value=source)
    verdict, message = Verdict(line.verdict), _clean(line.message)
    if verdict is Verdict.HARNESS_ERROR:
        counts["errors"] += 1
        _told(element, "error", str(verdict), message)
    elif verdict in (Verdict.FAILED, Verdict.STALE, Verdict.INCONCLUSIVE):
        counts["failures"] += 1
        _told(element, "failure", str(verdict), message)
    elif verdict in GREY or verdict is Verdict.KNOWN:
        counts["skipped"] += 1
        ET.SubElement(element, "skipped", message=f"{verdict}: {message}" if message else str(verdict))


def _rule(suite: ET.Element, line: RuleLine, counts: dict[str, int]) -> None:
    name = _clean(f"{line.rule} {line.cause}")
    element = ET.SubElement(suite, "testcase", classname=f"ocpp.{line.role}.rules", name=name, time="0.000")
    if line.verdict == Verdict.KNOWN:
        counts["skipped"] += 1
        ET.SubElement(element, "skipped", message=_clean(line.message))
        return
    counts["failures"] += 1
    seen = f"seen in {len(line.cases)} cases, first in {line.cases[0]}"
    _told(element, "failure", line.rule, _clean(f"{line.text}\n{seen}"))


def _told(element: ET.Element, tag: str, kind: str, message: str) -> None:
    told = ET.SubElement(element, tag, type=kind, message=message.split("\n")[0])
    told.text = message


def _clean(text: str) -> str:
    return _FORBIDDEN.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)
