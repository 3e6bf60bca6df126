"""Whether a case can run on a described system, and if not, what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from ocpp_conformance.harness.evidence import NotApplicable, NotRun
from ocpp_conformance.harness.suite.case import Case, Need
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.sut.features import parse


def _has_password(sut: Description) -> bool:
    """Whether the station signs in with a password that we know; in security profile 3 it has none (A00.FR.401)."""
    by_certificate = sut.tls is not None and sut.tls.certificate is not None
    asked_for_it = sut.server_tls is not None and sut.server_tls.client_ca is not None
    return sut.embedded or (sut.password is not None and not by_certificate and not asked_for_it)


def _knows(*names: str) -> Callable[[Description], bool]:
    """Whether all of this was given of what an external CSMS knows of EVs."""
    return lambda sut: sut.embedded or all(getattr(sut.iso15118, name, None) for name in names)


_MET: Mapping[Need, Callable[[Description], bool]] = {
    Need.RESET: lambda sut: sut.may_reset or sut.can("power_cycle"),
    Need.REST_API: lambda sut: sut.embedded,
    Need.SECOND_STATION: lambda sut: sut.embedded,
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
    Need.STATION_CA: lambda sut: sut.embedded or sut.client_ca_key is not None,
    Need.OUR_CERTIFICATES: lambda sut: sut.embedded or sut.pki is not None,
    Need.FIRMWARE: lambda sut: sut.embedded or sut.firmware is not None,
    Need.EXI: _knows("exi_response"),
    Need.CONTRACTS: _knows("emaid", "chain", "chain_keys"),
    Need.CONTRACT_CAS: _knows("chain"),
    Need.V2G_ROOT: _knows("v2g_root"),
    Need.EXI_INSTALL: _knows("exi_install"),
    Need.EXI_UPDATE: _knows("exi_update"),
    **{need: partial(Description.allows, what=need.permission) for need in Need if need.permission},
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


class Lever(StrEnum):
    """What one act of the user gives, in its words."""

    DRIVER = "a driver (or a person: --operator terminal)"
    TOKENS = "id tokens"
    PASSWORD = "a password (--password)"
    TLS = "TLS (a wss:// URL with --ca, or --pki, or --tls-cert and --tls-key)"
    BOTH_CERTIFICATES = "certificates on both sides (--client-cert and --client-key, or --client-ca)"
    PKI = "a PKI whose root the station trusts (--pki, made with `ocpp-conformance pki`)"
    STATION_CA = "the key of the CA of station certificates (--client-ca-key)"
    SLOW = "--slow"
    RESET = "permission to reset (leave out --no-reset)"
    PERMISSION = "permission to change what can't be put back"
    EVSES = "a second EVSE in sut.toml (evses = [1, 1])"
    FIRMWARE = "firmware in sut.toml ([firmware])"
    ISO15118 = "what is said of EVs in sut.toml ([iso15118])"
    BUNDLED = "the bundled systems instead"


_LEVERS: Mapping[Need, Lever] = {
    Need.RESET: Lever.RESET,
    Need.REST_API: Lever.BUNDLED,
    Need.SECOND_STATION: Lever.BUNDLED,
    Need.BOOT_SCALE: Lever.SLOW,
    Need.TOKEN_ACCEPTED: Lever.TOKENS,
    Need.TOKEN_BLOCKED: Lever.TOKENS,
    Need.TOKEN_EXPIRED: Lever.TOKENS,
    Need.TOKEN_INVALID: Lever.TOKENS,
    Need.TOKEN_GROUP: Lever.TOKENS,
    Need.TOKEN_MASTER_PASS: Lever.TOKENS,
    Need.SECOND_EVSE: Lever.EVSES,
    Need.PASSWORD: Lever.PASSWORD,
    Need.SECURITY_PROFILE_2: Lever.TLS,
    Need.SECURITY_PROFILE_3: Lever.BOTH_CERTIFICATES,
    Need.STATION_CA: Lever.STATION_CA,
    Need.OUR_CERTIFICATES: Lever.PKI,
    Need.FIRMWARE: Lever.FIRMWARE,
    Need.EXI: Lever.ISO15118,
    Need.CONTRACTS: Lever.ISO15118,
    Need.CONTRACT_CAS: Lever.ISO15118,
    Need.V2G_ROOT: Lever.ISO15118,
    Need.EXI_INSTALL: Lever.ISO15118,
    Need.EXI_UPDATE: Lever.ISO15118,
    **{need: Lever.PERMISSION for need in Need if need.permission},
}


@dataclass(frozen=True, slots=True)
class Unmet:
    """What is missing, and what would give it: `give` exactly, `detail` within what the `lever` gives."""

    what: str
    give: str
    lever: Lever
    detail: str = ""


def unmet_needs(case: Case, sut: Description) -> list[Unmet]:
    """What the case needs and the description does not give; the intents of a driver come last."""
    return unmet_of(case.needs, case.intents, sut)


def unmet_of(needs: Iterable[Need], intents: Iterable[str], sut: Description) -> list[Unmet]:
    """What of this the description does not give."""
    unmet = [
        Unmet(str(need), need.give, _LEVERS[need], need.token or need.permission)
        for need in needs
        if not _MET[need](sut)
    ]
    names = (name for name in intents if not sut.can(name))
    return unmet + [Unmet(f"the intent {name}", _implement(name, sut), Lever.DRIVER, name) for name in names]


Acts = frozenset[tuple[Lever, str]]
"""Levers, with a detail where it matters."""


def acts(unmet: Iterable[Unmet], sut: Description) -> Acts:
    """By what cases that lack something belong together: levers, and each intent where there is a driver already."""
    return frozenset(
        (each.lever, each.detail if each.lever is Lever.DRIVER and sut.has_driver else "") for each in unmet
    )


def in_words(unmet: Iterable[Unmet], sut: Description) -> str:
    """Everything that is missing as acts of the user, each once."""
    by_lever: dict[Lever, dict[str, None]] = defaultdict(dict)
    for each in unmet:
        by_lever[each.lever][each.detail] = None
    return " and ".join(_act(lever, by_lever[lever], sut) for lever in Lever if lever in by_lever)


def _act(lever: Lever, details: Iterable[str], sut: Description) -> str:
    if lever is Lever.TOKENS:
        first, *others = details
        return f"id tokens ({', '.join([f'--token {first}=IDTOKEN:TYPE', *(f'{name}=…' for name in others)])})"
    if lever is Lever.PERMISSION:
        return f"{lever} (--allow {','.join(details)})"
    if lever is Lever.DRIVER and sut.has_driver:
        return f"{', '.join(details)} in the driver"
    return str(lever)


def steps(unmet: Iterable[Unmet]) -> list[str]:
    """What has to be given, each thing once."""
    return list(dict.fromkeys(need.give for need in unmet))


def _implement(name: str, sut: Description) -> str:
    if sut.has_driver:
        return f"implement `{name}` in the driver"
    return f"give a driver that implements `{name}`, or let a person do it with --operator terminal"
