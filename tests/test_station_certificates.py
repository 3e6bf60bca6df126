"""The bundled station's certificates, its renewal of one, and its network profiles."""

from __future__ import annotations

import asyncio

import pytest

from ocpp_conformance.harness.station.blocks.certificates import ENTRIES, Certificates
from ocpp_conformance.harness.station.blocks.network_profiles import NetworkProfiles
from ocpp_conformance.harness.station.core.network import NetworkProfile
from ocpp_conformance.harness.transport import Secret
from ocpp_conformance.harness.transport.certificates import days_left, der_of, hash_data, new_root, signed

from .test_station_csms import data, set_variable, system

pytestmark = pytest.mark.asyncio

CSMS_ROOT = "CSMSRootCertificate"
OLD = new_root("old")


async def install(csms, root, kind=CSMS_ROOT):
    answer = await csms.call("InstallCertificate", {"certificateType": kind, "certificate": root.pem})
    return answer["status"]


async def listed(csms, *kinds):
    answer = await csms.call("GetInstalledCertificateIds", {"certificateType": list(kinds)} if kinds else {})
    chain = answer.get("certificateHashDataChain", [])
    return [(each["certificateType"], each["certificateHashData"]["serialNumber"]) for each in chain]


async def delete(csms, pem, issuer=None, algorithm="SHA256"):
    wanted = hash_data(pem, issuer or pem, algorithm)
    return (await csms.call("DeleteCertificate", {"certificateHashData": wanted}))["status"]


def serial(root):
    return f"{root.certificate.serial_number:x}"


async def entries(csms):
    answer = await csms.call("GetVariables", {"getVariableData": [data("SecurityCtrlr", "CertificateEntries")]})
    return answer["getVariableResult"][0]["attributeValue"]


async def test_a_root_is_listed_and_counted_until_it_is_deleted():
    async with system() as (csms, _):
        assert (await install(csms, OLD), await listed(csms), await entries(csms)) == (
            "Accepted",
            [(CSMS_ROOT, serial(OLD))],
            "1",
        )
        assert await delete(csms, OLD.pem, algorithm="SHA512") == "Accepted"
        assert (await listed(csms), await delete(csms, OLD.pem), await entries(csms)) == ([], "NotFound", "0")


async def test_a_root_that_is_there_is_installed_once_more():
    async with system() as (csms, _):
        assert [await install(csms, OLD), await install(csms, OLD)] == ["Accepted", "Accepted"]
        assert len(await listed(csms)) == 1  # M05.FR.17


async def test_a_root_of_no_use_is_refused():
    async with system() as (csms, _):
        assert await install(csms, OLD, "MORootCertificate") == "Rejected"


async def test_there_is_an_end_to_the_roots():
    async with system() as (csms, station):
        store, kept = station.part(Certificates), new_root("kept")
        store.install(CSMS_ROOT, kept.pem)
        for number in range(ENTRIES - 1):
            store.install(CSMS_ROOT, new_root(f"root {number}").pem)
        assert await install(csms, OLD) == "Rejected"  # M05.FR.06
        assert await install(csms, kept) == "Accepted"  # M05.FR.17


async def test_a_new_root_is_signed_by_the_old_one():
    new = new_root("new", signer=OLD)
    async with system(additional_root_check=True) as (csms, station):
        assert await install(csms, OLD) == "Accepted"  # the first replaces none
        assert await install(csms, new_root("foreign")) == "Rejected"  # M05.FR.11
        assert await install(csms, new) == "Accepted"
        assert sorted(await listed(csms)) == sorted([(CSMS_ROOT, serial(new)), (CSMS_ROOT, serial(OLD))])  # M05.FR.12
        assert station.part(Certificates).csms_roots == [new.pem]
        assert await delete(csms, new.pem, OLD.pem) == "Accepted"


async def test_the_last_root_stays_where_the_connection_needs_it():
    async with system() as (csms, station):
        await install(csms, OLD)
        station.network = NetworkProfile("wss://h", 2)
        assert await delete(csms, OLD.pem) == "Failed"  # M04.FR.03


