"""Block A, security: what a charging station must do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.evidence import HandshakeEntry
from ocpp_conformance.harness.requirements.rule import HELD, HELD_ONLY, Context, Rulings, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION

_BY_PROFILE = {"1": ("A00.FR.203", "A00.FR.202"), "2": ("A00.FR.302", "A00.FR.301")}
"""Security profile → what demands a Basic Authorization header of each upgrade."""


@rule("A00.FR.203", "A00.FR.202", "A00.FR.302", "A00.FR.301", judges=STATION)
def each_upgrade_has_credentials(context: Context) -> Rulings:
    """Each upgrade under security profile 1 or 2 has a Basic Authorization header: reconnects too, refused ones too.

    Proven where the station has told its SecurityProfile, else it only held. Not judged: an upgrade without the header
    of a station that never sent one and told no profile, which may be profile 3; after a change of the profile or the
    password; recordings without handshakes. User name and password are not in a recording.
    """
    profile = context.conversation.device.value("SecurityCtrlr", "SecurityProfile")
    handshakes = [each for each in context.conversation.handshakes if not each.carried]
    before = any(_has_basic(each) for each in handshakes)
    if "handshakes" in context.lacks or _may_change(context):
        return
    mine = {id(taken.entry) for taken in context.taken}
    ids = _BY_PROFILE.get(profile or "", ("A00.FR.203", "A00.FR.302"))
    for each in handshakes:
        if id(each) not in mine or (profile is not None and profile not in _BY_PROFILE):
            continue
        if _has_basic(each):
            yield (HELD_ONLY if profile is None else HELD).of(*ids)
        elif before or profile is not None:
            text = f"upgrade {each.handshake.path} has no Basic Authorization header"
            yield missed(text, cause="none").of(*ids)


@rule("J-4.1.7-01", judges=STATION, about="SetVariables")
def a_new_password_is_answered_before_it_is_used(context: Context) -> Rulings:
    """A SetVariables with BasicAuthPassword is answered before the station closes the connection to come back with it.

    Not judged: a connection that we closed or that broke off, where an answer may have been lost.
    """
    for exchange in context.calls("SetVariables", sender=CSMS):
        closed = exchange.connection.closed
        if exchange.answers or closed is None or closed.by is CSMS or closed.code == 1006:
            continue
        if any(_is_password(each) for each in exchange.request["setVariableData"]):
            text = "SetVariables of BasicAuthPassword was open when the station closed the connection"
            yield missed(text, cause="password").at(exchange)


def _is_password(data: Mapping[str, Any]) -> bool:
    return bool(data["variable"]["name"] == "BasicAuthPassword")


@rule("A04.FR.01", judges=STATION, about="BootNotification")
def a_start_is_a_security_event(context: Context) -> Rulings:
    """A station that starts says so, once its boot is accepted, by SecurityEventNotification: StartupOfTheDevice or
    ResetOrReboot, which Part 2's list of security events calls critical.

    Judged as missing only after patience on the connection, behind the states of the connectors. Not judged: a boot
    without a start in the conversation, one the second one of a start, a case in which another CALL of the station got
    no result or was none: it may wait for the answer.
    """
    for boot in context.calls("BootNotification"):
        if not boot.succeeded or boot.result["status"] != "Accepted" or boot.answered_at is None:
            continue
        since = max((start for start in context.conversation.power_ons if start <= boot.at), default=None)
        if since is None or any(_is_accepted_boot(e, since, boot.at) for e in context.conversation.exchanges):
            continue
        later = [each for each in context.window if each.sender is STATION and each.at > boot.at]
        told = [boot.answered_at, *(each.at for each in later if each.action in ("StatusNotification", "NotifyEvent"))]
        events = [each for each in later if each.action == "SecurityEventNotification" and each.valid]
        if any(each.request["type"] in ("StartupOfTheDevice", "ResetOrReboot") for each in events):
            yield HELD
        elif context.waited(boot.connection, max(told)) >= context.patience and not _may_wait(boot, later):
            yield missed("the station started and told of no security event", cause="startup").at(boot)


# -- reading -----------------------------------------------------------------------------------------------------------


def _has_basic(entry: HandshakeEntry) -> bool:
    return any(value.lower().startswith("basic ") for value in entry.handshake.asked("Authorization"))


def _may_change(context: Context) -> bool:
    """Whether the CSMS may have led the station to another security profile."""
    calls = (each for each in context.conversation.exchanges if each.sender is CSMS and each.valid)
    for each in calls:
        if each.action in ("SetNetworkProfile", "CertificateSigned"):
            return True
        if each.action == "SetVariables":
            names = {item["variable"]["name"].lower() for item in each.request["setVariableData"]}
            if names & {"securityprofile", "networkconfigurationpriority", "basicauthpassword"}:
                return True
    return False


def _may_wait(boot: Exchange, later: list[Exchange]) -> bool:
    """Whether the station may be waiting for the answer to another CALL, which may be a frame that is no CALL."""
    return boot.connection.has_malformed(STATION, boot.at) or not all(each.succeeded for each in later)


def _is_accepted_boot(each: Exchange, since: float, until: float) -> bool:
    accepted = each.action == "BootNotification" and each.succeeded and each.result["status"] == "Accepted"
    return accepted and since <= each.at < until
