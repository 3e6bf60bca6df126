"""EVs that speak ISO 15118 at the bundled station, its phases, its locks, and the firmware that it publishes."""

from __future__ import annotations

import hashlib

import pytest

from ocpp_conformance.harness.evidence import Recording
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.station.blocks.charging_objections import phases_possible
from ocpp_conformance.harness.station.blocks.publishing import Publishing
from ocpp_conformance.harness.station.blocks.transaction_readings import thinned
from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.station import Station
from ocpp_conformance.harness.transport.certificates import names_of_request, new_root, signed

from .test_station_csms import system

TOLD = "PublishFirmwareStatusNotification"
FILE = b"firmware for others"
SUM = hashlib.md5(FILE, usedforsecurity=False).hexdigest()


@pytest.mark.asyncio
@pytest.mark.parametrize(("current", "phases"), [("DC", 3), ("AC", 0), ("steam", 3)])
async def test_an_ev_of_another_current_is_refused(current, phases):
    async with system(iso15118=True, supply_phases=phases) as (_, station):
        with pytest.raises(ValueError, match=current):
            await station.plug_in_15118(current=current)


@pytest.mark.asyncio
async def test_a_station_without_iso_15118_has_nothing_of_it():
    async with system() as (csms, station):
        with pytest.raises(ValueError, match="does not speak ISO 15118"):
            await station.plug_in_15118()
        assert await csms.call("TriggerMessage", {"requestedMessage": "SignV2GCertificate"}) == {
            "status": "NotImplemented"
        }


@pytest.mark.asyncio
async def test_a_departure_is_told():
    async with system(iso15118=True) as (csms, station):
        await station.plug_in_15118(departure="2026-01-01T12:00:00.000Z", energy=5000)
        await station.present_token("04A2B3C4", "ISO14443")
        await csms.until(lambda: csms.of("NotifyEVChargingNeeds"))
        needs = csms.of("NotifyEVChargingNeeds")[0]["chargingNeeds"]
        assert (needs["departureTime"], needs["acChargingParameters"]["energyAmount"]) == (
            "2026-01-01T12:00:00.000Z",
            5000,
        )


@pytest.mark.asyncio
async def test_what_ocsp_says_is_asked_for_every_week():
    root = new_root("V2G root")
    ca = new_root("V2G sub CA", signer=root)
    async with system(iso15118=True, time_scale=1e-6) as (csms, _):
        install = {"certificateType": "V2GRootCertificate", "certificate": root.pem}
        assert (await csms.call("InstallCertificate", install))["status"] == "Accepted"
        csms.answers("GetCertificateStatus", {"status": "Accepted", "ocspResult": "x"})
        csms.answers("SignCertificate", {"status": "Accepted"})
        await csms.call("TriggerMessage", {"requestedMessage": "SignV2GCertificate"})
        csr = (await csms.seen("SignCertificate"))["csr"]
        chain = {"certificateChain": signed(ca, csr) + ca.pem, "certificateType": "V2GCertificate"}
        assert await csms.call("CertificateSigned", chain) == {"status": "Accepted"}
        await csms.seen("GetCertificateStatus", 2)
        asked = await csms.seen("GetCertificateStatus", 4)
        assert asked == csms.of("GetCertificateStatus")[1]


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "number"), [("Accepted", 1), ("Failed", 0)])
async def test_an_ev_charges_by_a_contract_certificate_that_it_is_given(status, number):
    async with system(iso15118=True) as (csms, station):
        csms.answers("Get15118EVCertificate", {"status": status, "exiResponse": ""})
        await station.plug_in_15118(contract="DE8AA1A2B3C4D59", asks="Install")
        assert csms.of("Get15118EVCertificate")[0]["action"] == "Install"
        assert len(csms.of("Authorize")) == number


@pytest.mark.asyncio
async def test_what_is_switched_off_is_not_asked_for():
    async with system(iso15118=True) as (csms, station):
        for name in ("ContractCertificateInstallationEnabled", "V2GCertificateInstallationEnabled"):
            station.model.write("ISO15118Ctrlr", name, "false")
        await station.ask_for_contract()
        assert csms.of("Get15118EVCertificate") == []
        trigger = {"requestedMessage": "SignV2GCertificate"}
        assert await csms.call("TriggerMessage", trigger) == {"status": "Rejected"}


@pytest.mark.asyncio
async def test_a_v2g_certificate_names_the_secc():
    async with system(iso15118=True) as (csms, station):
        csms.answers("SignCertificate", {"status": "Rejected"})
        await csms.call("TriggerMessage", {"requestedMessage": "SignV2GCertificate"})
        csr = (await csms.seen("SignCertificate"))["csr"]
        assert names_of_request(csr) == [station.model.text("ISO15118Ctrlr", "SeccId")]


