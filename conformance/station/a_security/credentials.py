"""The credentials with which a station signs in, and another password."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import DONE
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Checklist, Inconclusive, Miss, Source, Violation
from ocpp_conformance.harness.probes import Upgrade, mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.csms_under_test import PASSWORD
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.transport import Secret

_SHORTEST, _LONGEST, _LONGEST_LATER = 16, 40, 64
"""Characters of a BasicAuthPassword; the last is what errata 2025-01 allow."""

_PASSWORD_STRING = re.compile(r"[A-Za-z0-9*\-_=:+|@.]*")


def password_of(sut: Description) -> Secret | None:
    """The password that the station was configured with; None where we were not told."""
    return PASSWORD if sut.embedded else sut.password


@dataclass(frozen=True)
class _Demands:
    """The requirements of a security profile: there is a header, its user name, its password."""

    header: str
    user: str
    password: str


_BY_PROFILE = {
    1: _Demands("A00.FR.203", "A00.FR.204", "A00.FR.205"),
    2: _Demands("A00.FR.302", "A00.FR.303", "A00.FR.304"),
}


def carry_credentials(
    csms: CsmsProbe, upgrades: Sequence[Upgrade], configured: Secret | None, source: Source, profile: int = 1
) -> None:
    """Each upgrade has an Authorization header with the password that is configured, where that is known: the source
    demands it. Of a password only length and alphabet show."""
    if not upgrades:
        raise csms.checklist.give_up("the station didn't connect anew to boot")
    for upgrade in upgrades:
        _carries_credentials(csms.checklist, upgrade, _BY_PROFILE[profile])
        if configured is not None and upgrade.credentials is not None:
            same = "equal" if upgrade.credentials.password == configured else "different"
            csms.checklist.book(source, mismatches("equal", same, "password"))


def _carries_credentials(checklist: Checklist, upgrade: Upgrade, demands: _Demands) -> None:
    credentials = upgrade.credentials
    if credentials is None:
        header = "none" if upgrade.request.get("Authorization") is None else "one that can't be read"
        checklist.book(demands.header, (Miss("Authorization", "Basic, with user name and password", header),))
        raise checklist.give_up("the station didn't authenticate itself")
    checklist.book(demands.header, ())
    checklist.book(demands.user, mismatches(upgrade.identity, credentials.user, "user name"))

    password = credentials.password.reveal()
    length, known = len(password), _PASSWORD_STRING.fullmatch(password) is not None
    wanted = f"{_SHORTEST} to {_LONGEST} characters of a passwordString"
    seen = f"{length} characters{'' if known else ', some of them of no passwordString'}"
    misses = () if known and _SHORTEST <= length <= _LONGEST else (Miss("password", wanted, seen),)
    checklist.book(demands.password, misses, mild=known and _LONGEST < length <= _LONGEST_LATER, seen=seen)


@asynccontextmanager
async def changing_password(csms: CsmsProbe, new: Secret, old: Secret) -> AsyncIterator[ReceivedReply]:
    """Write a new password; the block gets the answer. Where the station took it, it gets the old one at the end."""
    reply = await csms.call("SetVariables", _writing(new))
    try:
        yield reply
    finally:
        if DONE.holds(_status(reply)):
            await _set_back(csms, old)


async def signs_in_anew(csms: CsmsProbe, reply: ReceivedReply, after: float) -> ReceivedCall | None:
    """The station has connected with what it was given later than `after` (monotonic): after a reboot where it wants
    one, which returns the boot; else of its own accord, or because we close the connection. Raises `Inconclusive`."""
    if _status(reply) == "RebootRequired":
        return await csms.reboot()
    try:
        await csms.wait_connected(csms.patience.reply, after=after)
    except Inconclusive:
        after = await csms.disconnect()
        await csms.wait_connected(csms.patience.too_late(60), after=after)
    return None


async def _set_back(csms: CsmsProbe, old: Secret) -> None:
    """Give the station its password again. Neither judges nor raises: what can't be put right is noted."""
    after = times.monotonic()
    try:
        reply = await csms.call("SetVariables", _writing(old))
        await signs_in_anew(csms, reply, after)
    except (Inconclusive, Violation) as error:
        csms.recording.note(f"left behind: another password: {error}")


def _status(reply: ReceivedReply) -> str | None:
    results = reply["setVariableResult"]
    return results[0].get("attributeStatus") if results else None


def _writing(password: Secret) -> Payload:
    return {"setVariableData": [variable("SecurityCtrlr", "BasicAuthPassword", attributeValue=password.reveal())]}
