"""Block A, security: what a CSMS must do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.conversation import Exchange, key_of
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    HELD_ONLY,
    NOT_EXERCISED,
    Answers,
    Context,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.rpc import Role

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

CSMS, STATION = Role.CSMS, Role.STATION


@rule("A00.FR.507", "A00.FR.508", judges=CSMS, sends=("CertificateSigned", "InstallCertificate", "UpdateFirmware"))
def certificates_are_x509_in_pem(call: Exchange, context: Context) -> Answers:
    """A certificate that a CSMS sends is X.509 in PEM, and as such has a serial number; each proves both.

    Not judged where an UpdateFirmware has none.
    """
    text = _sent(call)
    if text is None:
        return NOT_EXERCISED
    if _certificate(text) is None:
        return missed(f"the certificate of {call.action} is no X.509 in PEM", cause=call.action).of("A00.FR.507")
    return HELD.of("A00.FR.507", "A00.FR.508")


_WEAK = ("md5", "sha1", "sha224")
_KEY_USAGE, _EXTENDED_KEY_USAGE = "2.5.29.15", "2.5.29.37"


@rule("A00.FR.506", judges=CSMS, sends="CertificateSigned")
def issued_certificates_are_hashed_with_sha256(call: Exchange, context: Context) -> Answers:
    """A certificate that a CSMS issues is signed over a SHA-256 hash; each proves it.

    Not judged: stronger hashes, signatures that name none, certificates that can't be read.
    """
    certificate = _certificate(call.request["certificateChain"])
    used = None if certificate is None else certificate.signature_hash_algorithm
    if used is None or used.name not in (*_WEAK, "sha256"):
        return NOT_EXERCISED
    return HELD if used.name == "sha256" else missed(f"a certificate is signed over {used.name}", cause=used.name)


@rule("A00.FR.512", judges=CSMS, sends="CertificateSigned")
def issued_certificates_restrict_their_key(call: Exchange, context: Context) -> Answers:
    """A certificate that a CSMS issues has the extension Key Usage; each proves it.

    Not judged: certificates that can't be read.
    """
    names = _extensions(call.request["certificateChain"])
    if names is None:
        return NOT_EXERCISED
    return HELD if _KEY_USAGE in names else missed("a certificate is issued without Key Usage", cause="none")


@rule("A00.FR.514", judges=CSMS, sends="CertificateSigned")
def issued_certificates_have_no_extended_key_usage(call: Exchange, context: Context) -> Answers:
    """A certificate that a CSMS issues has no extension Extended Key Usage; each proves it.

    Not judged: certificates that can't be read.
    """
    names = _extensions(call.request["certificateChain"])
    if names is None:
        return NOT_EXERCISED
    return (
        missed("a certificate is issued with Extended Key Usage", cause="there")
        if _EXTENDED_KEY_USAGE in names
        else HELD
    )


def _sent(call: Exchange) -> str | None:
    field = {"CertificateSigned": "certificateChain", "InstallCertificate": "certificate"}.get(call.action)
    text: str | None = call.request["firmware"].get("signingCertificate") if field is None else call.request[field]
    return text


def _certificate(text: str) -> Certificate | None:
    """The first certificate of a PEM; None where it can't be read."""
    from cryptography.x509 import load_pem_x509_certificate  # brings cryptography along

    try:
        return load_pem_x509_certificate(text.encode())
    except ValueError:
        return None


def _extensions(text: str) -> frozenset[str] | None:
    """The extensions of the first certificate of a PEM, by OID; None where they can't be read."""
    certificate = _certificate(text)
    try:
        return None if certificate is None else frozenset(each.oid.dotted_string for each in certificate.extensions)
    except ValueError:
        return None


@rule("A02.FR.14", "A03.FR.14", judges=CSMS, sends="CertificateSigned")
def a_certificate_says_what_it_was_asked_for(call: Exchange, context: Context) -> Answers:
    """A CertificateSigned repeats the certificateType of the SignCertificate before; each such proves it, A02 where the
    CSMS triggered that, A03 where the station came by itself.

    Not judged where the SignCertificate had no certificateType, was not accepted, or isn't in the conversation.
    """
    asked = next(_accepted_requests(context), None)
    if asked is None or "certificateType" not in asked.request:
        return NOT_EXERCISED
    id = "A02.FR.14" if _is_triggered(asked, context) else "A03.FR.14"
    wanted, got = asked.request["certificateType"], call.request.get("certificateType")
    return HELD.of(id) if got == wanted else missed(f"a {wanted} was asked for, the type is {got}", cause="type").of(id)


def _accepted_requests(context: Context) -> Iterator[Exchange]:
    """The SignCertificates that the CSMS accepted, the newest first."""
    return (each for each in context.calls_ever("SignCertificate") if each.result.get("status") == "Accepted")


def _is_triggered(asked: Exchange, context: Context) -> bool:
    """Whether a TriggerMessage for a certificate was the last that either side said of them before."""
    for each in reversed(context.conversation.exchanges):
        if each.at < asked.at and each.action == "SignCertificate":
            return False
        if each.at < asked.at and str(each.request.get("requestedMessage")).startswith("Sign"):
            return each.result.get("status") == "Accepted"
    return False


_PASSWORD = re.compile(r"[A-Za-z0-9*\-_=:+|@.]*")
_LONGEST = 64
"""40 in the first editions of OCPP 2.0.1; more is left to the edition."""


@rule("A00.FR.205", "A00.FR.304", judges=CSMS, sends="SetVariables")
def passwords_are_long_enough_and_plain(call: Exchange, context: Context) -> Rulings:
    """A BasicAuthPassword that a CSMS sets has 16 to 64 characters of a passwordString; each proves it, 205 where the
    station reported SecurityProfile 1, 304 where 2, else it only held.

    Not judged: other variables.
    """
    profile = context.conversation.device.value("SecurityCtrlr", "SecurityProfile")
    ids = {"1": ("A00.FR.205",), "2": ("A00.FR.304",)}.get(profile or "", ("A00.FR.205", "A00.FR.304"))
    for item in call.request["setVariableData"]:
        if not _is_password(item):
            continue
        value = item["attributeValue"]
        if not 16 <= len(value) <= _LONGEST:
            yield missed(f"a password of {len(value)} characters", cause="length").of(*ids)
        elif _PASSWORD.fullmatch(value) is None:
            yield missed("a password with characters that no passwordString has", cause="characters").of(*ids)
        else:
            yield HELD.of(*ids) if len(ids) == 1 else HELD_ONLY.of(*ids)


def _is_password(item: Mapping[str, Any]) -> bool:
    component, *_, variable, _ = key_of(item)
    return (component, variable) == ("securityctrlr", "basicauthpassword")
