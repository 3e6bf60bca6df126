"""What came of a try to connect: let in, turned away, or nobody there."""

import pytest

from ocpp_conformance.harness.evidence import Binding, Checklist, Outcome, Recording, Violation
from ocpp_conformance.harness.probes import Attempt


@pytest.fixture
def checklist():
    return Checklist("X", Recording(), lambda _: Binding.MUST)


def attempt(checklist, status, after="", **more):
    return Attempt(checklist, status, None, "can't connect", more.pop("served", False), after, **more)


@pytest.mark.parametrize(
    ("tried", "outcome"),
    [
        ({"status": 101, "served": True}, Outcome.PASSED),
        ({"status": 409}, Outcome.ADVISORY),
        (
            {"status": 101, "after": "the peer closed the connection with 1000 (client already exists)"},
            Outcome.ADVISORY,
        ),
        ({"status": 101, "after": "boot Rejected"}, Outcome.ADVISORY),
    ],
)
def test_being_turned_away_is_an_advisory(checklist, tried, outcome):
    attempt(checklist, **tried).let_in("LIVES-ON")
    assert checklist.checks[-1].outcome is outcome


@pytest.mark.parametrize("tried", [{"status": None}, {"status": 101, "lost": True}])
def test_nobody_there_is_a_miss(checklist, tried):
    with pytest.raises(Violation, match="LIVES-ON"):
        attempt(checklist, **tried).let_in("LIVES-ON")
