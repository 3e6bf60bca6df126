"""A station that is right in other ways than the bundled one gets no red verdict: each would be a false alarm."""

from __future__ import annotations

import pytest

from .different.processes import free_port, run, stranger
from .different.verdicts import alarms, judged

PASSWORD = "a-password-of-its-own"


# two runs side by side: a station is judged by one worker
@pytest.mark.parametrize(("selection", "least"), [("TC_", 5), ("RPC", 50)])
def test_no_alarm(tmp_path, selection, least):
    port = free_port()
    arguments = ("--csms", f"ws://127.0.0.1:{port}/ocpp", "--password", PASSWORD)
    with stranger("station.py", *arguments) as station:
        options = ("--listen", f"127.0.0.1:{port}", "--password", PASSWORD)
        done = run("run", *options, "-k", selection, cwd=tmp_path)
        assert station.stop() == 0, station.output
    assert alarms(tmp_path) == [], done.output
    assert (done.code, judged(tmp_path) > least) == (0, True), done.output
    assert station.lines == [], station.output  # no traceback
