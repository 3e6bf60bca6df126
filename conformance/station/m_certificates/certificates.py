"""How our CSMS has certificates installed in a station, listed and deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from ocpp_conformance.conformance.case import CsmsProbe, one_of, variable
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.conformance.waiting import demand
from ocpp_conformance.harness.evidence import Inconclusive, Miss, Source, Violation
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.transport.certificates import Root, hash_data, new_root

CSMS_ROOT, MANUFACTURER_ROOT = "CSMSRootCertificate", "ManufacturerRootCertificate"
V2G_ROOT, MO_ROOT = "V2GRootCertificate", "MORootCertificate"

_CHAIN = "/certificateHashDataChain"
_ROOT_CHECK = variable("SecurityCtrlr", "AdditionalRootCertificateCheck")
_LACKING = one_of("NotImplemented", "NotSupported")


@cache
def root(kind: str) -> Root:
    """A root of our own to install as this InstallCertificateUse."""
    return new_root(f"OCPP conformance {kind}")


async def ask(csms: CsmsProbe, action: str, payload: Payload) -> ReceivedReply:
    """The answer to a CALL of block M. Raises `Inconclusive` where a station that speaks no TLS with us doesn't have
    the action: it may support security profile 1 alone, and is then not judged (errata 2023-12, 6.1.26)."""
    reply = await csms.call(action, payload)
    if csms.endpoint.startswith("ws:") and _LACKING.holds(reply.error):
        raise csms.checklist.give_up(f"precondition not reached: security profile 2 or 3, no {action}")
    return reply


async def checks_roots(csms: CsmsProbe) -> bool:
    """Whether AdditionalRootCertificateCheck is implemented and true."""
    return (await value_of(csms, _ROOT_CHECK) or "").lower() == "true"


async def expects_root_check(csms: CsmsProbe, wanted: bool = True) -> None:
    """A precondition: AdditionalRootCertificateCheck is true, or isn't."""
    if await checks_roots(csms) is not wanted:
        is_it = "is not" if wanted else "is"
        raise csms.checklist.give_up(f"precondition not reached: AdditionalRootCertificateCheck {is_it} true")


@asynccontextmanager
async def installing(
    csms: CsmsProbe, kind: str, certificate: str, issuer: str | None = None
) -> AsyncIterator[ReceivedReply]:
    """Have a certificate (PEM), its own issuer unless one is given, installed; the block gets the answer. What was
    Accepted is deleted at its end."""
    reply = await ask(csms, "InstallCertificate", {"certificateType": kind, "certificate": certificate})
    try:
        yield reply
    finally:
        if reply["status"] == "Accepted":
            await deleted_again(csms, kind, certificate, issuer)


@asynccontextmanager
async def installed(csms: CsmsProbe, kind: str, accepted: Source | None = None) -> AsyncIterator[None]:
    """CertificateInstalled of Part 6, 2.19, for the block, with a root of ours; without a source it is a precondition.

    A station that wants a new root of the CSMS signed by the old one gets none from us: we hold no key of that.
    """
    if kind == CSMS_ROOT:
        await expects_root_check(csms, False)
    async with installing(csms, kind, root(kind).pem) as reply:
        demand(reply, accepted, status="Accepted")
        yield


async def listed(csms: CsmsProbe, *kinds: str) -> ReceivedReply:
    """Ask which certificates of these types are installed, of all types where none is named."""
    return await ask(csms, "GetInstalledCertificateIds", {"certificateType": list(kinds)} if kinds else {})


async def lists(csms: CsmsProbe, *kinds: str, wanted: tuple[str, ...] = ()) -> None:
    """GetInstalledCertificates of Part 6, 2.18: of these types (all, if none is named) our root of each type that is
    asked for, or of those `wanted`, is listed."""
    reply = await listed(csms, *kinds)
    reply.meets("M03.FR.03", status="Accepted")
    for kind in wanted or kinds:
        in_list(reply, "M03.FR.04", kind, root(kind).pem)


def in_list(reply: ReceivedReply, source: Source, kind: str, certificate: str, issuer: str | None = None) -> None:
    """Check that a certificate (PEM), its own issuer unless one is given, is listed as this type."""
    found = is_in(reply, kind, certificate, issuer)
    wanted, seen = _words(kind, certificate, issuer), f"{_of(reply, kind)!r}"
    reply.checklist.book(source, () if found else (Miss(_CHAIN, wanted, seen),), frame=reply.frame)


def not_in_list(reply: ReceivedReply, source: Source, kind: str, certificate: str, issuer: str | None = None) -> None:
    """Check that a certificate is not listed as this type; see `in_list`."""
    found = is_in(reply, kind, certificate, issuer)
    miss = Miss(_CHAIN, f"no {_words(kind, certificate, issuer)}", "it") if found else None
    reply.checklist.book(source, () if miss is None else (miss,), frame=reply.frame)


def hash_data_of(reply: ReceivedReply, source: Source, kind: str) -> Payload:
    """What an answer, which must be Accepted, tells of our root of this type; the source demands that it does."""
    reply.meets("M03.FR.03", status="Accepted")
    certificate = root(kind).pem
    in_list(reply, source, kind, certificate)
    found = [told for told in _of(reply, kind) if is_of(told, certificate)]
    if not found:
        raise reply.checklist.give_up(f"our {kind} is not listed", frame=reply.frame)
    return found[0]


def is_in(reply: ReceivedReply, kind: str, certificate: str, issuer: str | None = None) -> bool:
    """Whether a certificate is listed as this type, by whatever hash algorithm."""
    return times_in(reply, kind, certificate, issuer) > 0


def times_in(reply: ReceivedReply, kind: str, certificate: str, issuer: str | None = None) -> int:
    """How often a certificate is listed as this type, by whatever hash algorithm."""
    return sum(is_of(told, certificate, issuer) for told in _of(reply, kind))


def is_of(told: Payload, certificate: str, issuer: str | None = None) -> bool:
    """Whether a CertificateHashDataType means this certificate; hashes and serial number are hexadecimal."""
    same = hash_data(certificate, issuer or certificate, told["hashAlgorithm"])
    return all(str(told[name]).lower() == text.lower() for name, text in same.items())


def _of(reply: ReceivedReply, kind: str) -> list[Payload]:
    """The hash data that a valid answer lists for a type."""
    chains = reply["certificateHashDataChain"] if reply.judgement is None else None
    return [each["certificateHashData"] for each in chains or () if each["certificateType"] == kind]


def _words(kind: str, certificate: str, issuer: str | None) -> str:
    return f"{kind} with {hash_data(certificate, issuer or certificate)!r}"


async def deleted_again(csms: CsmsProbe, kind: str, certificate: str, issuer: str | None = None) -> None:
    """Delete a certificate of ours, by the hash that the station tells of it (M04.FR.07). Neither judges nor raises:
    what stays is noted."""
    try:
        told = _of(await listed(csms, kind), kind)
    except (Inconclusive, Violation) as error:
        csms.recording.note(f"left behind: a {kind}: {error}")
        return
    for each in told:
        if is_of(each, certificate, issuer):
            await csms.tidy(f"a {kind}", "DeleteCertificate", {"certificateHashData": each})
