"""Firmware of the bundled station: what it takes, and what it tells while it updates."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from ocpp_conformance.harness.evidence import Recording
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.station.config import Updates
from ocpp_conformance.harness.sut.abilities import updates_for
from ocpp_conformance.harness.sut.firmware import for_bundled_station, of_unknown_root
from ocpp_conformance.harness.times import now

from .test_station_csms import system

STATUS = "FirmwareStatusNotification"
DOWNLOADED = ["Downloading", "Downloaded"]
INSTALLED = [*DOWNLOADED, "SignatureVerified", "Installing", "InstallRebooting", "Installed"]


@asynccontextmanager
async def updating(signed=None, name="a.bin", updates=None, unsigned=False, pauses=False, **fields):
    """The answer to an UpdateFirmware, and the CSMS that sees what comes of it."""
    firmware = for_bundled_station()
    signed, updates = signed or firmware.good, updates or Updates(firmware.root)
    async with (
        FileServer(Recording(), "127.0.0.1", lambda: "127.0.0.1") as files,
        system(
            updates=updates, unsigned_firmware=unsigned, pauses_downloads=pauses, firmware_version="1.0", evses=(1, 1)
        ) as (csms, station),
    ):
        files.files["a.bin"] = signed.file
        wanted = {
            "location": files.url(name),
            "retrieveDateTime": now(),
            "signingCertificate": signed.certificate,
            "signature": signed.signature,
            **fields,
        }
        request = {"requestId": 7, "retries": 0, "firmware": {k: v for k, v in wanted.items() if v is not None}}
        yield csms, station, files, request


def told(csms):
    return [each["status"] for each in csms.of(STATUS)]


def events(csms):
    return [each["type"] for each in csms.of("SecurityEventNotification")]


async def ends(csms, status):
    await csms.until(lambda: status in told(csms))


@pytest.mark.asyncio
async def test_good_firmware_is_installed_and_runs():
    async with updating() as (csms, station, _, request):
        assert await csms.call("UpdateFirmware", request) == {"status": "Accepted"}
        await csms.until(lambda: "FirmwareUpdated" in events(csms))
        assert told(csms) == INSTALLED
        assert {each["requestId"] for each in csms.of(STATUS)} == {7}
        boot = csms.of("BootNotification")[-1]
        assert (boot["reason"], boot["chargingStation"]["firmwareVersion"]) == ("FirmwareUpdate", "2.0")
        assert station.model.text("ChargingStation", "FirmwareVersion") == "2.0"
        states = [each["connectorStatus"] for each in csms.of("StatusNotification")]
        assert states == ["Unavailable", "Unavailable", "Available", "Available"]


@pytest.mark.asyncio
async def test_unsigned_firmware_is_installed_where_it_is_taken():
    async with updating(unsigned=True, signingCertificate=None, signature=None) as (csms, _, _, request):
        assert await csms.call("UpdateFirmware", request) == {"status": "Accepted"}
        await ends(csms, "Installed")
        assert told(csms) == [status for status in INSTALLED if status != "SignatureVerified"]  # L02


@pytest.mark.asyncio
async def test_a_later_installation_is_planned():
    async with updating(installDateTime=now(timedelta(seconds=20))) as (csms, _, _, request):
        await csms.call("UpdateFirmware", request)
        await ends(csms, "InstallScheduled")
        await ends(csms, "Installed")
        assert told(csms) == [*INSTALLED[:3], "InstallScheduled", *INSTALLED[3:]]


@pytest.mark.asyncio
@pytest.mark.parametrize("change", [{"signingCertificate": None}, {"location": "ftp://firmware.invalid/a.bin"}])
async def test_firmware_that_it_can_not_take_is_refused(change):
    async with updating(**change) as (csms, _, _, request):
        assert (await csms.call("UpdateFirmware", request))["status"] == "Rejected"


@pytest.mark.asyncio
@pytest.mark.parametrize("certificate", ["no certificate", of_unknown_root()])
async def test_a_certificate_of_nobody_is_refused_and_reported(certificate):
    async with updating(signingCertificate=certificate) as (csms, _, _, request):
        assert await csms.call("UpdateFirmware", request) == {"status": "InvalidCertificate"}
        await csms.until(lambda: "InvalidFirmwareSigningCertificate" in events(csms))
        assert told(csms) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("signature", [None, "no base64", for_bundled_station().misplaced.signature])
async def test_a_bad_signature_ends_the_update(signature):
    async with updating(signature=signature) as (csms, _, _, request):
        await csms.call("UpdateFirmware", request)
        await csms.until(lambda: "InvalidFirmwareSignature" in events(csms))
        await ends(csms, "InvalidSignature")
        assert told(csms) == [*DOWNLOADED, "InvalidSignature"]


@pytest.mark.asyncio
async def test_a_damaged_image_is_not_installed():
    async with updating(for_bundled_station().damaged) as (csms, station, _, request):
        await csms.call("UpdateFirmware", request)
        await ends(csms, "InstallVerificationFailed")
        await csms.until(lambda: csms.of("StatusNotification")[-1]["connectorStatus"] == "Available")
        assert station.model.text("ChargingStation", "FirmwareVersion") == "1.0"


@pytest.mark.asyncio
async def test_fewer_than_no_retries_are_one_attempt():
    async with updating() as (csms, _, _, request):
        await csms.call("UpdateFirmware", {**request, "retries": -1})
        await ends(csms, "Installed")


@pytest.mark.asyncio
async def test_a_missing_file_fails_the_download_and_the_last_status_is_told_again():
    async with updating(name="b.bin") as (csms, _, _, request):
        await csms.call("UpdateFirmware", request)
        await ends(csms, "DownloadFailed")
        await csms.call("TriggerMessage", {"requestedMessage": STATUS})
        await csms.until(lambda: len(told(csms)) == 3)
        assert csms.of(STATUS)[-1] == {"status": "DownloadFailed", "requestId": 7}


@pytest.mark.asyncio
@pytest.mark.parametrize(("cancels", "status"), [(True, "AcceptedCanceled"), (False, "Rejected")])
async def test_a_second_update_cancels_the_first_or_is_refused(cancels, status):
    updates = Updates(for_bundled_station().root, cancels)
    async with updating(updates=updates) as (csms, _, files, request):
        async with files.stalling():
            await csms.call("UpdateFirmware", request)
            await ends(csms, "Downloading")
            assert (await csms.call("UpdateFirmware", {**request, "requestId": 8}))["status"] == status
        await ends(csms, "Installed")
        assert csms.of(STATUS)[-1]["requestId"] == (8 if cancels else 7)


@pytest.mark.asyncio
@pytest.mark.parametrize(("allowed", "free"), [("false", ["Unavailable"]), ("true", [])])
async def test_an_update_waits_for_who_charges_and_closes_free_evses(allowed, free):
    async with updating() as (csms, station, _, request):
        station.model.write("ChargingStation", "AllowNewSessionsPendingFirmwareUpdate", allowed)
        await station.plug_in()
        await csms.call("UpdateFirmware", request)
        await ends(csms, "InstallScheduled")
        await csms.fence()
        assert "Installing" not in told(csms)
        assert [each["connectorStatus"] for each in csms.of("StatusNotification") if each["evseId"] == 2] == free
        await station.unplug()
        await ends(csms, "Installed")


@pytest.mark.asyncio
async def test_a_transaction_that_begins_goes_before_a_download_where_that_is_so():
    async with updating(pauses=True) as (csms, station, files, request):
        async with files.stalling():
            await csms.call("UpdateFirmware", request)
            await files.fetched(3)
            await station.plug_in()
            await ends(csms, "DownloadPaused")
            await csms.fence()
            assert told(csms) == ["Downloading", "DownloadPaused"]
        await station.unplug()
        await ends(csms, "Installed")
        assert told(csms)[2:] == INSTALLED
        assert files.fetches == 2


@pytest.mark.asyncio
async def test_a_download_goes_on_while_somebody_charges_as_a_rule():
    async with updating() as (csms, station, files, request):
        async with files.stalling():
            await csms.call("UpdateFirmware", request)
            await files.fetched(3)
            await station.plug_in()
        await ends(csms, "InstallScheduled")
        assert told(csms) == [*INSTALLED[:3], "InstallScheduled"]


@pytest.mark.parametrize(
    ("condition", "updates"),
    [
        (None, Updates("pem")),
        ("C-60", Updates("pem")),
        ("NOT C-60", Updates("pem", cancels=False)),
        ("NOT C-43 and NOT AQ-7", Updates("pem", downloads_while_charging=False)),
        ("C-43", Updates("pem", installs_while_charging=True)),
        ("C-999", Updates("pem")),
    ],
)
def test_the_station_of_a_case_is_one_that_it_is_due_for(condition, updates):
    assert updates_for(condition, 2, "pem") == updates
