"""The state of a station in a file: a row for each thing that is kept, a commit for each change."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ocpp_conformance.harness.state_file import STATION, StateFile, StoreError

VERSION = 1
"""The version of the table, and of the texts in it."""

_TABLES = "CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"


class Store(StateFile):
    """A file with what a station knows: `with Store(path) as store: Station(StationConfig(..., store=store))`.

    Raises `StoreError` for a file that can't be used, also later when a change can't be kept. What was kept survives
    the end of the process, however that comes.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, STATION, VERSION, _TABLES)
        with self._readable():
            self._rows: dict[str, str] = dict(self._db.execute("SELECT name, value FROM kept"))

    @property
    def rows(self) -> Mapping[str, str]:
        """What is kept: texts by names."""
        return self._rows

    def put(self, rows: Mapping[str, str]) -> None:
        """Keep these; the others stay. Returns when it is in the file."""
        changed = {name: value for name, value in rows.items() if self._rows.get(name) != value}
        if not changed:
            return
        with self._change():
            self._db.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", changed.items())
        self._rows.update(changed)

    def unreadable(self, name: str) -> StoreError:
        """The error for a row that makes no sense to this program."""
        step = "use the program that wrote it, or give another file"
        return StoreError(self.path, f"holds a {name} that this program can't read", step)
