"""Logs of the bundled station and what it keeps of customers: uploaded, told, cleared."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from ocpp_conformance.harness.evidence import Recording
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.station.blocks.customers import PIECE, Customers
from ocpp_conformance.harness.times import now

from .test_station_csms import system

pytestmark = pytest.mark.asyncio
LOG, CUSTOMER = "LogStatusNotification", "NotifyCustomerInformation"
TOKEN = {"idToken": "04A2B3C4", "type": "ISO14443"}


@asynccontextmanager
async def uploading(kind="DiagnosticsLog", **more):
    async with (
        FileServer(Recording(), "127.0.0.1", lambda: "127.0.0.1") as files,
        system() as (csms, _),
    ):
        log = {"remoteLocation": files.url("log"), **more}
        yield csms, files, {"logType": kind, "requestId": 3, "retries": 1, "retryInterval": 1, "log": log}


def told(csms):
    return [(each["status"], each.get("requestId")) for each in csms.of(LOG)]


@pytest.mark.parametrize(
    ("kind", "line"), [("DiagnosticsLog", "-> BootNotification"), ("SecurityLog", "StartupOfTheDevice")]
)
async def test_a_log_is_uploaded(kind, line):
    async with uploading(kind) as (csms, files, request):
        answer = await csms.call("GetLog", request)
        await csms.until(lambda: ("Uploaded", 3) in told(csms))
        assert (answer["status"], bool(answer["filename"])) == ("Accepted", True)
        assert told(csms) == [("Uploading", 3), ("Uploaded", 3)]
        assert line in files.uploads[0].body.decode()


async def test_a_log_that_is_not_there_is_refused():
    async with uploading(latestTimestamp="2001-01-01T00:00:00Z") as (csms, files, request):
        assert await csms.call("GetLog", request) == {"status": "Rejected"}
        assert await csms.call("GetLog", {**request, "log": {"remoteLocation": "ftp://h/log"}}) == {
            "status": "Rejected"
        }
        assert files.uploads == []


async def test_the_times_of_a_log_are_heeded():
    async with uploading(oldestTimestamp=now(), latestTimestamp=now(timedelta(hours=1))) as (csms, _, request):
        assert (await csms.call("GetLog", request))["status"] == "Accepted"


@pytest.mark.parametrize(
    ("http", "status"),
    [(403, "PermissionDenied"), (400, "BadMessage"), (501, "NotSupportedOperation"), (599, "UploadFailure")],
)
async def test_a_failed_upload_is_tried_again_and_told(http, status):
    async with uploading() as (csms, files, request):
        files.refuses = http
        await csms.call("GetLog", request)
        await csms.until(lambda: (status, 3) in told(csms))
        assert len(files.uploads) == 2


async def test_fewer_than_no_retries_are_none():
    async with uploading() as (csms, files, request):
        files.refuses = 500
        await csms.call("GetLog", {**request, "retries": -5})
        await csms.until(lambda: ("UploadFailure", 3) in told(csms))
        assert len(files.uploads) == 1


async def test_a_second_log_cancels_the_first():
    async with uploading() as (csms, files, request):
        async with files.stalling():
            await csms.call("GetLog", request)
            await csms.until(lambda: ("Uploading", 3) in told(csms))
            await csms.call("TriggerMessage", {"requestedMessage": LOG})
            await csms.until(lambda: told(csms)[1:] == [("Uploading", 3)])
            assert (await csms.call("GetLog", {**request, "requestId": 4}))["status"] == "AcceptedCanceled"
        await csms.until(lambda: ("Uploaded", 4) in told(csms))
        assert told(csms)[2:] == [("AcceptedCanceled", 3), ("Uploading", 4), ("Uploaded", 4)]


def asked(**more):
    return {"requestId": 5, "report": True, "clear": False, **more}


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (asked(), "Invalid"),
        (asked(idToken=TOKEN, customerIdentifier="me"), "Invalid"),
        (asked(idToken=TOKEN, report=False), "Rejected"),
        (asked(idToken=TOKEN), "Accepted"),
    ],
)
async def test_a_customer_is_named_in_one_way_and_something_is_wanted(request_, status):
    async with system() as (csms, _):
        assert await csms.call("CustomerInformation", request_) == {"status": status}


async def test_a_customer_of_whom_much_is_kept_is_told_in_parts():
    async with system() as (csms, station):
        station.part(Customers).records["me"] = "x" * PIECE
        await csms.call("CustomerInformation", asked(customerIdentifier="me"))
        await csms.until(lambda: len(csms.of(CUSTOMER)) == 2)
        first, last = csms.of(CUSTOMER)
        assert (first["seqNo"], first["tbc"], last["seqNo"], "tbc" in last) == (0, True, 1, False)
        assert "x" * 100 in first["data"]


async def test_a_customer_is_forgotten_but_for_the_list():
    async with system() as (csms, station):
        station.model.write("AuthCacheCtrlr", "Enabled", "true")
        station.model.write("LocalAuthListCtrlr", "Enabled", "true")
        entry = {"idToken": TOKEN, "idTokenInfo": {"status": "Accepted"}}
        update = {"versionNumber": 1, "updateType": "Full", "localAuthorizationList": [entry]}
        await csms.call("SendLocalList", update)
        await station.store_customer("me")
        await csms.call("CustomerInformation", asked(idToken=TOKEN, clear=True))
        await csms.call("CustomerInformation", asked(idToken=TOKEN))
        await csms.call("CustomerInformation", asked(customerIdentifier="me", report=False, clear=True))
        await csms.call("CustomerInformation", asked(customerIdentifier="me"))
        await csms.until(lambda: len(csms.of(CUSTOMER)) == 4)
        data = [each["data"] for each in csms.of(CUSTOMER)]
        assert "04A2B3C4" in data[1]
        assert data[2:] == ["cleared", ""]
