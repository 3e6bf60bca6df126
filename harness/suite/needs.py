"""Whether a case can run on a described system, and if not, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ocpp_conformance.conformance.catalogue import catalogue
from ocpp_conformance.harness.evidence import NotApplicable, NotRun
from ocpp_conformance.harness.suite.case import Case, Need
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.sut.features import parse

_MET: Mapping[Need, Callable[[Description], bool]] = {
    Need.DRIVER_SETUP: lambda sut: sut.embedded,
    Need.DRIVER_TRIGGER: lambda sut: sut.embedded,
    Need.DRIVER_PEOPLE: lambda sut: sut.embedded,
    Need.RESET: lambda sut: sut.embedded or sut.may_reset,
    Need.REST_API: lambda sut: sut.embedded,
    Need.BOOT_SCALE: lambda sut: sut.embedded or sut.slow,
    Need.TOKEN_ACCEPTED: lambda sut: sut.has_token("accepted"),
    Need.TOKEN_BLOCKED: lambda sut: sut.has_token("blocked"),
    Need.TOKEN_EXPIRED: lambda sut: sut.has_token("expired"),
    Need.PASSWORD: lambda sut: sut.embedded or sut.password is not None,
    Need.SECURITY_PROFILE_2: lambda sut: sut.security_profile >= 2,
    Need.SECURITY_PROFILE_3: lambda sut: sut.security_profile == 3,
}


def missing(case: Case, sut: Description) -> NotRun | NotApplicable | None:
    """Why the case can't run as described, with everything that has to be given; None when it can.

    A described system that lacks the features of Part 5 for a published case is not judged by it, whatever is given.
    """
    expression = catalogue().case(case.id).feature_expression if case.published else None
    if expression is not None and sut.features is not None and not parse(expression).holds(sut.features):
        return NotApplicable(expression)
    unmet = unmet_needs(case, sut)
    if not unmet:
        return None
    return NotRun(f"needs {' and '.join(unmet)}", "; ".join(dict.fromkeys(need.give for need in unmet)))


def unmet_needs(case: Case, sut: Description) -> list[Need]:
    """What the case needs and the description does not give."""
    return [need for need in case.needs if not _MET[need](sut)]
