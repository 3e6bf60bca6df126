"""A sequence diagram of a case: what to draw in which row; the template turns rows into SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocpp_conformance.reports.page.frames import View
from ocpp_conformance.reports.page.text import plural, seconds, short

GAP = 0.1
"""Seconds of silence from which on a row says how long it was."""

_HEAD = 34
_HEIGHTS = {"handshake": 34, "close": 34, "note": 30, "gap": 26}
_FRAME = 44
_LABEL, _HINT = 42, 46
"""Characters that a label and its second line may have: what fits between the lifelines on a phone."""


@dataclass(frozen=True, slots=True)
class DiagramRow:
    """One row. `y` is its upper edge in pixels; `rightward` tells where the arrow points (station left, CSMS right)."""

    y: int
    height: int
    kind: str
    label: str
    hint: str = ""
    when: str = ""
    index: int | None = None
    rightward: bool = True
    deviates: bool = False
    deliberate: bool = False


@dataclass(frozen=True, slots=True)
class Diagram:
    """All rows and the height of the drawing in pixels."""

    rows: tuple[DiagramRow, ...]
    height: int


def draw(views: Sequence[View], *, start: float) -> Diagram:
    """Lay out these entries; `start` is when the case's first one happened (monotonic seconds)."""
    rows: list[DiagramRow] = []
    y = _HEAD
    several = len({view.connection for view in views if view.connection}) > 1
    last: View | None = None
    for view in views:
        pause = _pause(last, view)
        if pause:
            rows.append(DiagramRow(y, _HEIGHTS["gap"], "gap", pause))
            y += _HEIGHTS["gap"]
        row = _row(view, y, f"{view.at - start:.3f}", several)
        rows.append(row)
        y += row.height
        last = view
    return Diagram(tuple(rows), y + 8)


def _pause(last: View | None, view: View) -> str:
    if last is None:
        return ""
    missing = view.index - last.index - 1
    if missing:
        return f"{plural(missing, 'message')} left out here, in the list below"
    return f"{seconds(view.at - last.at)} of silence" if view.at - last.at >= GAP else ""


def _row(view: View, y: int, when: str, several: bool) -> DiagramRow:
    label = f"{view.title} (connection {view.connection})" if several and view.kind == "handshake" else view.title
    return DiagramRow(
        y=y,
        height=_HEIGHTS.get(view.kind, _FRAME),
        kind=view.kind,
        label=short(label, _LABEL),
        hint=short(view.hint, _HINT),
        when=when,
        index=view.index,
        rightward=view.sender == "station",
        deviates=view.deviates,
        deliberate=view.deliberate,
    )