async def test_the_own_certificate_is_not_deleted():
    async with system() as (csms, station):
        await install(csms, OLD)
        own = await renewed(csms)
        await csms.fence()
        assert station.part(Certificates).own_chain == own
        assert await delete(csms, own, OLD.pem) == "Failed"  # M04.FR.06


async def renewed(csms, *, chain=None, accept=True):
    csms.answers("SignCertificate", {"status": "Accepted"})
    assert (await csms.call("TriggerMessage", {"requestedMessage": "SignChargingStationCertificate"})) == {
        "status": "Accepted"
    }
    request = await csms.seen("SignCertificate")
    chain = chain or signed(OLD, request["csr"])
    answer = await csms.call("CertificateSigned", {"certificateChain": chain})
    assert answer["status"] == ("Accepted" if accept else "Rejected")
    return chain


async def test_a_chain_that_is_too_long_is_refused():
    async with system() as (csms, _):
        await renewed(csms, chain="x" * 5601, accept=False)  # A02.FR.16
        assert csms.of("SecurityEventNotification") == []


async def test_a_certificate_of_another_use_is_refused():
    async with system() as (csms, _):
        request = {"certificateChain": OLD.pem, "certificateType": "V2GCertificate"}
        assert (await csms.call("CertificateSigned", request))["status"] == "Rejected"


async def test_a_certificate_that_nobody_asked_for_is_discarded():
    async with system() as (csms, _):
        assert (await csms.call("CertificateSigned", {"certificateChain": OLD.pem}))["status"] == "Rejected"
        assert (await csms.seen("SecurityEventNotification"))["type"] == "InvalidChargingStationCertificate"


async def test_a_refused_csr_is_not_sent_again():
    async with system() as (csms, station):
        await set_variable(csms, "SecurityCtrlr", "CertSigningWaitMinimum", "1")
        csms.answers("SignCertificate", {"status": "Rejected"})
        await csms.call("TriggerMessage", {"requestedMessage": "SignChargingStationCertificate"})
        await csms.seen("SignCertificate")
        await station.clock.wait(asyncio.Event(), 10)
        assert len(csms.of("SignCertificate")) == 1


async def test_csrs_come_to_an_end():
    async with system() as (csms, station):
        await set_variable(csms, "SecurityCtrlr", "CertSigningWaitMinimum", "1")
        await set_variable(csms, "SecurityCtrlr", "CertSigningRepeatTimes", "1")
        csms.answers("SignCertificate", {"status": "Accepted"})
        await csms.call("TriggerMessage", {"requestedMessage": "SignChargingStationCertificate"})
        await csms.seen("SignCertificate", 3)
        await station.clock.wait(asyncio.Event(), 10)
        assert len(csms.of("SignCertificate")) == 3  # A02.FR.19


@pytest.mark.parametrize(("profile", "days", "asks"), [(3, 20, 1), (3, 31, 0), (2, 20, 0)])
async def test_a_certificate_in_its_last_month_is_renewed_unasked(profile, days, asks):
    async with system() as (csms, station):
        csms.answers("SignCertificate", {"status": "Rejected"})
        station.network = NetworkProfile("wss://127.0.0.1:1/ocpp", profile)
        station.own_days_left = lambda: days
        station.renewal.look()
        await station.clock.wait(asyncio.Event(), 10)
        station.renewal.look()  # A03.FR.19
        await station.clock.wait(asyncio.Event(), 10)
        assert len(csms.of("SignCertificate")) == asks


async def test_a_short_lived_certificate_is_renewed_no_sooner_than_tomorrow():
    async with system() as (csms, station):
        await install(csms, OLD)
        await renewed(csms)
        station.network = NetworkProfile("wss://127.0.0.1:1/ocpp", 3)
        station.own_days_left = lambda: 1
        station.renewal.look()
        await csms.seen("SignCertificate", 2)
        chain = signed(OLD, csms.of("SignCertificate")[-1]["csr"])
        assert (await csms.call("CertificateSigned", {"certificateChain": chain}))["status"] == "Accepted"
        station.renewal.look()
        assert station.renewal.waits_for is None


