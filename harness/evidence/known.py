"""Known failures: a TOML file that says which failures are expected, and why."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from ocpp_conformance.harness.evidence.verdict import Verdict

KEYS = {"case": str, "rule": str, "check": str, "reason": str, "match": str, "expires": datetime.date}
EXCUSABLE = frozenset({Verdict.FAILED, Verdict.INCONCLUSIVE})
UNEXPLAINED = "not explained yet"
"""The reason that `--known-update` gives to a new entry."""


class KnownFileError(ValueError):
    """The file can't be used. The text names the file, the entry, the rule."""


@dataclass(frozen=True, slots=True)
class Known:
    """One entry: the case or rule whose failure is known, narrowed to a check's source and a message."""

    name: str
    reason: str
    check: str | None = None
    match: str | None = None
    expires: datetime.date | None = None

    def fits(self, source: str | None, message: str) -> bool:
        """Whether a failure is the one that is known."""
        same_check = self.check is None or self.check == source
        return same_check and (self.match is None or re.search(self.match, message) is not None)

    def expired(self, today: datetime.date) -> bool:
        """Whether the entry has run out."""
        return self.expires is not None and today > self.expires


@dataclass(frozen=True, slots=True)
class KnownFailures:
    """The entries of a file, by case or rule."""

    entries: Mapping[str, tuple[Known, ...]]
    today: datetime.date

    def adjusted(self, name: str, verdict: Verdict, source: str | None, message: str) -> tuple[Verdict, str]:
        """The verdict with the entries taken into account, and a sentence on why it changed (empty: it did not).

        Only failed and inconclusive cases can be excused; another message or an expired entry leaves them red.
        """
        entries = self.entries.get(name, ())
        if not entries:
            return verdict, ""
        if verdict in (Verdict.PASSED, Verdict.ADVISORY):
            return Verdict.STALE, f"known as failing ({entries[0].reason}), but it passes: take the entry out"
        if verdict not in EXCUSABLE:
            return verdict, ""
        fitting = [entry for entry in entries if entry.fits(source, message)]
        if not fitting:
            return verdict, "known as failing, but not with this message"
        if fitting[0].expired(self.today):
            return verdict, f"known as failing until {fitting[0].expires}, which is over"
        return Verdict.KNOWN, f"known: {fitting[0].reason}"

    def excuses(self, rule: str | None, message: str) -> str:
        """Why a breach of this rule is known; empty where it is not."""
        verdict, why = self.adjusted(rule or "", Verdict.FAILED, rule, message)
        return why if verdict is Verdict.KNOWN else ""

    def unknown(self, names: Iterable[str]) -> list[str]:
        """The entries that name no case and no rule there is."""
        there = set(names)
        return sorted(name for name in self.entries if name not in there)


_SOURCE = re.compile(r"[A-Z]\d\d\.FR\.\d+|J-.+|Part .+|WIRE-.+")


def is_source(name: str) -> bool:
    """Whether it names a requirement, a rule of Part 4 or one of other versions, not a case."""
    return _SOURCE.fullmatch(name) is not None


def load(path: Path, today: datetime.date) -> KnownFailures:
    """Read a file. Raises `KnownFileError`."""
    try:
        document = tomlkit.parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise KnownFileError(f"--known {path}: {error}") from None
    found: dict[str, tuple[Known, ...]] = {}
    stray = set(document) - {"known"}
    if stray:
        raise KnownFileError(f"--known {path}: unknown key {min(stray)!r}; entries are [[known]] tables")
    for number, entry in enumerate(document.get("known", []), start=1):
        known = _entry(f"--known {path}, entry {number}", entry.unwrap())
        found[known.name] = (*found.get(known.name, ()), known)
    return KnownFailures(found, today)


def update(path: Path, failures: Sequence[tuple[str, str]], finished: Iterable[str]) -> None:
    """Write the file anew: entries of finished cases that fail no more go, new failures come, reasons stay.

    `failures` are pairs of case or rule and source. Entries of cases that did not run stay as they are.
    """
    document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    failing, ran = dict(failures), set(finished)
    old = document.get("known", [])
    kept = [entry for entry in old if _name(entry) in failing or _name(entry) not in ran]
    listed = {_name(entry) for entry in kept}
    entries = AoT([])
    for entry in kept:
        entries.append(entry)
    for name, source in failures:
        if name not in listed:
            entries.append(_new(name, source))
    document["known"] = entries
    path.write_text(tomlkit.dumps(document), "utf-8")


def _entry(where: str, entry: Mapping[str, Any]) -> Known:
    if "monitor" in entry:
        raise KnownFileError(
            f'{where}: monitor = {entry["monitor"]!r}: rules go by their requirement; write rule = "J-…"'
        )
    for key, value in entry.items():
        if key not in KEYS:
            raise KnownFileError(f"{where}: unknown key {key!r}; known are {', '.join(KEYS)}")
        if not isinstance(value, KEYS[key]):
            raise KnownFileError(f"{where}: {key} = {value!r} is no {KEYS[key].__name__}")
    names = [entry[key] for key in ("case", "rule") if key in entry]
    if len(names) != 1:
        raise KnownFileError(f"{where}: give either case or rule")
    if not str(entry.get("reason", "")).strip():
        raise KnownFileError(f"{where} ({names[0]}): a reason is required")
    try:
        re.compile(entry.get("match", ""))
    except re.error as error:
        raise KnownFileError(f"{where}: match is no regular expression: {error}") from None
    return Known(names[0], entry["reason"], entry.get("check"), entry.get("match"), entry.get("expires"))


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("case") or entry.get("rule"))


def _new(name: str, source: str) -> Table:
    table = tomlkit.table()
    table["rule" if is_source(name) else "case"] = name
    if source:
        table["check"] = source
    table["reason"] = UNEXPLAINED
    return table
