"""Evidence as JSON-ready dictionaries, one a line of results.jsonl."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from ocpp_conformance.harness.evidence.docket import Check
from ocpp_conformance.harness.evidence.recording import CloseEntry, Entry, FrameEntry, HandshakeEntry


def entry_line(case_id: str, entry: Entry) -> dict[str, Any]:
    """One entry of a recording. A binary message is kept as base64 under `binary`, a text one exactly under `raw`."""
    line: dict[str, Any] = {
        "line": "note",
        "case": case_id,
        "index": entry.index,
        "at": round(entry.at, 6),
        "time": datetime.fromtimestamp(entry.wall, UTC).isoformat(timespec="microseconds"),
    }
    match entry:
        case FrameEntry():
            line |= {"line": "frame", "connection": entry.connection, "sender": str(entry.sender)}
            if isinstance(entry.raw, bytes):
                line["binary"] = base64.b64encode(entry.raw).decode()
            else:
                line["raw"] = entry.raw
            if entry.deliberate:
                line["deliberate"] = True
            if entry.relayed is not None:
                line["relayed"] = list(entry.relayed)
        case HandshakeEntry(handshake=handshake):
            line |= {
                "line": "handshake",
                "connection": entry.connection,
                "path": handshake.path,
                "request": [list(header) for header in handshake.request],
                "status": handshake.status,
                "response": [list(header) for header in handshake.response],
            }
        case CloseEntry():
            line |= {
                "line": "close",
                "connection": entry.connection,
                "by": str(entry.by),
                "code": entry.code,
                "reason": entry.reason,
            }
        case _:
            line["text"] = entry.text
    return line


def check_line(case_id: str, check: Check) -> dict[str, Any]:
    """One check of a case."""
    line: dict[str, Any] = {
        "line": "check",
        "case": case_id,
        "source": check.source,
        "binding": str(check.binding),
        "outcome": str(check.outcome),
        "misses": [{"pointer": m.pointer, "expected": m.expected, "actual": m.actual} for m in check.misses],
        "frame": check.frame,
        "seen": check.seen,
    }
    return line | {"relayed": True} if check.relayed else line
