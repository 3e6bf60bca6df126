"""What the cases of ISO 15118 need beside the CSMS: contracts that it knows, requests of EVs, a V2G root."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ocpp_conformance.harness.sut.description import EvInputs
from ocpp_conformance.harness.transport.authority import Authority
from ocpp_conformance.harness.transport.certificates import Root, goes_back_to, new_root
from ocpp_conformance.harness.transport.mobility import Operator, new_operator
from ocpp_conformance.harness.transport.ocsp import data_of, responder_of

EMAID = "DEOCPC00000001"
"""The eMAID that the bundled CSMS knows."""
SCHEMA = "urn:iso:15118:2:2013:MsgDef"
"""The version of ISO 15118 that EVs speak where nobody says otherwise."""
_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)
_REQUEST = base64.b64encode(b"\x80 in place of the EXI message of an EV").decode()


@dataclass(frozen=True, slots=True)
class PlugAndCharge:
    """Of an external CSMS: what its owner gave, else empty. Of the bundled one: made for the case.

    `operator` issues contract certificates for the eMAID; None where the keys of its CAs are not there. `chain` are the
    certificates (PEM) of its CAs, each with those above it. `exi_install` and `exi_update` are requests of EVs (EXI,
    base64) in this version of ISO 15118. `v2g_root` (PEM) is behind V2G certificates; `v2g_ca` signs those of the
    bundled CSMS. `responder` is HOST:PORT of our OCSP responder.
    """

    emaid: str = ""
    operator: Operator | None = None
    chain: str = ""
    exi_install: str = ""
    exi_update: str = ""
    schema_version: str = SCHEMA
    v2g_root: str = ""
    v2g_ca: Authority | None = None
    responder: tuple[str, int] = ("127.0.0.1", 0)

    @property
    def ocsp_data(self) -> list[dict[str, str]]:
        """The OCSPRequestDataType of each certificate of the chain that names a responder."""
        cas = _certificates("chain", self.chain) if self.chain else []
        named = [(one, issuer, responder_of(one)) for one, issuer in pairwise(cas)]
        return [data_of(one, issuer, responder) for one, issuer, responder in named if responder is not None]


class InputError(ValueError):
    """A file of `[iso15118]` that can't be used: which key named it, and why."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(key, why)
        self.key, self.why = key, why

    def __str__(self) -> str:
        return self.why


def of(given: EvInputs) -> PlugAndCharge:
    """What the owner of an external CSMS gave. Raises `InputError`."""
    chain = "" if given.chain is None else _read("chain", given.chain)
    cas = _certificates("chain", chain) if chain else []
    if cas and not _is_chain(cas):
        raise InputError("chain", "the certificates must go from the CA that issues contracts to its root")
    operator = None
    if given.chain_keys is not None:
        operator = Operator(_with_keys(cas, _read("chain_keys", given.chain_keys)))
    v2g = "" if given.v2g_root is None else _read("v2g_root", given.v2g_root)
    if v2g:
        _certificates("v2g_root", v2g)
    return PlugAndCharge(
        emaid=given.emaid,
        operator=operator,
        chain=chain,
        exi_install=given.exi_install,
        exi_update=given.exi_update,
        schema_version=given.schema_version or SCHEMA,
        v2g_root=v2g,
        responder=given.responder,
    )


def for_bundled_csms() -> PlugAndCharge:
    """All of it, made now: two roots, of a mobility operator and of V2G, with a CA below that one."""
    operator, root = new_operator(), new_root("V2G root")
    sub_ca = new_root("V2G sub CA", signer=root)
    return PlugAndCharge(
        emaid=EMAID,
        operator=operator,
        exi_install=_REQUEST,
        exi_update=_REQUEST,
        v2g_root=root.pem,
        v2g_ca=Authority(sub_ca.certificate, sub_ca.key),
    )


def stand_in(action: str, request: str) -> str:
    """What the bundled CSMS hands to an EV in place of a CertificateInstallationRes or CertificateUpdateRes (EXI,
    base64): nobody has made a contract certificate for it."""
    return base64.b64encode(b"\x80 in place of the EXI message for an EV: " + action.encode()).decode()


def _read(key: str, path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(key, f"can't be read ({error})") from None


def _certificates(key: str, text: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        raise InputError(key, "no certificates in PEM") from None


def _is_chain(cas: list[x509.Certificate]) -> bool:
    return len(cas) > 1 and all(goes_back_to(one, (), (issuer,)) for one, issuer in pairwise([*cas, cas[-1]]))


def _with_keys(cas: list[x509.Certificate], text: str) -> list[Root]:
    if not cas:
        raise InputError("chain_keys", "there is no chain that these are the keys of; give chain")
    found = []
    for pem in _KEY.findall(text):
        try:
            key = serialization.load_pem_private_key(pem.encode(), None)
        except (ValueError, TypeError) as error:  # TypeError: it wants a passphrase
            raise InputError("chain_keys", f"a private key can't be used ({error})") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise InputError("chain_keys", "a private key is not elliptic: CAs of ISO 15118 sign with ECDSA")
        found.append(key)
    by_public = {_public(key.public_key()): key for key in found}
    missing = [each.subject.rfc4514_string() for each in cas if _public(each.public_key()) not in by_public]
    if missing:
        raise InputError("chain_keys", f"the private key of {missing[0]} is not there; give those of the whole chain")
    return [Root(each, by_public[_public(each.public_key())]) for each in cas]


def _public(key: Any) -> bytes:
    made: bytes = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return made
