"""Certificates as OCPP has them: hash data, roots, CSRs, and what is wrong with a chain."""

from __future__ import annotations

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.ocsp import OCSPRequestBuilder

from ocpp_conformance.harness.transport.certificates import (
    Root,
    chain_problem,
    hash_data,
    issued_by,
    key_problem,
    new_request,
    new_root,
    request_problem,
    root_problem,
    signed,
)

OLD = new_root("old")


@pytest.mark.parametrize(("name", "algorithm"), [("SHA256", hashes.SHA256()), ("SHA384", hashes.SHA384())])
@pytest.mark.parametrize("kind", list(trustme.KeyType))
def test_hash_data_are_those_of_an_ocsp_request(kind, name, algorithm):
    ca = trustme.CA(key_type=kind)
    root = x509.load_pem_x509_certificate(ca.cert_pem.bytes())
    leaf = x509.load_pem_x509_certificate(ca.issue_cert("a.invalid").cert_chain_pems[0].bytes())
    asked = OCSPRequestBuilder().add_certificate(leaf, root, algorithm).build()
    pem, issuer = (each.public_bytes(Encoding.PEM).decode() for each in (leaf, root))
    assert hash_data(pem, issuer, name) == {
        "hashAlgorithm": name,
        "issuerNameHash": asked.issuer_name_hash.hex(),
        "issuerKeyHash": asked.issuer_key_hash.hex(),
        "serialNumber": f"{asked.serial_number:x}",
    }


def leaf_of(root: Root, **how) -> str:
    return signed(root, new_request("SN-1", "")[0], **how)


@pytest.mark.parametrize(
    ("pem", "problem"),
    [
        (OLD.pem, None),
        (new_root("new", signer=OLD).pem, None),
        (new_root("late", expired=True).pem, "a certificate that has expired"),
        (leaf_of(OLD), "not the certificate of a CA"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "no certificate in PEM"),
        ("", "no certificate in PEM"),
    ],
)
def test_what_can_be_installed_as_a_root(pem, problem):
    assert root_problem(pem) == problem


def test_who_signed_a_root_is_seen():
    new = new_root("new", signer=OLD)
    assert (issued_by(new.pem, OLD.pem), issued_by(OLD.pem, new.pem)) == (True, False)
    assert not issued_by(new_root("old").pem, OLD.pem)  # of the same name, with another key


CHAINS = [
    (lambda csr: signed(OLD, csr), None),
    (lambda csr: signed(OLD, csr) + OLD.pem, None),
    (lambda csr: signed(new_root("sub", signer=OLD), csr), "a certificate of no root that is installed"),
    (lambda csr: signed(OLD, csr, days=-1), "a certificate that has expired"),
    (lambda csr: signed(OLD, csr, common_name="SN-2"), "a certificate for another name"),
    (lambda csr: signed(new_root("old"), csr), "a certificate of no root that is installed"),
    (lambda csr: leaf_of(OLD), "a certificate for another key"),
    (lambda csr: csr, "no certificate in PEM"),
]


@pytest.mark.parametrize(("made", "problem"), CHAINS)
def test_what_is_wrong_with_a_chain(made, problem):
    csr, _ = new_request("SN-1", "OCPP conformance")
    assert chain_problem(made(csr), csr, [OLD.pem]) == problem


def test_a_chain_may_lead_over_another_ca():
    csr, _ = new_request("SN-1", "OCPP conformance")
    sub = new_root("sub", signer=OLD)
    assert chain_problem(signed(sub, csr) + sub.pem, csr, [OLD.pem]) is None


def test_a_leaf_is_no_ca_of_a_chain():
    between, (csr, _) = new_request("SN-0", ""), new_request("SN-1", "")
    issuer = x509.load_pem_x509_certificate(signed(OLD, between[0]).encode())
    key = load_pem_private_key(between[1].reveal().encode(), None)
    chain = signed(Root(issuer, key), csr) + issuer.public_bytes(Encoding.PEM).decode()
    assert chain_problem(chain, csr, [OLD.pem]) == "a certificate of no root that is installed"


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (lambda: rsa.generate_private_key(65537, 1024), "a key of 1024 bits"),
        (lambda: rsa.generate_private_key(65537, 2048), None),
        (lambda: ec.generate_private_key(ec.SECP192R1()), "an elliptic key of 192 bits"),
        (lambda: ec.generate_private_key(ec.SECP224R1()), None),
    ],
)
def test_a_key_may_be_too_weak(key, problem):
    assert key_problem(key().public_key()) == problem


def test_a_csr_is_signed_with_its_own_key():
    csr, _ = new_request("SN-1", "OCPP conformance")
    assert request_problem(csr) is None
    assert request_problem("no CSR") == "no CSR in PEM"
    der = bytearray(x509.load_pem_x509_csr(csr.encode()).public_bytes(Encoding.DER))
    der[-1] ^= 1
    broken = x509.load_der_x509_csr(bytes(der)).public_bytes(Encoding.PEM).decode()
    assert request_problem(broken) == "a CSR that is not signed with its own key"
