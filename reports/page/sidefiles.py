"""Whole frames beside the page, for those that are too long to stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ocpp_conformance.reports.page.text import slug


@dataclass
class SideFiles:
    """Writes `frames/<case>-<index>.txt` in the folder of the page; `written` counts them."""

    folder: Path
    written: int = 0

    def write(self, case_id: str, index: int, raw: str | bytes) -> str:
        """Write a whole frame; returns its path relative to the page. What UTF-8 can't carry is written escaped."""
        name = f"frames/{slug(case_id)}-{int(index)}.{'bin' if isinstance(raw, bytes) else 'txt'}"
        (self.folder / "frames").mkdir(parents=True, exist_ok=True)
        data = raw if isinstance(raw, bytes) else raw.encode("utf-8", "backslashreplace")
        (self.folder / name).write_bytes(data)
        self.written += 1
        return name
