"""Which ids turn red under some faults: `python tests/expected_kills.py` writes expected_kills.toml for review."""

import json
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")
ROOT = Path(__file__).parent.parent
RED = ("failed", "inconclusive", "harness error")
FAULTS = {
    "password-ignored": "csms",
    "every-token-accepted": "csms",
    "interval-soon": "csms",
    "serves-while-pending": "csms",
    "boot-too-early": "station",
    "reply-wrong-id": "csms",
}
ONLY = {"reply-wrong-id": ("--block", "B")}
"""A fault that spoils every answer is run on some cases: each of them waits for an answer that never comes."""


def red_ids(fault):
    """The red cases and monitors of a run with this fault, in order."""
    role = FAULTS[fault]
    with tempfile.TemporaryDirectory() as folder:
        suite = [
            sys.executable,
            "-m",
            "pytest",
            f"conformance/{role}",
            "-q",
            "-p",
            "no:randomly",
            "-p",
            "no:cacheprovider",
        ]
        options = [f"--{role}-fault", fault, "--reply-timeout", "3", "--output", folder]
        subprocess.run([*suite, *options, *ONLY.get(fault, ())], cwd=ROOT, capture_output=True, check=False)
        lines = [json.loads(text) for text in (Path(folder) / "results.jsonl").read_text().splitlines()]
    cases = {line["case"] for line in lines if line["line"] == "verdict" and line["verdict"] in RED}
    monitors = {line["monitor"] for line in lines if line["line"] == "monitor" and line["verdict"] == "failed"}
    return sorted(cases) + sorted(monitors)


def expected():
    """What was reviewed and committed."""
    return tomllib.loads(FILE.read_text())


if __name__ == "__main__":
    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(FAULTS, pool.map(red_ids, FAULTS), strict=True))
    lines = ["# Written by tests/expected_kills.py; a change shows in review."]
    for fault, ids in found.items():
        lines += [f'"{fault}" = [', *(f'    "{id}",' for id in ids), "]"]
    FILE.write_text("\n".join(lines) + "\n")
