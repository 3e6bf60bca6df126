"""The CA of files that signs for the command `csms`: what it signs, and which files are refused."""

from __future__ import annotations

import asyncio

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ocpp_conformance.harness.transport import TlsSettingError
from ocpp_conformance.harness.transport.authority import authority
from ocpp_conformance.harness.transport.pki import new_pki, problem_of

from .different.processes import ours, port_in
from .station_in_hand import PASSWORD, booted


def written(folder, ca):
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    ca.private_key_pem.write_to_path(str(folder / "ca.key"))
    return folder / "ca.pem", folder / "ca.key"


@pytest.fixture
def files(tmp_path):
    return written(tmp_path, trustme.CA())


@pytest.fixture
def request_of_cs001():
    with new_pki() as pki:
        yield pki.request("CS001")


async def signed(url, csr):
    """The answer to SignCertificate, and the chain that follows it."""
    async with booted(url) as station:
        answer = await station.call("SignCertificate", {"csr": csr, "certificateType": "ChargingStationCertificate"})
        return answer.payload, (await station.called("CertificateSigned"))["certificateChain"]


def test_the_command_signs_the_certificates_of_stations(files, request_of_cs001):
    options = ("--ca-cert", str(files[0]), "--ca-key", str(files[1]))
    with ours("csms", "--port", "0", "--register", f"CS001:{PASSWORD.reveal()}", *options) as program:
        url = f"ws://127.0.0.1:{port_in(program.line_with('listening'))}"
        answer, chain = asyncio.run(signed(url, request_of_cs001.csr))
    made, root = (x509.load_pem_x509_certificate(text) for text in (chain.encode(), files[0].read_bytes()))
    made.verify_directly_issued_by(root)
    assert (answer, problem_of(request_of_cs001, chain)) == ({"status": "Accepted"}, None)


@pytest.mark.parametrize("key_type", trustme.KeyType)
def test_the_chain_of_a_root_is_one_certificate(tmp_path, request_of_cs001, key_type):
    files = written(tmp_path, trustme.CA(key_type=key_type))
    (made,) = x509.load_pem_x509_certificates(authority(*files).sign(request_of_cs001.csr, "CS001").encode())
    made.verify_directly_issued_by(x509.load_pem_x509_certificate(files[0].read_bytes()))


def test_an_intermediate_ca_is_in_the_chain(tmp_path, request_of_cs001):
    files = written(tmp_path, trustme.CA().create_child_ca())
    chain = authority(*files).sign(request_of_cs001.csr, "CS001")
    first, second = x509.load_pem_x509_certificates(chain.encode())
    first.verify_directly_issued_by(second)


def no_certificate(certificate, key):
    certificate.write_text("no PEM")


def no_file(certificate, key):
    certificate.unlink()


def no_key(certificate, key):
    key.write_text("no PEM")


def of_a_server(certificate, key):
    issued = trustme.CA().issue_cert("localhost")
    issued.cert_chain_pems[0].write_to_path(str(certificate))
    issued.private_key_pem.write_to_path(str(key))


def of_another_ca(certificate, key):
    trustme.CA().private_key_pem.write_to_path(str(key))


def with_a_passphrase(certificate, key):
    own = load_pem_private_key(key.read_bytes(), None)
    key.write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")))


def of_another_kind(certificate, key):
    own = ed25519.Ed25519PrivateKey.generate()
    key.write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


REFUSED = [
    (no_certificate, "ca.pem: can't be used", "the certificate of a CA"),
    (no_file, "ca.pem: can't be used", "No such file"),
    (no_key, "ca.key: can't be used", "a private key"),
    (of_a_server, "ca.pem: its basic constraints say that it is no CA", "give the certificate of one"),
    (of_another_ca, "ca.key: not the key of", "that belong together"),
    (with_a_passphrase, "ca.key: can't be used", "no passphrase"),
    (of_another_kind, "ca.key: neither RSA nor elliptic", "A00.FR.505"),
]


@pytest.mark.parametrize(("change", "problem", "step"), REFUSED, ids=lambda row: getattr(row, "__name__", ""))
def test_files_that_are_no_ca_are_refused_with_the_rule(files, change, problem, step):
    change(*files)
    with pytest.raises(TlsSettingError) as refused:
        authority(*files)
    assert problem in str(refused.value)
    assert step in str(refused.value)
