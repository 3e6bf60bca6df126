"""results.jsonl: a header, a line for everything that happened, a footer that shows whether the file is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import orjson

from ocpp_conformance.harness.evidence.lines import READABLE, HeaderLine, Line, LineError, Plain, plain, typed
from ocpp_conformance.harness.evidence.redaction import Redactor

NOTHING_SECRET = Redactor()


class ResultsError(ValueError):
    """A file that is no results file of a format that this version reads."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class ResultsWriter:
    """Appends lines, each flushed as it is written, so that a killed process loses at most its last line.

    Where the disk takes no more, `trouble` says so, and what comes later is not written: the file ends as a cut one.
    """

    def __init__(self, path: Path, redact: Redactor = NOTHING_SECRET) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self._redact = path, redact
        self._file = path.open("wb", buffering=0)
        self.trouble = ""

    def write(self, line: Line) -> None:
        """Append one line, without secrets."""
        self._append(plain(line))

    def append_file(self, part: Path) -> None:
        """Take over the lines of a part file, which is removed; a last line that was cut is dropped."""
        for data in _objects(part):
            self._append(data)
        part.unlink()

    def close(self) -> None:
        """Close the file; safe to call again."""
        self._file.close()

    def _append(self, data: Plain) -> None:
        if self.trouble:
            return
        left = memoryview(_encoded(self._redact.data(data)))
        try:
            while left:  # a disk that is nearly full takes a part
                left = left[self._file.write(left) or 0 :]
        except OSError as error:
            self.trouble = f"{self.path}: {error.strerror or error}"


def parts_of(results: Path) -> list[Path]:
    """The part files that the workers of a run write beside its results file, until they are merged at its end."""
    return sorted(results.parent.glob("results-*.part.jsonl"))


def withdraw(part: Path) -> None:
    """Remove a part file in which nothing was written: no case ran in its worker."""
    if part.is_file() and not part.stat().st_size:
        part.unlink()


def rescue_parts(results: Path) -> None:
    """Merge what the workers of a run that was killed have left into its results file, behind its last whole line."""
    parts = parts_of(results)
    if not parts:
        return
    with results.open("r+b", buffering=0) as file:
        file.truncate(results.read_bytes().rfind(b"\n") + 1)
        file.seek(0, 2)
        for part in parts:
            for data in _objects(part):
                file.write(_encoded(data))
            part.unlink()


def read_results(path: Path) -> Iterator[Line]:
    """The lines of a results file, its header first; stops before a line that was cut.

    Raises `ResultsError` for a file without a header, of a format that this version doesn't read, or with a line that
    is none of ours.
    """
    objects = _objects(path)
    head = next(objects, {})
    if head.get("line") != HeaderLine.kind:
        raise ResultsError(path, "no results file: its first line is no header")
    if head.get("format") not in READABLE:
        raise ResultsError(
            path, f"format {head.get('format')!r}; this version reads {' and '.join(map(str, READABLE))}"
        )
    try:
        yield typed(head)
        for data in objects:
            yield typed(data)
    except LineError as error:
        raise ResultsError(path, str(error)) from None


def _objects(path: Path) -> Iterator[Plain]:
    """The objects of a file of JSON lines; stops before a line that was cut. Raises `ResultsError` for another one that
    is no JSON object."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                data = json.loads(raw)
            except ValueError:
                if raw.endswith(b"\n"):
                    raise ResultsError(path, f"line {number} is no JSON") from None
                return
            if not isinstance(data, dict):
                raise ResultsError(path, f"line {number} is no JSON object")
            yield data


def _encoded(data: Plain) -> bytes:
    try:
        return orjson.dumps(data, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # a lone surrogate or a huge integer: escaped, so that nothing is lost
        return json.dumps(data).encode() + b"\n"
