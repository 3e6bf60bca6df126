"""Lines of `results.jsonl`, and files of them."""

import json

from ocpp_conformance.reports.page import write_page
from ocpp_conformance.reports.page.record import read_run

HEADER = {
    "line": "header",
    "format": 2,
    "suite": "0.1.0",
    "edition": "OCPP 2.0.1 Edition 2",
    "roles": ["csms"],
    "system": "the system",
    "python": "3.11",
    "platform": "Linux",
}
FOOTER = {"line": "footer", "verdicts": {}, "exit": 0}


def objects(path):
    """The lines of a results file as JSON has them."""
    return (json.loads(text) for text in path.read_text("utf-8").splitlines())


def frame(case, index, sender, raw, **more):
    return {
        "line": "frame",
        "case": case,
        "index": index,
        "at": 10.0 + index / 100,
        "time": "2026-11-22T17:26:04.587406+00:00",
        "connection": 1,
        "sender": sender,
        "raw": raw,
        **more,
    }


def check(case, source, outcome="passed", at=None, **more):
    misses = [] if outcome == "passed" else [{"pointer": "/interval", "expected": "a number", "actual": '"soon"'}]
    return {
        "line": "check",
        "case": case,
        "source": source,
        "binding": "must",
        "outcome": outcome,
        "misses": misses,
        "frame": at,
        "seen": "",
        **more,
    }


def one_case(id="RPC-CSMS-ID-01", *inside, title="a title", verdict="passed", role="csms", **more):
    return [
        {"line": "started", "case": id, "title": title, "role": role},
        *inside,
        {
            "line": "verdict",
            "case": id,
            "title": title,
            "role": role,
            "block": "RPC",
            "topics": ["rpc"],
            "mandatory": False,
            "sources": [],
            "verdict": verdict,
            "message": "",
            "frame": None,
            "duration": 0.1,
            **more,
        },
    ]


def breach(case, at=0):
    return {
        "line": "breach",
        "case": case,
        "rule": "J-4.1.7-01",
        "also": [],
        "binding": "must",
        "cause": "BootNotificationResponse/interval type",
        "text": "interval is wrong",
        "frame": at,
        "frames": 1,
    }


def written(folder, *lines, name="results.jsonl", header=HEADER, footer=FOOTER):
    """The path of a new file with these lines; without a footer the run was cut."""
    path = folder / name
    whole = [header, *lines, *([footer] if footer else [])]
    path.write_text("".join(json.dumps(line) + "\n" for line in whole))
    return path


def rendered(folder, *lines, **more):
    """The page of a file with these lines."""
    target = folder / "out" / "index.html"
    write_page(written(folder, *lines, **more), target)
    return target.read_text(encoding="utf-8")


def read(path):
    """The run of a file, as the page knows it."""
    return read_run(path, lambda case: None)
