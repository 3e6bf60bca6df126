"""Whether a case can run on a described system, and if not, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ocpp_conformance.harness.evidence import NotApplicable, NotRun
from ocpp_conformance.harness.suite.case import Case, Need
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.sut.features import parse


def _has_password(sut: Description) -> bool:
    """Whether the station signs in with a password that we know; in security profile 3 it has none (A00.FR.401)."""
    by_certificate = sut.tls is not None and sut.tls.certificate is not None
    asked_for_it = sut.server_tls is not None and sut.server_tls.client_ca is not None
    return sut.embedded or (sut.password is not None and not by_certificate and not asked_for_it)


_MET: Mapping[Need, Callable[[Description], bool]] = {
    Need.RESET: lambda sut: sut.may_reset or sut.can("power_cycle"),
    Need.REST_API: lambda sut: sut.embedded,
    Need.BOOT_SCALE: lambda sut: sut.embedded or sut.slow,
    Need.TOKEN_ACCEPTED: lambda sut: sut.has_token("accepted"),
    Need.TOKEN_BLOCKED: lambda sut: sut.has_token("blocked"),
    Need.TOKEN_EXPIRED: lambda sut: sut.has_token("expired"),
    Need.TOKEN_INVALID: lambda sut: sut.has_token("invalid"),
    Need.TOKEN_GROUP: lambda sut: sut.has_token("group"),
    Need.TOKEN_MASTER_PASS: lambda sut: sut.has_token("master_pass"),
    Need.SECOND_EVSE: lambda sut: len(sut.evses) > 1,
    Need.PASSWORD: _has_password,
    Need.SECURITY_PROFILE_2: lambda sut: sut.security_profile >= 2,
    Need.SECURITY_PROFILE_3: lambda sut: sut.security_profile == 3,
    Need.OUR_CERTIFICATES: lambda sut: sut.embedded,
}


def missing(case: Case, sut: Description) -> NotRun | NotApplicable | None:
    """Why the case can't run as described, with everything that has to be given; None when it can.

    A described system that lacks the features of Part 5 for a published case is not judged by it, whatever is given.
    """
    expression = case.condition
    if expression is not None and sut.features is not None and not parse(expression).holds(sut.features):
        return NotApplicable(expression)
    unmet = unmet_needs(case, sut)
    if not unmet:
        return None
    return NotRun(f"needs {' and '.join(need.what for need in unmet)}", "; ".join(steps(unmet)))


@dataclass(frozen=True, slots=True)
class Unmet:
    """What is missing, and what would give it."""

    what: str
    give: str


def unmet_needs(case: Case, sut: Description) -> list[Unmet]:
    """What the case needs and the description does not give; the intents of a driver come last."""
    unmet = [Unmet(str(need), need.give) for need in case.needs if not _MET[need](sut)]
    return unmet + [Unmet(f"the intent {name}", _implement(name, sut)) for name in case.intents if not sut.can(name)]


def steps(unmet: Iterable[Unmet]) -> list[str]:
    """What has to be given, each thing once."""
    return list(dict.fromkeys(need.give for need in unmet))


def _implement(name: str, sut: Description) -> str:
    if sut.has_driver:
        return f"implement `{name}` in the driver"
    return f"give a driver that implements `{name}`, or let a person do it with --operator terminal"
