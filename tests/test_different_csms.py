"""A CSMS that is right in other ways than the bundled one gets no red verdict: each would be a false alarm."""

from __future__ import annotations

from contextlib import ExitStack

from .different.processes import ours, stranger
from .different.verdicts import alarms, judged
from .result_lines import objects

PASSWORD = "a-password-of-its-own"
KNOWN = ("--password", PASSWORD)
TOKENS = ("accepted=04A2B3C4:ISO14443", "blocked=04B1B2B3:ISO14443", "expired=04E1E2E3:ISO14443")

# it knows nothing of EVs that speak ISO 15118
CASES = "not (TC_K_53 or TC_K_55 or TC_K_57)"

# how the CSMS is started, how the run is
VARIANTS = {
    "plain": (KNOWN, (*KNOWN, "--identity", "CS{n:03}", "-n", "2", "-k", CASES)),
    "silent": ((), ("--identity", "CS{n:03}", "-n", "2", "-k", f"(not FUZZ or SEQUENCE) and {CASES}")),
    "loud": ((*KNOWN, "--double", "refuse"), (*KNOWN, "--identity", "CS007", "-k", CASES)),
}


def test_no_alarm(tmp_path):
    """All variants at once: a run waits more than it works."""
    given = [word for token in TOKENS for word in ("--token", token)]
    systems, runs = {}, {}
    with ExitStack() as stack:
        for variant, (settings, options) in VARIANTS.items():
            (tmp_path / variant).mkdir()
            systems[variant] = csms = stack.enter_context(stranger("csms.py", "--variant", variant, *settings))
            url = csms.line_with("listening on").split()[-1]
            command = ours("run", "--csms", url, *options, *given, cwd=tmp_path / variant)
            runs[variant] = stack.enter_context(command)
        codes = {variant: run.wait(300) for variant, run in runs.items()}
        ends = {variant: csms.stop() for variant, csms in systems.items()}
    output = "\n".join(run.output for run in runs.values())
    assert {variant: alarms(tmp_path / variant) for variant in VARIANTS} == {variant: [] for variant in VARIANTS}, (
        output
    )
    assert codes == dict.fromkeys(VARIANTS, 0), output
    assert all(judged(tmp_path / variant) > 50 for variant in VARIANTS), output
    assert ends == dict.fromkeys(VARIANTS, 0)
    assert [len(csms.lines) for csms in systems.values()] == [1, 1, 1], "a traceback"


def test_a_csms_that_limits_the_rate_is_spoken_to_more_slowly(tmp_path):
    with stranger("csms.py", "--rate", "3") as csms:
        url = csms.line_with("listening on").split()[-1]
        with ours("run", "--csms", url, "-k", "RPC-CSMS-CALL", "--identity", "CS001", cwd=tmp_path) as command:
            assert command.wait(300) == 0, command.output
    assert (alarms(tmp_path), judged(tmp_path) > 5) == ([], True), command.output
    notes = [line["text"] for line in objects(tmp_path / "reports/out/results.jsonl") if line["line"] == "note"]
    assert any("GenericError (Rate limit exceeded): from here 10 messages a second" in note for note in notes), notes


def test_a_csms_that_floods_ends_no_case_late_and_fills_no_disk(tmp_path):
    with stranger("flooding_csms.py") as csms:
        given = ("--csms", csms.line_with("listening on").split()[-1], "--reply-timeout", "2")
        with ours("run", *given, "--case", "RPC-CSMS-CALL-01", cwd=tmp_path) as command:
            command.wait(120)
    lines = list(objects(tmp_path / "reports/out/results.jsonl"))
    notes = [line["text"] for line in lines if line["line"] == "note"]
    assert [line["line"] for line in lines].count("frame") == 5000
    assert "verdict" in {line["line"] for line in lines}
    assert notes[-1].startswith("dropped ")
