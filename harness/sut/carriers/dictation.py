"""The CALLs of a CSMS that stand for intents, worded by the harness: what a relay has the system send."""

from __future__ import annotations

from ocpp_conformance.harness.rpc import Call, Role
from ocpp_conformance.harness.sut.driver import Dictation, Intent
from ocpp_conformance.harness.sut.intents import GOALS
from ocpp_conformance.harness.sut.intents.wording import given
from ocpp_conformance.harness.validation import judge_call

WORDED = frozenset(name for name, goal in GOALS.items() if goal.words is not None)
"""The intents for which there is a CALL."""


class NotWordedError(ValueError):
    """There is no CALL for this intent, or its arguments make none that is valid."""


def dictation(intent: Intent) -> Dictation:
    """The CALL for an intent, of a CSMS and valid. The same intent always gets the same ids, so that it can be asked
    for twice. Raises `NotWordedError`."""
    goal = GOALS.get(intent.name)
    if goal is None or goal.words is None:
        raise NotWordedError(f"no CALL of a CSMS stands for {intent.name}")
    arguments = {name: value for name, value in intent.arguments.items() if value is not None}
    number = int(intent.id[:7], 16)
    try:
        payload = given(goal.words(arguments, number))
    except KeyError as error:
        raise NotWordedError(f"{intent} makes no CALL: {error} is missing") from None
    action = str(goal.action)
    judgement = judge_call(Call("", action, payload), Role.CSMS)
    if judgement is not None:
        raise NotWordedError(f"{intent} makes no valid {action}: {judgement.text}")
    return Dictation(action, payload)
