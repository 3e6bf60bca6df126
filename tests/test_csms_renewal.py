"""The bundled CSMS renews certificates of stations and raises their security profile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ocpp_conformance.harness.csms import SettingError
from ocpp_conformance.harness.evidence import Binding, Checklist, Recording
from ocpp_conformance.harness.probes import StationProbe
from ocpp_conformance.harness.sut.certificates import certificates_for
from ocpp_conformance.harness.sut.csms_under_test import csms_under_test
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.transport import RefusedError
from ocpp_conformance.harness.transport.pki import new_pki, problem_of, subject_of

from .messages import BOOT
from .station_in_hand import booted, csms_with, raw_station

SERIAL = BOOT["chargingStation"]["serialNumber"]


@pytest.fixture
def pki():
    with new_pki() as made:
        yield made


def signing_csms(pki, **settings):
    given = {"tls": pki.server(), "higher_tls": pki.server(demand_client=True), "ca": pki, **settings}
    return csms_with(serial_numbers={"CS001": SERIAL}, **given)


def new_csr(name=SERIAL, curve=None):
    key = ec.generate_private_key(curve or ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    csr = x509.CertificateSigningRequestBuilder(subject).sign(key, hashes.SHA256())
    return csr.public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.asyncio
async def test_station_is_upgraded_with_a_certificate_of_the_csms_and_may_not_go_back(pki):
    request = pki.request(SERIAL)
    async with signing_csms(pki) as csms:
        async with booted(csms.url, tls=pki.client()) as station:
            reply = await station.call("SignCertificate", {"csr": request.csr})
            signed = await station.called("CertificateSigned")
        upgraded = pki.client_of(request, signed["certificateChain"])
        async with booted(csms.higher_url, tls=upgraded, password=None):
            pass
        with pytest.raises(RefusedError, match="403"):
            await raw_station(csms.url, tls=pki.client())

        assert (reply.payload["status"], signed["certificateType"]) == ("Accepted", "ChargingStationCertificate")
        assert csms.stations["CS001"].security_profile == 3
        csms.allow_security_profile("CS001", 2)
        async with booted(csms.url, tls=pki.client()):
            pass


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["Accepted", "Rejected"])
async def test_what_the_station_says_of_its_certificate_is_kept(pki, status):
    async with signing_csms(pki) as csms, booted(csms.url, otherwise={"status": status}, tls=pki.client()) as station:
        await station.call("SignCertificate", {"csr": new_csr()})
        await station.called("CertificateSigned")
        await station.call("Heartbeat", {})

        assert list(csms.stations["CS001"].signed) == [status]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("csr", "more", "reason"),
    [
        (lambda: "no CSR", {}, "InvalidCSR"),
        (lambda: new_csr("another"), {}, "InvalidCSR"),
        (lambda: new_csr(curve=ec.SECP192R1()), {}, "InvalidCSR"),
        (lambda: new_csr().replace("A", "B", 9), {}, "InvalidCSR"),
        (lambda: new_csr(), {"certificateType": "V2GCertificate"}, "UnsupportedRequest"),
    ],
)
async def test_bad_request_for_a_certificate_is_rejected(pki, csr, more, reason):
    async with signing_csms(pki) as csms, booted(csms.url, tls=pki.client()) as station:
        reply = await station.call("SignCertificate", {"csr": csr(), **more})

        assert (reply.payload["status"], reply.payload["statusInfo"]["reasonCode"]) == ("Rejected", reason)
        assert station.calls == []


@pytest.mark.asyncio
async def test_without_a_ca_no_certificate_is_signed(pki):
    async with signing_csms(pki, ca=None) as csms, booted(csms.url, tls=pki.client()) as station:
        reply = await station.call("SignCertificate", {"csr": new_csr()})

        assert reply.payload["status"] == "Rejected"


@pytest.mark.asyncio
async def test_certificate_for_a_station_that_is_gone_is_no_error_of_the_csms(pki):
    async with signing_csms(pki) as csms, booted(csms.url, tls=pki.client()) as station:
        await station.send(f'[2,"1","SignCertificate",{{"csr":{new_csr()!r}}}]'.replace("'", '"'))
        station.socket.abort()

    assert csms.errors == []


def test_second_endpoint_is_of_a_higher_profile(pki):
    with pytest.raises(SettingError, match="give one above 2"):
        signing_csms(pki, higher_tls=pki.server())


def test_there_is_no_second_endpoint_unless_asked_for(pki):
    with pytest.raises(ValueError, match="give it a higher_tls"):
        _ = signing_csms(pki, higher_tls=None).higher_url


def test_request_to_an_external_csms_is_for_the_subject_that_it_knows(pki):
    given = pki.client("the station of a customer")
    with certificates_for(Description(endpoint="wss://csms.example/ocpp", tls=given), 3) as certificates:
        request = x509.load_pem_x509_csr(certificates.request().csr.encode())

    assert request.subject == subject_of(given.certificate)


def test_what_is_no_certificate_for_a_request_is_told(pki):
    request, other = pki.request(SERIAL), pki.request(SERIAL)

    assert problem_of(request, pki.sign(request.csr, SERIAL)) is None
    assert problem_of(request, pki.sign(other.csr, SERIAL)) == "a certificate for another key"
    assert "(PEM)" in problem_of(request, "MIIB")


@pytest.mark.asyncio
async def test_case_on_profile_2_has_a_way_up():
    sut = Description()
    with certificates_for(sut, 2) as certificates:
        async with csms_under_test(sut, 1, certificates) as csms:
            request = certificates.request()
            station = StationProbe(csms.address, *evidence(), sut.patience)
            await station.booted()
            sent = await station.call("SignCertificate", {"csr": request.csr})
            signed = await station.next_call("CertificateSigned")
            await station.close()
            tls = certificates.client_of(request, signed["certificateChain"])
            higher = StationProbe(replace(csms.higher, tls=tls), *evidence(), sut.patience)
            await higher.booted()
            await higher.close()
            again = await StationProbe(csms.address, *evidence(), sut.patience).attempt()

    assert (sent["status"], again.status) == ("Accepted", 403)


def evidence():
    recording = Recording()
    return recording, Checklist("", recording, lambda _: Binding.MUST)