POSSIBLE = [
    ({"numberPhases": 3}, 3, False, True),
    ({"numberPhases": 1}, 3, False, False),
    ({"numberPhases": 1}, 3, True, True),
    ({"numberPhases": 1, "phaseToUse": 2}, 3, True, True),
    ({"numberPhases": 1, "phaseToUse": 4}, 3, True, False),
    ({"numberPhases": 3, "phaseToUse": 1}, 3, True, False),
    ({"numberPhases": 3}, 1, False, True),
    ({"numberPhases": 1, "phaseToUse": 2}, 1, False, False),
    ({"numberPhases": 3, "phaseToUse": 2}, 0, False, True),
]


@pytest.mark.parametrize(("period", "phases", "switches", "possible"), POSSIBLE)
def test_phases_are_possible_or_not(period, phases, switches, possible):
    config = StationConfig(csms_url="ws://h", supply_phases=phases, phase_switching=switches)
    assert Station(config).decide(phases_possible, period) is possible


@pytest.mark.parametrize("wrong", [{"supply_phases": 2}, {"supply_phases": 1, "phase_switching": True}])
def test_a_supply_that_there_is_not(wrong):
    with pytest.raises(ValueError, match="phase"):
        StationConfig(csms_url="ws://h", **wrong)


@pytest.mark.parametrize(("number", "left"), [(3, [0, 2]), (6, [0, 2, 4, 5]), (7, [0, 2, 4, 6])])
def test_every_other_reading_is_left_out(number, left):
    assert Station(StationConfig(csms_url="ws://h")).decide(thinned, list(range(number))) == left


@pytest.mark.asyncio
async def test_a_jammed_lock_stays_as_it_is():
    async with system(sockets=True) as (csms, station):
        await station.plug_in()
        await station.present_token("04A2B3C4", "ISO14443")
        await station.jam_lock()
        await station.present_token("04A2B3C4", "ISO14443")
        await station.unplug()
        assert station.connectors[0].plugged
        unlock = {"evseId": 1, "connectorId": 1}
        assert await csms.call("UnlockConnector", unlock) == {"status": "UnlockFailed"}
        await station.free_lock()
        assert await csms.call("UnlockConnector", unlock) == {"status": "Unlocked"}
        await station.unplug()
        assert not station.connectors[0].plugged


@pytest.mark.asyncio
async def test_a_fixed_cable_has_no_lock_to_jam():
    async with system() as (_, station):
        with pytest.raises(ValueError, match="has no lock"):
            await station.jam_lock()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "checksum", "end"),
    [("a.bin", SUM, "Published"), ("a.bin", "0" * 32, "InvalidChecksum"), ("b.bin", SUM, "DownloadFailed")],
)
async def test_firmware_is_published_or_not(name, checksum, end):
    files = FileServer(Recording(), "127.0.0.1", lambda: "127.0.0.1")
    async with files, system(local_controller=True) as (csms, _):
        files.files["a.bin"] = FILE
        request = {"location": files.url(name), "checksum": checksum, "requestId": 5, "retries": 0}
        assert await csms.call("PublishFirmware", request) == {"status": "Accepted"}
        await csms.until(lambda: end in [each["status"] for each in csms.of(TOLD)])
        last = csms.of(TOLD)[-1]
        assert (last["requestId"], "location" in last) == (5, end == "Published")


@pytest.mark.asyncio
async def test_what_is_published_is_withdrawn_unless_a_station_downloads_it():
    async with system(local_controller=True) as (csms, station):
        publishing, unpublish = station.part(Publishing), {"checksum": SUM.upper()}
        assert await csms.call("UnpublishFirmware", unpublish) == {"status": "NoFirmware"}
        publishing.published[SUM] = FILE
        publishing.downloading.add(SUM)
        assert await csms.call("UnpublishFirmware", unpublish) == {"status": "DownloadOngoing"}
        publishing.downloading.clear()
        assert await csms.call("UnpublishFirmware", unpublish) == {"status": "Unpublished"}
        assert await csms.call("UnpublishFirmware", unpublish) == {"status": "NoFirmware"}


@pytest.mark.asyncio
async def test_a_station_that_is_no_local_controller_publishes_nothing():
    async with system() as (csms, _):
        answer = await csms.call("UnpublishFirmware", {"checksum": SUM})
        assert answer.code == "NotSupported"
