"""results.jsonl: a header, a line for everything that happened, a footer that shows whether the file is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from ocpp_conformance.harness.evidence.redaction import Redactor

NOTHING_SECRET = Redactor()
FORMAT = 1
"""The version of the lines; a reader refuses another one."""


class ResultsWriter:
    """Appends lines, each flushed as it is written, so that a killed process loses at most its last line."""

    def __init__(self, path: Path, redact: Redactor = NOTHING_SECRET) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self._redact = path, redact
        self._file = path.open("wb", buffering=0)

    def write(self, line: Mapping[str, Any]) -> None:
        """Append one line, without secrets."""
        data = _encoded(line)
        self._file.write(data if self._redact.idle else self._redact(data.decode()).encode())

    def append_file(self, part: Path) -> None:
        """Take over the lines of a part file, which is removed; a last line that was cut is dropped."""
        for line in read_lines(part):
            self.write(line)
        part.unlink()

    def close(self) -> None:
        """Close the file; safe to call again."""
        self._file.close()


def parts_of(results: Path) -> list[Path]:
    """The part files that the workers of a run write beside its results file, until they are merged at its end."""
    return sorted(results.parent.glob("results-*.part.jsonl"))


def rescue_parts(results: Path) -> None:
    """Merge what the workers of a run that was killed have left into its results file."""
    with results.open("ab", buffering=0) as file:
        for part in parts_of(results):
            for line in read_lines(part):
                file.write(_encoded(line))
            part.unlink()


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a results file or a part of one; stops before a line that was cut."""
    with path.open(encoding="utf-8") as file:
        for text in file:
            try:
                line = json.loads(text)
            except json.JSONDecodeError:
                return
            yield line


def _encoded(line: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # a lone surrogate or a huge integer: escaped, so that nothing is lost
        return json.dumps(line).encode() + b"\n"
