"""Print the table of ratios: `python -m benchmarks` in the repository's root; ends with 1 when a target is missed.

Each ratio compares things that took turns in one run, and is the median of its rounds, so a busy machine slows both
sides; the ratio of the connected test is the exception, it grows when other processes keep every core busy.
`--rounds`, `--calls` and `--tests` make the run longer.
"""

from __future__ import annotations

import argparse
import asyncio

from benchmarks import fuzzing, judging, library, logs, proxying, rerun, suite, wire
from benchmarks.rounds import Row, table


def main() -> int:
    """Measure everything, print the table; 0 when every target holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=25, help="rounds per ratio (25)")
    parser.add_argument("--calls", type=int, default=400, help="calls a round (400)")
    parser.add_argument("--tests", type=int, default=300, help="tests of each kind in the throw-away suite (300)")
    parser.add_argument("--messages", type=int, default=1_000_000, help="messages of the log to judge (1,000,000)")
    given = parser.parse_args()
    rows: list[Row] = []
    rows += asyncio.run(wire.call_ratios(given.rounds, given.calls))
    rows += asyncio.run(wire.validation_shares(given.rounds, given.calls))
    rows += asyncio.run(library.ratios(given.rounds, given.calls))
    rows += suite.ratios(given.tests)
    rows += suite.growth()
    rows += rerun.ratios(max(given.rounds // 3, 1))
    rows += judging.shares()
    rows += judging.whole_runs()
    rows += asyncio.run(proxying.latency())
    rows += logs.rows(given.messages)
    rows += fuzzing.ratios(max(given.rounds // 5, 1))
    print(table(rows))
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
