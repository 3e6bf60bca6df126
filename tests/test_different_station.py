"""A station that is right in other ways than the bundled one gets no red verdict: each would be a false alarm."""

from __future__ import annotations

from contextlib import ExitStack

from .different.processes import free_port, ours, stranger
from .different.verdicts import alarms, judged

PASSWORD = "a-password-of-its-own"

# a part of the suite, and how many of its cases run at least
PARTS = {
    "published": (("-k", "TC_"), 5),
    "order": (("--block", "RPC", "-k", "RPC-CS-ORDER"), 3),
    "others": (("--block", "RPC", "-k", "not RPC-CS-ORDER"), 50),
    "sequences": (("-k", "FUZZ-CS-SEQUENCE"), 0),
}


def test_no_alarm(tmp_path):
    """A station and a run for each part, side by side: a run waits more than it works."""
    systems, runs = {}, {}
    with ExitStack() as stack:
        for part, (selection, _) in PARTS.items():
            (tmp_path / part).mkdir()
            port = free_port()
            arguments = ("--csms", f"ws://127.0.0.1:{port}/ocpp", "--password", PASSWORD)
            systems[part] = stack.enter_context(stranger("station.py", *arguments))
            options = ("--listen", f"127.0.0.1:{port}", "--password", PASSWORD, *selection)
            runs[part] = stack.enter_context(ours("run", *options, cwd=tmp_path / part))
        codes = {part: run.wait(300) for part, run in runs.items()}
        ends = {part: station.stop() for part, station in systems.items()}
    output = "\n".join(run.output for run in runs.values())
    assert {part: alarms(tmp_path / part) for part in PARTS} == {part: [] for part in PARTS}, output
    assert codes == dict.fromkeys(PARTS, 0), output
    assert all(judged(tmp_path / part) > least for part, (_, least) in PARTS.items()), output
    assert ends == dict.fromkeys(PARTS, 0)
    assert [station.lines for station in systems.values()] == [[]] * len(PARTS), "a traceback"
