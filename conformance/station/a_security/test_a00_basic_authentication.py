"""A00: HTTP Basic authentication (security profile 1)."""

import re
from collections.abc import Sequence

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, one_of, step
from ocpp_conformance.conformance.station.connectors import connectors_reported
from ocpp_conformance.harness.evidence import Checklist, Miss
from ocpp_conformance.harness.probes import Upgrade, mismatches
from ocpp_conformance.harness.sut.csms_under_test import PASSWORD
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.transport import Secret

_SHORTEST, _LONGEST, _LONGEST_LATER = 16, 40, 64
"""Characters of a BasicAuthPassword; the last is what errata 2025-01 allow."""

_PASSWORD_STRING = re.compile(r"[A-Za-z0-9*\-_=:+|@.]*")


@case("TC_A_01_CS", topics=("auth",), needs=(Need.RESET, Need.PASSWORD))
async def test_connection_attempts_carry_identity_and_password(csms: CsmsProbe, sut: Description) -> None:
    boot = await csms.reboot()
    carry_credentials(csms, csms.upgrades, PASSWORD if sut.embedded else sut.password)
    boot.meets("B01.FR.01")
    boot.meets("B01.FR.09", reason=one_of("PowerUp", "RemoteReset"))
    await connectors_reported(csms, boot, "B01.FR.05")


def carry_credentials(csms: CsmsProbe, upgrades: Sequence[Upgrade], configured: Secret | None) -> None:
    """Each upgrade has an Authorization header with the password that is configured, where that is known; of it only
    length and alphabet show."""
    if not upgrades:
        raise csms.checklist.give_up("the station didn't connect anew to boot")
    for upgrade in upgrades:
        _carries_credentials(csms.checklist, upgrade, configured)


def _carries_credentials(checklist: Checklist, upgrade: Upgrade, configured: Secret | None) -> None:
    credentials = upgrade.credentials
    if credentials is None:
        header = "none" if upgrade.request.get("Authorization") is None else "one that can't be read"
        checklist.book("A00.FR.203", (Miss("Authorization", "Basic, with user name and password", header),))
        raise checklist.give_up("the station didn't authenticate itself")
    checklist.book("A00.FR.203", ())
    checklist.book("A00.FR.204", mismatches(upgrade.identity, credentials.user, "user name"))

    password = credentials.password.reveal()
    length, known = len(password), _PASSWORD_STRING.fullmatch(password) is not None
    wanted = f"{_SHORTEST} to {_LONGEST} characters of a passwordString"
    seen = f"{length} characters{'' if known else ', some of them of no passwordString'}"
    misses = () if known and _SHORTEST <= length <= _LONGEST else (Miss("password", wanted, seen),)
    checklist.book("A00.FR.205", misses, mild=known and _LONGEST < length <= _LONGEST_LATER, seen=seen)
    if configured is not None:
        same = "equal" if credentials.password == configured else "different"
        checklist.book(step(1), mismatches("equal", same, "password"))
