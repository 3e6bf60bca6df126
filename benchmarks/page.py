"""How big the report page gets and how long a browser takes to open it: `python -m benchmarks.page`.

Needs Playwright and Debian's chromium. A run of 1,000 cases and 100,000 frames must open in under 3 s and take less
than 30 MB.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FRAMES = 100
"""How many a case."""


def big_results(target: Path, cases: int = 1000, *, red: int = 20) -> None:
    """Write a results file of this many cases, each with 100 frames of a plausible session; the first ones fail."""
    header = {
        "line": "header",
        "format": 1,
        "suite": "0.1.0",
        "edition": "OCPP 2.0.1",
        "roles": ["csms"],
        "system": "big",
    }
    with target.open("w", encoding="utf-8") as file:
        for line in (header, *(line for i in range(cases) for line in _case(i, failed=i < red))):
            file.write(json.dumps(line) + "\n")
        counts = {"passed": cases - red, "failed": red}
        file.write(json.dumps({"line": "footer", "verdicts": counts, "exit": 1 if red else 0}) + "\n")


def _case(number: int, *, failed: bool) -> Iterator[dict[str, Any]]:
    case = f"RPC-CSMS-BIG-{number:04}"
    stamp = "2026-11-22T17:26:04.587406+00:00"
    yield {"line": "started", "case": case, "title": f"Session number {number}", "role": "csms"}
    for index in range(0, FRAMES, 2):
        message_id, at = str(uuid.uuid4()), 100 + index / 50
        payload = {
            "eventType": "Updated",
            "timestamp": f"2026-11-22T17:{index % 60:02}:04.{number % 1000:03}Z",
            "triggerReason": "MeterValuePeriodic",
            "seqNo": index,
            "transactionInfo": {"transactionId": str(uuid.uuid4())},
            "meterValue": [{"timestamp": "2026-11-22T17:26:04.587Z", "sampledValue": [{"value": number + index / 7}]}],
        }
        call, result = [2, message_id, "TransactionEvent", payload], [3, message_id, {"totalCost": index}]
        common = {"line": "frame", "case": case, "at": at, "time": stamp, "connection": 1}
        yield {**common, "index": index, "sender": "station", "raw": json.dumps(call)}
        yield {**common, "index": index + 1, "sender": "csms", "raw": json.dumps(result)}
        outcome = "failed" if failed and index == 98 else "passed"
        misses = [{"pointer": "/totalCost", "expected": "0", "actual": str(index)}] if outcome == "failed" else []
        check = {"line": "check", "case": case, "source": "J-4.1.4-02", "binding": "must", "seen": ""}
        yield {**check, "outcome": outcome, "misses": misses, "frame": index + 1}
    verdict = {"line": "verdict", "case": case, "title": f"Session number {number}", "role": "csms", "block": "RPC"}
    said = {"verdict": "failed", "message": "J-4.1.4-02: wrong", "frame": 99} if failed else {"verdict": "passed"}
    yield {**verdict, "topics": ["rpc"], "mandatory": False, "sources": ["J-4.1.4-02"], "duration": 1.5, **said}


def main() -> None:
    """Print sizes and times."""
    from playwright.sync_api import sync_playwright

    from ocpp_conformance.reports.page import write_page

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        results, page = Path(folder) / "results.jsonl", Path(folder) / "index.html"
        big_results(results)
        begun = time.perf_counter()
        write_page(results, page)
        print(f"results {results.stat().st_size / 1e6:.1f} MB, page {page.stat().st_size / 1e6:.1f} MB (target < 30)")
        print(f"rendered in {time.perf_counter() - begun:.1f} s")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for _ in range(3):
            tab = browser.new_page(viewport={"width": 1400, "height": 900})
            begun = time.perf_counter()
            tab.goto(page.as_uri(), wait_until="load")
            tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            opened = time.perf_counter() - begun
            begun = time.perf_counter()
            tab.goto(f"{page.as_uri()}#RPC-CSMS-BIG-0500-f99")
            tab.wait_for_selector("#RPC-CSMS-BIG-0500-f99")
            print(f"opened in {opened:.2f} s (target < 3); a folded case in {time.perf_counter() - begun:.2f} s")
            tab.close()
        browser.close()


if __name__ == "__main__":
    main()
