"""What the bundled CSMS makes of contract certificates of EVs, and what it tells stations of OCSP."""

from __future__ import annotations

import asyncio
import base64
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from ocpp_conformance.harness.csms.ocsp import Responders
from ocpp_conformance.harness.evidence import Recording
from ocpp_conformance.harness.probes.responder import Responder
from ocpp_conformance.harness.sut.plug_and_charge import stand_in
from ocpp_conformance.harness.times import wall
from ocpp_conformance.harness.transport.mobility import Operator, new_operator
from ocpp_conformance.harness.transport.ocsp import id_of, read_answer, request_for

from .station_in_hand import booted, csms_with

EMAID = "DEOCPC00000001"
TOKEN = {"idToken": EMAID, "type": "eMAID"}
NO_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
TRY_LATER = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
KNOWN = {(EMAID, "eMAID"): "Accepted", ("DEOCPC00000002", "eMAID"): "Blocked"}


@dataclass
class Scene:
    """A station in our hand, the mobility operator of its EV, and the responder of that."""

    station: object
    operator: Operator
    responder: Responder

    def contract(self, emaid=EMAID, **more):
        return self.operator.contract(emaid, self.responder.url, **more)

    async def shown(self, emaid=EMAID, **about):
        """The idTokenInfo.status and the certificateStatus of a contract."""
        reply = await self.station.call("Authorize", {"idToken": {"idToken": emaid, "type": "eMAID"}, **about})
        return reply.payload["idTokenInfo"]["status"], reply.payload["certificateStatus"]

    async def status(self, data):
        return (await self.station.call("GetCertificateStatus", {"ocspRequestData": data})).payload


@asynccontextmanager
async def plugged_in(*, knows_root=True, **settings):
    operator = new_operator()
    roots = (operator.root,) if knows_root else (new_operator().root,)
    csms = csms_with(tokens=KNOWN, contract_roots=roots, **settings)
    async with (
        Responder(Recording(), operator.answer) as responder,
        csms,
        booted(csms.url) as station,
    ):
        yield Scene(station, operator, responder)


def by_hashes(contract):
    return {"iso15118CertificateHashData": contract.ocsp_data}


def by_chain(contract):
    return {"certificate": contract.chain}


def by_both(contract):
    return by_hashes(contract) | by_chain(contract)


WAYS = pytest.mark.parametrize("way", [by_hashes, by_chain, by_both])


@WAYS
@pytest.mark.asyncio
async def test_good_contract_is_accepted(way):
    async with plugged_in() as scene:
        assert await scene.shown(**way(scene.contract())) == ("Accepted", "Accepted")
        assert len(scene.responder.requests) == 2  # of the contract, and of the CA that issued it


@WAYS
@pytest.mark.asyncio
async def test_contract_of_an_emaid_that_is_not_accepted_was_cancelled(way):
    async with plugged_in() as scene:
        blocked, unknown = "DEOCPC00000002", "DEOCPC00000003"
        assert await scene.shown(blocked, **way(scene.contract(blocked))) == ("Blocked", "ContractCancelled")
        assert await scene.shown(unknown, **way(scene.contract(unknown))) == ("Unknown", "ContractCancelled")


@WAYS
@pytest.mark.asyncio
async def test_revoked_contract_is_invalid(way):
    async with plugged_in() as scene:
        contract = scene.contract()
        scene.operator.revoked.add(contract.serial_number)
        assert await scene.shown(**way(contract)) == ("Invalid", "CertificateRevoked")


@pytest.mark.asyncio
async def test_contract_below_a_ca_that_was_revoked_is_invalid():
    async with plugged_in() as scene:
        scene.operator.revoked.add(scene.operator.sub_cas(scene.responder.url).serial_number)
        assert await scene.shown(**by_chain(scene.contract())) == ("Invalid", "CertificateRevoked")


@WAYS
@pytest.mark.asyncio
async def test_contract_of_an_unknown_root_is_invalid(way):
    async with plugged_in(knows_root=False) as scene:
        assert await scene.shown(**way(scene.contract())) == ("Invalid", "CertChainError")


@pytest.mark.asyncio
async def test_expired_contract_is_told():
    async with plugged_in() as scene:
        assert await scene.shown(**by_chain(scene.contract(days=-1))) == ("Expired", "CertificateExpired")


@pytest.mark.asyncio
async def test_contract_for_another_emaid_is_invalid():
    async with plugged_in() as scene:
        other = by_chain(scene.contract("DEOCPC00000002"))
        assert await scene.shown(**other) == ("Invalid", "CertChainError")
        same = by_chain(scene.contract("DE-OCP-c00000001-7"))
        assert await scene.shown(**same) == ("Accepted", "Accepted")


@pytest.mark.parametrize(
    "certificate", ["no certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"]
)
@pytest.mark.asyncio
async def test_text_that_is_no_certificate_is_invalid(certificate):
    async with plugged_in() as scene:
        assert await scene.shown(certificate=certificate) == ("Invalid", "CertChainError")


NOTHING_SAID = [b"", b"no OCSPResponse", bytes(100_000), TRY_LATER.public_bytes(Encoding.DER)]


