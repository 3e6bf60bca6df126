"""The verdicts on cases, and what the process ends with."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum, StrEnum

from ocpp_conformance.harness.evidence import (
    Check,
    HarnessError,
    Inconclusive,
    NotApplicable,
    NotRun,
    Outcome,
    Violation,
)


class Verdict(StrEnum):
    """What is said about one case; of a conversation that was recorded, that it was judged: its rules say the rest."""

    PASSED = "passed"
    RELAYED = "relayed"
    ADVISORY = "advisory"
    FAILED = "failed"
    KNOWN = "known"
    STALE = "stale"
    NOT_APPLICABLE = "not applicable"
    NOT_RUN = "not run"
    INCONCLUSIVE = "inconclusive"
    HARNESS_ERROR = "harness error"
    JUDGED = "judged"


LETTERS = {
    Verdict.PASSED: ".",
    Verdict.RELAYED: "r",
    Verdict.ADVISORY: "a",
    Verdict.FAILED: "F",
    Verdict.KNOWN: "k",
    Verdict.STALE: "S",
    Verdict.NOT_APPLICABLE: "-",
    Verdict.NOT_RUN: "n",
    Verdict.INCONCLUSIVE: "I",
    Verdict.HARNESS_ERROR: "E",
    Verdict.JUDGED: "j",
}
"""One letter a verdict, for the line of progress."""

GREEN = frozenset({Verdict.PASSED, Verdict.ADVISORY, Verdict.KNOWN})
RED = frozenset({Verdict.FAILED, Verdict.STALE, Verdict.INCONCLUSIVE, Verdict.HARNESS_ERROR})
GREY = frozenset({Verdict.RELAYED, Verdict.NOT_APPLICABLE, Verdict.NOT_RUN})


class Exit(IntEnum):
    """What the process ends with."""

    OK = 0
    FAILED = 1
    INTERRUPTED = 2
    HARNESS_ERROR = 3
    USAGE = 4
    NOTHING_JUDGED = 5
    UNREACHABLE = 10


def verdict_of(error: BaseException | None, checks: Collection[Check], relayed: bool = False) -> Verdict:
    """The verdict on a case that ended with this exception (None: it ran to its end).

    `relayed`: its subject was only seen in CALLs that the harness dictated. So it is where nothing else was checked.
    """
    match error:
        case None:
            if not checks:
                return Verdict.INCONCLUSIVE
            if relayed or all(check.relayed for check in checks):
                return Verdict.RELAYED
            mild = any(check.outcome is Outcome.ADVISORY for check in checks)
            return Verdict.ADVISORY if mild else Verdict.PASSED
        case Violation():
            return Verdict.FAILED
        case Inconclusive():
            return Verdict.INCONCLUSIVE
        case NotRun():
            return Verdict.NOT_RUN
        case NotApplicable():
            return Verdict.NOT_APPLICABLE
        case HarnessError() | _:
            return Verdict.HARNESS_ERROR
