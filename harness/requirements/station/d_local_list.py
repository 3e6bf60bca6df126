"""Block D, the Local Authorization List: what a charging station must answer."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION


@rule("D02.FR.01", judges=STATION, answers="GetLocalListVersion")
def the_list_has_the_version_it_was_given(exchange: Exchange, context: Context) -> Answers:
    """The version is that of the last SendLocalList that was Accepted.

    Not judged: without one on the connection, where another one was answered in between or not at all, unless
    LocalAuthListCtrlr.Enabled was told true.
    """
    sent = [each for each in exchange.connection.exchanges.of("SendLocalList") if each.sender is CSMS]
    enabled = context.conversation.device.value("LocalAuthListCtrlr", "Enabled") == "true"
    if not sent or not enabled or sent[-1].answered_at is None or sent[-1].answered_at > exchange.at:
        return NOT_EXERCISED
    if not sent[-1].succeeded or sent[-1].result["status"] != "Accepted":
        return NOT_EXERCISED
    due, found = sent[-1].request["versionNumber"], exchange.result["versionNumber"]
    return HELD if due == found else missed(f"version {found}; the list that was sent has {due}", cause="version")


@rule("D01.FR.19", judges=STATION, answers="SendLocalList")
def an_old_difference_is_a_mismatch(exchange: Exchange, context: Context) -> Answers:
    """A Differential update with a version that is not above the station's is answered VersionMismatch.

    Not judged: where the version isn't known by a list that was Accepted on the connection just before, Failed.
    """
    earlier = [e for e in exchange.connection.exchanges.of("SendLocalList") if e.at < exchange.at]
    if exchange.request["updateType"] != "Differential" or not earlier or not earlier[-1].succeeded:
        return NOT_EXERCISED
    accepted = earlier[-1].result["status"] == "Accepted" and (earlier[-1].answered_at or exchange.at) < exchange.at
    if not accepted or exchange.request["versionNumber"] > earlier[-1].request["versionNumber"]:
        return NOT_EXERCISED
    match exchange.result["status"]:
        case "VersionMismatch":
            return HELD
        case "Failed":
            return NOT_EXERCISED
    return missed("an update that is not newer was Accepted", cause="old")
