"""Run the suite many times in random order on two workers and compare the verdicts: `python tests/repeat.py 20`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path


def verdicts(folder):
    lines = map(json.loads, (Path(folder) / "results.jsonl").read_text().splitlines())
    return {line["case"]: line["verdict"] for line in lines if line["line"] == "verdict"}


def main(times):
    first = None
    for number in range(1, times + 1):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pytest", "conformance", "-q", "-n", "2", "--output", folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            found = verdicts(folder)
        first = first or found
        different = sorted(case for case in first | found if first.get(case) != found.get(case))
        print(f"{number} of {times}: exit {done.returncode}, {len(found)} cases, different: {different or 'none'}")
        if done.returncode or different:
            print(done.stdout[-5000:])
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
