"""The mobility operator in our hand, and its OCSP responder."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
import yarl
from aiohttp import ClientSession
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from ocpp_conformance.harness.evidence import NoteEntry, Recording
from ocpp_conformance.harness.probes.responder import Responder
from ocpp_conformance.harness.transport import PortTakenError
from ocpp_conformance.harness.transport.hosts import bindable
from ocpp_conformance.harness.transport.mobility import new_operator
from ocpp_conformance.harness.transport.ocsp import (
    id_of,
    read_answer,
    request_for,
    responder_of,
    response_problem,
)

URL = "http://127.0.0.1:8889"
EMAID = "DEOCPC00000001"


@pytest.fixture
def operator():
    return new_operator()


def certificates(issued):
    return x509.load_pem_x509_certificates(issued.chain.encode())


def test_contract_names_its_responder_and_a_ca_below_the_root(operator):
    contract, sub_ca = certificates(operator.contract(EMAID, URL))
    assert [responder_of(contract), responder_of(sub_ca)] == [URL, URL]
    assert certificates(operator.sub_cas(URL)) == [sub_ca]
    root = x509.load_pem_x509_certificate(operator.root.encode())
    contract.verify_directly_issued_by(sub_ca)
    sub_ca.verify_directly_issued_by(root)


def test_contract_has_hash_data_for_each_certificate_but_the_root(operator):
    issued = operator.contract(EMAID, URL)
    numbers = [int(data["serialNumber"], 16) for data in issued.ocsp_data]
    assert numbers == [each.serial_number for each in certificates(issued)]
    assert len(issued.chain) < 5500  # what an AuthorizeRequest has room for


def test_good_and_revoked_certificates_are_told(operator):
    good, revoked = (operator.contract(EMAID, URL) for _ in range(2))
    operator.revoked.add(revoked.serial_number)
    for issued, status in ((good, "good"), (revoked, "revoked")):
        id = id_of(issued.ocsp_data[0])
        said = read_answer(operator.answer(request_for(id)), id, (operator.root,), certificates(issued))
        assert (said.status, said.trusted, said.until) == (status, True, None)


def test_request_with_another_hash_is_served(operator):
    issued = operator.contract(EMAID, URL)
    first, issuer = certificates(issued)
    made = ocsp.OCSPRequestBuilder().add_certificate(first, issuer, hashes.SHA1()).build().public_bytes(Encoding.DER)
    assert operator.asked_about(made, issued) is None
    assert response_problem(operator.answer(made), first.serial_number) is None


def test_what_is_asked_wrongly_is_told(operator):
    issued, other = operator.contract(EMAID, URL), operator.contract(EMAID, URL)
    about = [id_of(each.ocsp_data[0]) for each in (issued, other)]
    stranger = id_of({**issued.ocsp_data[0], "issuerKeyHash": "00" * 32})
    assert operator.asked_about(b"?", issued) == "no OCSPRequest in DER"
    assert operator.asked_about(request_for(about[1]), issued) == "an OCSPRequest about another certificate"
    assert operator.asked_about(request_for(stranger), issued) == "an OCSPRequest with other hashes of the issuer"
    assert operator.asked_about(request_for(about[0]), issued) is None


def test_certificate_of_somebody_else_is_not_spoken_of(operator):
    id = id_of(new_operator().contract(EMAID, URL).ocsp_data[0])
    answer = operator.answer(request_for(id))
    assert read_answer(answer, id, (operator.root,)) is None
    assert response_problem(answer, id.serial_number) == "an OCSPResponse that says unauthorized"


def test_answer_is_trusted_by_those_alone_who_know_the_root(operator):
    issued = operator.contract(EMAID, URL)
    id = id_of(issued.ocsp_data[0])
    answer = operator.answer(request_for(id))
    assert read_answer(answer, id, (operator.root,)).trusted
    assert not read_answer(answer, id, (new_operator().root,)).trusted
    assert response_problem(answer, id.serial_number + 1) == "an OCSPResponse about another certificate"


@pytest.mark.asyncio
async def test_responder_is_asked_by_post_and_get(operator):
    issued, recording = operator.contract(EMAID, URL), Recording()
    request = request_for(id_of(issued.ocsp_data[0]))
    async with Responder(recording, operator.answer) as responder, ClientSession() as http:
        async with http.post(responder.url, data=request) as posted:
            assert (posted.status, posted.content_type) == (200, "application/ocsp-response")
            assert response_problem(await posted.read(), issued.serial_number) is None
        path = quote(base64.b64encode(request), safe="")
        async with http.get(yarl.URL(f"{responder.url}/{path}", encoded=True)) as got:
            assert response_problem(await got.read(), issued.serial_number) is None
        async with http.post(responder.url, data=b"?") as refused:
            assert refused.status == 400
    assert responder.requests == [request, request, b"?"]
    assert any("OCSP request" in entry.text for entry in recording.entries if isinstance(entry, NoteEntry))


@pytest.mark.asyncio
async def test_request_that_can_not_be_read_is_noted():
    def unable(_):
        raise NotImplementedError

    async with (
        Responder(Recording(), unable) as responder,
        ClientSession() as http,
        http.post(responder.url, data=b"?") as refused,
    ):
        assert (refused.status, responder.unread) == (501, True)


@pytest.mark.asyncio
async def test_port_that_is_taken_is_told(operator):
    async with Responder(Recording(), operator.answer) as first:
        with pytest.raises(PortTakenError):
            async with Responder(Recording(), operator.answer, port=first.port):
                pass


@pytest.mark.parametrize(
    ("host", "bound"),
    [("192.0.2.1", "192.0.2.1"), ("::1", "::1"), ("localhost", "localhost"), ("ocsp.example.org", "0.0.0.0")],
)
def test_responder_listens_where_its_host_is(host, bound):
    assert bindable(host) == bound
