"""Block D, local authorization list: what a CSMS must do."""

from __future__ import annotations

from collections import Counter

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.csms.c_authorization import token_of
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS = Role.CSMS


@rule("D01.FR.18", judges=CSMS, sends="SendLocalList")
def a_list_has_a_version_above_0(call: Exchange, context: Context) -> Answers:
    """The versionNumber of a list is above 0, which stands for no list; each list proves it."""
    version = call.request["versionNumber"]
    return HELD if version > 0 else missed(f"versionNumber is {version}", cause="version")


@rule("D01.FR.06", judges=CSMS, sends="SendLocalList")
def no_token_is_listed_twice(call: Exchange, context: Context) -> Answers:
    """No id token comes twice in a list; one with two tokens or more proves it.

    Not judged where there are fewer.
    """
    listed = [token_of(entry["idToken"]) for entry in call.request.get("localAuthorizationList", ())]
    if len(listed) < 2:
        return NOT_EXERCISED
    twice = [token for token, times in Counter(listed).items() if times > 1]
    return missed(f"{twice[0][0]} is listed twice", cause="twice") if twice else HELD
