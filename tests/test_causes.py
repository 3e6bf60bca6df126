"""Cases that went wrong are told by what the system did, whatever the requirement, the id and the number."""

import pytest

from ocpp_conformance.harness.evidence import Recording
from ocpp_conformance.harness.evidence.causes import by_cause, cause_of
from ocpp_conformance.harness.evidence.lines import VerdictLine
from ocpp_conformance.harness.rpc import Role

from .different.processes import run


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        (
            "J-4.2.3-04: expected the connection to stay open, got the peer closed the connection with 1006",
            "the system closes the connection with 1006",
        ),
        (
            "J-4.1.4-02: expected a CALLRESULT, got silence, then the peer closed the connection with 1011",
            "the system closes the connection with 1011",
        ),
        (
            "can't connect to the CSMS: ws://127.0.0.1:1/x refused the upgrade with HTTP status 503",
            "the system refuses the upgrade with HTTP status 503",
        ),
        ("can't connect to the CSMS: ws://127.0.0.1:1/x can't be reached", "the system can't be reached"),
        (
            "J-4.3-09: expected no answer, got a malformed answer (details are string, not an object)",
            "a malformed answer: details are string, not an object",
        ),
        ("J-4.1.7-01: expected an answer to X, got no answer to Authorize (a1b2-3) in 2 s", "no answer to Authorize"),
        ("waited 5 s for Heartbeat, it did not come", "Heartbeat does not come"),
        ("F06.FR.10: expected Heartbeat within 1 s, got none", "Heartbeat does not come"),
        ("the driver declined trigger(evse={'id': 1}): 3eced253a3c54fda is out", "the driver declines: … is out"),
        ("B06.FR.02: /status: expected 'Accepted', got 'Rejected'", "/status: expected 'Accepted', got 'Rejected'"),
        ("Part 2, StatusNotificationResponse: expected 3 items, got 4", "expected … items, got …"),
    ],
)  # fmt: skip
def test_a_message_tells_its_cause(message, cause):
    assert cause_of(message, (), None) == cause


def test_a_call_error_is_told_with_the_action_that_it_answers():
    recording = Recording()
    recording.frame(1, Role.CSMS, '[2,"7","GetVariables",{}]')
    index = recording.frame(1, Role.STATION, '[4,"7","NotImplemented","",{}]')
    said = cause_of("J-9-02: expected a CALLRESULT, got CALLERROR NotImplemented", recording.entries, index)
    assert said == "GetVariables gets CALLERROR NotImplemented"


def line(case, verdict, cause):
    return VerdictLine(case, "a title", "csms", "RPC", verdict, message="m", cause=cause)


def test_the_end_of_a_system_comes_first_then_what_most_cases_show():
    lines = [
        *(line(f"A-{n}", "failed", "no answer to Authorize") for n in range(3)),
        line("B-1", "passed", ""),
        line("B-2", "inconclusive", "the system closes the connection with 1011"),
        *(line(f"C-{n}", "failed", "Heartbeat does not come") for n in range(4)),
    ]
    assert [(cause, len(cases)) for cause, cases in by_cause(lines)] == [
        ("the system closes the connection with 1011", 1),
        ("Heartbeat does not come", 4),
        ("no answer to Authorize", 3),
    ]


def test_every_view_tells_the_cause_once(tmp_path):
    cases = [word for number in (1, 2, 3) for word in ("--case", f"RPC-CSMS-CALL-0{number}")]
    done = run("run", *cases, "--csms-fault", "crash-after-boot", "--reply-timeout", "1", cwd=tmp_path)
    folder = tmp_path / "reports/out"
    page, summary = (folder / "index.html").read_text(), (folder / "summary.md").read_text()
    cause = "the system closes the connection with 1006"
    assert f"3 failed: {cause}" in done.output
    assert f"<strong>3 failed</strong>: {cause}" in page
    assert page.index("What is wrong") < page.index("Verdicts by functional block")
    assert summary.count(cause) == 1
