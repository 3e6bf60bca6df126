"""Block A: how a station asks for another certificate, and when it stops."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.faults.departures import heard, memory_of, system_of
from ocpp_conformance.harness.faults.fault import Departure, about, of_station
from ocpp_conformance.harness.rpc import Call

SIGN, SIGNED = "SignCertificate", "CertificateSigned"
_END = "-----END CERTIFICATE-----"


def _made_anew(payload: Any, *, named: bool = True, of: Path | None = None, digest: str = "sha256") -> Any:
    """A SignCertificate with another CSR: of a new key or that in a file, with or without the owner in its name."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    subject = x509.load_pem_x509_csr(payload["csr"].encode()).subject
    if not named:
        subject = x509.Name(subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME))
    key = ec.generate_private_key(ec.SECP256R1())
    if of is not None:
        found = serialization.load_pem_private_key(of.read_bytes(), None)
        assert isinstance(found, ec.EllipticCurvePrivateKey), "the kind that the bundled station is given"
        key = found
    signer = hashes.SHA224() if digest == "sha224" else hashes.SHA256()
    csr = x509.CertificateSigningRequestBuilder(subject).sign(key, signer)
    return {**payload, "csr": csr.public_bytes(serialization.Encoding.PEM).decode()}


def _of_own_key(original: Any, payload: Any) -> Any:
    """For `signing_request`: a CSR for the key that the station signs in with."""
    return _made_anew(original(payload), of=system_of(original).config.tls.key)


def _made(**how: Any) -> Departure:
    """For `signing_request`: another CSR."""
    return about(lambda original, payload: _made_anew(original(payload), **how), SIGN)


def _first_of_chain(original: Any, call: Call) -> Any:
    """For `handle`: of a chain the first certificate counts, however long it is."""
    first = call.payload["certificateChain"].partition(_END)[0] + _END
    return original(Call(call.message_id, call.action, {**call.payload, "certificateChain": first}))


def _for_ever(original: Any, attempt: int) -> float:
    """For `signing_wait`: what was the longest wait goes on."""
    found: float | None = original(attempt)
    return _for_ever(original, attempt - 1) if found is None else found


def _asks_again(original: Any, chain: str) -> str | None:
    """For `chain_objection`: a bad certificate has the station ask for another one."""
    found: str | None = original(chain)
    if found is not None:
        system_of(original).renewal_begun()
    return found


def _used_once(original: Any) -> Any:
    """For `tls`: a certificate that came by a renewal signs in once, then the one from before does again."""
    found, memory = original(), memory_of(system_of(original))
    if found is None or found.own is None:
        return found
    memory["uses"] = memory.get("uses", 0) + 1
    return found if memory["uses"] == 1 else replace(found, own=None)


FAULTS = (
    of_station(
        "certificate-used-once",
        "signs in once with a new certificate, and then with the old one again",
        "A02.FR.09",
        tls=_used_once,
    ),
    of_station(
        "csr-of-old-key",
        "asks for another certificate of the key that it has",
        "A02.FR.02",
        signing_request=about(_of_own_key, SIGN),
    ),
    of_station(
        "csr-of-nobody", "asks for a certificate that names no owner", "A00.FR.509", signing_request=_made(named=False)
    ),
    of_station(
        "csr-signed-with-sha224",
        "signs what it asks for with SHA-224",
        "A00.FR.504",
        signing_request=_made(digest="sha224"),
    ),
    of_station(
        "chain-of-any-length",
        "takes a chain of certificates however long it is",
        "A02.FR.16",
        handle=heard(_first_of_chain, SIGNED),
    ),
    of_station("csr-for-ever", "asks for a certificate for ever", "A02.FR.19", signing_wait=about(_for_ever, SIGN)),
    of_station(
        "csr-after-bad-certificate",
        "asks for another certificate where the one that came was bad",
        "A02.FR.20",
        chain_objection=about(_asks_again, SIGNED),
    ),
)
