"""A file that outlives a program: SQLite, opened by one program at a time; one that can't be used says why."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

CSMS, STATION = int.from_bytes(b"OCPP"), int.from_bytes(b"OCPS")
"""The application_id of SQLite that tells our files from those of others, and from each other."""

_OWNERS = {CSMS: "is the store of a bundled CSMS", STATION: "is the store of a bundled station"}

_SAID = {
    sqlite3.SQLITE_NOTADB: ("is no database", "give another file"),
    sqlite3.SQLITE_BUSY: ("is in use by another program", "stop that one, or give another file"),
}
"""What an error of SQLite means when the file is opened, and the next step."""


class StoreError(Exception):
    """The file can't be used. Holds its path, what is wrong and the next step."""

    def __init__(self, path: Path, problem: str, step: str) -> None:
        super().__init__(path, problem, step)
        self.path, self.problem, self.step = path, problem, step

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}; {self.step}"


class StateFile:
    """A file with these tables, of this version of the format and of one kind of program (`application`).

    Makes the file where there is none, readable for its owner alone, because it holds secrets. Raises `StoreError` for
    one that is no such file, of another version, in use or not to be written, also later when a change can't be kept.
    What was kept survives the end of the process, however that comes.
    """

    def __init__(self, path: Path, application: int, version: int, tables: str) -> None:
        self.path = path
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise self._not_writable(error.strerror or str(error)) from None
        self._db = sqlite3.connect(path, timeout=0)
        try:
            with self._readable():
                self._open(application, version, tables)
        except StoreError:
            self._db.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, application: int, version: int, tables: str) -> None:
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")  # one program at a time
        found, its_version, count = (
            self._db.execute(question).fetchone()[0]
            for question in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
        )
        if found != application and (found or its_version or count):
            raise StoreError(self.path, _OWNERS.get(found, "is a database of another program"), "give another file")
        if found == application and its_version != version:
            rule = f"is of version {its_version} of the format, this program knows {version}"
            raise StoreError(self.path, rule, "use the program that wrote it, or give another file")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")  # what was committed survives a kill; the file, a power cut
        self._db.execute("PRAGMA foreign_keys = ON")
        made = f"{tables} PRAGMA application_id = {application}; PRAGMA user_version = {version};"
        self._db.executescript(f"BEGIN EXCLUSIVE; {'' if found else made} COMMIT;")

    @contextmanager
    def _change(self) -> Iterator[None]:
        try:
            with self._db:
                yield
        except sqlite3.Error as error:
            raise self._not_writable(str(error)) from None

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            said = _SAID.get(getattr(error, "sqlite_errorcode", 0))
            raise (self._not_writable(str(error)) if said is None else StoreError(self.path, *said)) from None

    def _not_writable(self, reason: str) -> StoreError:
        return StoreError(self.path, f"can't be written ({reason})", "give a file in a folder that you may write to")