async def test_days_are_left_of_a_certificate():
    assert days_left(der_of(OLD.pem)) == pytest.approx(60, abs=0.1)


PROFILE = {
    "ocppVersion": "OCPP20",
    "ocppTransport": "JSON",
    "ocppCsmsUrl": "ws://127.0.0.1:1/ocpp",
    "messageTimeout": 30,
    "securityProfile": 1,
    "ocppInterface": "Wired0",
}


@pytest.mark.parametrize(
    ("slot", "changes", "status"),
    [
        (2, {}, "Accepted"),
        (4, {}, "Rejected"),  # B09.FR.05
        (2, {"securityProfile": 0}, "Rejected"),  # B09.FR.04
        (2, {"securityProfile": 4}, "Rejected"),
        (2, {"securityProfile": 2}, "Rejected"),  # of a ws:// URL
        (2, {"ocppTransport": "SOAP"}, "Rejected"),
        (2, {"ocppInterface": "Wireless0"}, "Rejected"),
        (2, {"ocppCsmsUrl": "http://h"}, "Rejected"),
        (2, {"ocppCsmsUrl": "ws://[h"}, "Rejected"),
        (2, {"apn": {"apn": "a", "apnAuthentication": "NONE"}}, "Rejected"),
    ],
)
async def test_a_profile_is_looked_at(slot, changes, status):
    async with system() as (csms, _):
        request = {"configurationSlot": slot, "connectionData": {**PROFILE, **changes}}
        assert (await csms.call("SetNetworkProfile", request))["status"] == status


async def store(csms, **changes):
    request = {"configurationSlot": 2, "connectionData": {**PROFILE, **changes}}
    assert (await csms.call("SetNetworkProfile", request))["status"] == "Accepted"


async def ordered(csms, order):
    return await set_variable(csms, "OCPPCommCtrlr", "NetworkConfigurationPriority", order)


async def test_an_order_names_profiles_that_are_there():
    async with system() as (csms, _):
        assert await ordered(csms, "2,1") == "Rejected"  # B10.FR.02
        await store(csms)
        assert [await ordered(csms, "2,1"), await ordered(csms, "2,1")] == ["RebootRequired", "Accepted"]


@pytest.mark.parametrize(
    ("profile", "root", "own", "status"),
    [
        (2, False, False, "Rejected"),  # A05.FR.02
        (2, True, False, "RebootRequired"),
        (3, True, False, "Rejected"),  # A05.FR.03
        (3, True, True, "RebootRequired"),
    ],
)
async def test_a_higher_profile_needs_its_certificates(profile, root, own, status):
    async with system() as (csms, station):
        if root:
            await install(csms, OLD)
        if own:
            station.part(Certificates).own = (OLD.pem, Secret("key"))
        await store(csms, securityProfile=profile, ocppCsmsUrl="wss://h/ocpp")
        assert await ordered(csms, "2,1") == status


async def test_a_station_goes_back_to_the_profile_that_worked():
    async with system() as (csms, station):
        await store(csms)  # where nobody listens
        await set_variable(csms, "OCPPCommCtrlr", "NetworkProfileConnectionAttempts", "2")
        await set_variable(csms, "OCPPCommCtrlr", "RetryBackOffWaitMinimum", "1")
        await ordered(csms, "2")
        await station.reset()
        await csms.seen("BootNotification")  # B10.FR.07
        assert station.part(NetworkProfiles).active == "1"


async def test_a_station_begins_with_the_first_profile_of_the_order():
    async with system() as (csms, station):
        await store(csms, ocppCsmsUrl=station.config.csms_url + "/two")
        await ordered(csms, "2,1")
        await station.reset()
        await csms.seen("BootNotification")
        assert csms.requests[-1][1].path.startswith("/ocpp/two/")  # B10.FR.04
        assert station.model.text("OCPPCommCtrlr", "ActiveNetworkProfile") == "2"
