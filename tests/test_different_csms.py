"""A CSMS that is right in other ways than the bundled one gets no red verdict: each would be a false alarm."""

from __future__ import annotations

import pytest

from .different.processes import run, stranger
from .different.verdicts import alarms, judged

PASSWORD = "a-password-of-its-own"
TOKENS = ("accepted=04A2B3C4:ISO14443", "blocked=04B1B2B3:ISO14443", "expired=04E1E2E3:ISO14443")

# how the CSMS is started, how the run is
MANNERS = {
    "plain": (("--password", PASSWORD), ("--password", PASSWORD, "--identity", "CS{n:03}", "-n", "2")),
    "silent": ((), ("--identity", "CS{n:03}", "-n", "2", "-k", "not FUZZ")),
    "loud": (("--password", PASSWORD, "--double", "refuse"), ("--password", PASSWORD, "--identity", "CS007")),
}


@pytest.mark.parametrize("manner", MANNERS)
def test_no_alarm(tmp_path, manner):
    settings, options = MANNERS[manner]
    given = [word for token in TOKENS for word in ("--token", token)]
    with stranger("csms.py", "--manner", manner, *settings) as csms:
        url = csms.line_with("listening on").split()[-1]
        done = run("run", "--csms", url, *options, *given, cwd=tmp_path)
        assert csms.stop() == 0, csms.output
    assert alarms(tmp_path) == [], done.output
    assert (done.code, judged(tmp_path) > 50) == (0, True), done.output
    assert len(csms.lines) == 1, csms.output  # no traceback