@pytest.mark.parametrize("answer", NOTHING_SAID, ids=range(len(NOTHING_SAID)))
@pytest.mark.asyncio
async def test_contract_that_nobody_says_anything_of_is_invalid(answer):
    async with plugged_in() as scene:
        contract = by_chain(scene.contract())
        scene.responder.answer = lambda _: answer
        assert await scene.shown(**contract) == ("Invalid", "CertChainError")


@pytest.mark.asyncio
async def test_answer_of_a_responder_that_nobody_trusts_says_nothing_of_a_contract():
    async with plugged_in(knows_root=False) as scene:
        (data,) = scene.operator.sub_cas(scene.responder.url).ocsp_data
        assert (await scene.status(data))["status"] == "Accepted"  # the station looks at it itself
        assert await scene.shown(iso15118CertificateHashData=[data]) == ("Invalid", "CertChainError")


@pytest.mark.asyncio
async def test_station_is_told_what_ocsp_says():
    async with plugged_in() as scene:
        (data,) = scene.operator.sub_cas(scene.responder.url).ocsp_data
        told = await scene.status(data)
        read = ocsp.load_der_ocsp_response(base64.b64decode(told["ocspResult"]))
        assert (told["status"], f"{read.serial_number:x}") == ("Accepted", data["serialNumber"])


@pytest.mark.parametrize("changed", [{"responderURL": "http://ocsp.invalid/"}, {"serialNumber": "no number"}])
@pytest.mark.asyncio
async def test_status_that_nobody_can_be_asked_for_is_not_known(changed):
    async with plugged_in() as scene:
        (data,) = scene.operator.sub_cas(scene.responder.url).ocsp_data
        assert await scene.status({**data, **changed}) == {"status": "Failed"}
        assert scene.responder.requests == []


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://127.0.0.1:8889/", True),
        ("http://LOCALHOST/ocsp", True),
        ("http://[::1]:80", True),
        ("http://192.0.2.1/", False),
        ("http://127.0.0.1.example.org/", False),
        ("ftp://127.0.0.1/", False),
        ("//127.0.0.1", False),
        ("http://[", False),
    ],
)
def test_only_known_responders_are_asked(url, may):
    assert Responders(("127.0.0.1", "::1", "localhost"), ()).may_ask(url) is may


@pytest.mark.parametrize("action", ["Install", "Update"])
@pytest.mark.asyncio
async def test_ev_gets_what_the_pool_has(action):
    payload = {"iso15118SchemaVersion": "urn", "action": action, "exiRequest": "gA=="}
    async with plugged_in(contract_pool=stand_in) as scene:
        reply = await scene.station.call("Get15118EVCertificate", payload)
        assert reply.payload == {"status": "Accepted", "exiResponse": stand_in(action, "gA==")}
    async with plugged_in() as scene:
        reply = await scene.station.call("Get15118EVCertificate", payload)
        assert reply.payload["status"] == "Failed"


@pytest.mark.asyncio
async def test_responder_that_takes_its_time_holds_nobody_up(monkeypatch):
    monkeypatch.setattr("ocpp_conformance.harness.csms.ocsp.PATIENCE", 0.3)
    silent = await asyncio.start_server(_say_nothing, "127.0.0.1", 0)
    async with silent, plugged_in() as scene:
        url = f"http://127.0.0.1:{silent.sockets[0].getsockname()[1]}"
        data = {**scene.operator.sub_cas(url).ocsp_data[0]}
        await scene.station.send(_call("1", data))
        beat = await scene.station.call("Heartbeat", {})
        assert "currentTime" in beat.payload
        assert await scene.status(data) == {"status": "Failed"}


@pytest.mark.asyncio
async def test_what_a_responder_lets_be_kept_is_not_asked_for_again():
    async with plugged_in() as scene:
        (data,) = scene.operator.sub_cas(scene.responder.url).ocsp_data
        id = id_of(data)
        said = read_answer(scene.operator.answer(request_for(id)), id, ())
        kept = Responders(("127.0.0.1",), ())
        kept._said[id] = replace(said, until=wall() + 60)
        assert kept.lookup([data]) is None
        kept._said[id] = replace(said, until=wall() - 60)
        lookup = kept.lookup([data])
        await lookup
        assert len(scene.responder.requests) == 1


async def _say_nothing(reader, writer):
    await reader.read()
    writer.close()


def _call(message_id, data):
    return json.dumps([2, message_id, "GetCertificateStatus", {"ocspRequestData": data}])


@pytest.mark.asyncio
async def test_answer_whose_signature_is_wrong_says_nothing_of_a_contract():
    async with plugged_in() as scene:
        contract, honest = scene.contract(), scene.operator.answer

        def tampered(request):
            answer = honest(request)
            signature = ocsp.load_der_ocsp_response(answer).signature
            return answer.replace(signature, signature[:-1] + bytes([signature[-1] ^ 1]))

        scene.responder.answer = tampered
        assert await scene.shown(**by_hashes(contract)) == ("Invalid", "CertChainError")
        assert (await scene.status(contract.ocsp_data[0]))["status"] == "Accepted"
