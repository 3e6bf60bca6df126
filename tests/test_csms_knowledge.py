"""What the bundled CSMS learns from its stations, and what it is told to know before a case."""

from __future__ import annotations

import pytest

from ocpp_conformance.harness.csms.stations import KEPT, kept
from ocpp_conformance.harness.sut.csms_under_test import _PREPARE, BundledCsmsDriver
from ocpp_conformance.harness.sut.driver import Result
from ocpp_conformance.harness.sut.intents import STATES
from ocpp_conformance.harness.transport import RefusedError, Secret

from .messages import (
    BOOT,
    CARD,
    EVENT,
    HASH,
    LISTED,
    MESSAGE,
    METER,
    MONITORED,
    NOW,
    ON_WIRE,
    OTHER_HASH,
    PLACE,
    PLACE_ON_WIRE,
    REPORT_ITEM,
    SERVED,
    STATUS,
    THRESHOLD,
    report,
    transaction_event,
)
from .station_in_hand import PASSWORD, booted, csms_with, raw_station

NEW = Secret("a-new-password-of-CS001")


# what it makes of their answers


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "accepted"), [("Accepted", NEW), ("Rejected", PASSWORD), ("RebootRequired", PASSWORD)]
)
async def test_new_password_is_demanded_once_the_station_has_accepted_it(answer, accepted):
    place = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    answers = {"SetVariables": {"setVariableResult": [{**place, "attributeStatus": answer}]}}
    async with csms_with() as csms:
        async with booted(csms.url, answers):
            await csms.operate("CS001", "change_password", password=NEW.reveal())
        refused = PASSWORD if accepted is NEW else NEW
        with pytest.raises(RefusedError, match="401"):
            await raw_station(csms.url, password=refused)
        async with booted(csms.url, password=accepted):
            pass

        assert len(csms.stations["CS001"].device_model) == 0


@pytest.mark.asyncio
async def test_device_model_is_learned_from_reports_reads_and_writes():
    read = {**ON_WIRE, "attributeStatus": "Accepted", "attributeValue": "60"}
    unread = {**PLACE_ON_WIRE, "attributeStatus": "UnknownVariable"}
    written = {**PLACE_ON_WIRE, "attributeStatus": "Accepted"}
    refused = {**ON_WIRE, "attributeStatus": "Rejected"}
    answers = {
        "GetVariables": {"getVariableResult": [read, unread]},
        "SetVariables": {"setVariableResult": [written, refused]},
    }
    data = [{"component": {"name": "C"}, "variable": {"name": "V"}, "variableAttribute": [{"value": "1"}, {}]}]
    async with csms_with() as csms, booted(csms.url, answers) as station:
        await csms.operate("CS001", "read_variables", variables=[THRESHOLD])
        await csms.operate(
            "CS001", "write_variables", variables=[{**PLACE, "value": "new"}, {**THRESHOLD, "value": "9"}]
        )
        await station.call("NotifyReport", report(reportData=data))
        model = csms.stations["CS001"].device_model

        assert model.value("ocppcommctrlr", "OFFLINETHRESHOLD") == "60"
        place = {"evse": 1, "connector": 2, "component_instance": "c", "instance": "i"}
        assert model.value("Connector", "X", **place) == "new"
        assert model.value("C", "V") == "1"
        assert (model.value("C", "V", attribute="Target"), len(model)) == (None, 3)


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "slots"), [("Accepted", [2]), ("Failed", [])])
async def test_network_profile_is_kept_when_the_station_took_it(status, slots):
    async with csms_with() as csms, booted(csms.url, {"SetNetworkProfile": {"status": status}}):
        await csms.operate("CS001", "set_network_profile", slot=2, url="wss://x/ocpp", security_profile=2)

        assert list(csms.stations["CS001"].network_profiles) == slots


@pytest.mark.asyncio
async def test_local_list_is_kept_as_the_station_holds_it():
    async with csms_with() as csms, booted(csms.url, {"GetLocalListVersion": {"versionNumber": 9}}):
        both = [LISTED, {"id_token": "04B1B2B3", "type": "ISO14443"}]
        await csms.operate("CS001", "send_local_list", kind="Full", version=1, entries=both)
        away = [{**LISTED, "remove": True}]
        await csms.operate("CS001", "send_local_list", kind="Differential", version=2, entries=away)
        held = csms.stations["CS001"].local_list
        assert (held.version, list(held.entries)) == (2, [("04b1b2b3", "ISO14443")])

        await csms.operate("CS001", "local_list_version")
        assert csms.stations["CS001"].local_list.version == 9


@pytest.mark.asyncio
async def test_local_list_that_failed_changes_nothing():
    async with csms_with() as csms, booted(csms.url, {"SendLocalList": {"status": "VersionMismatch"}}):
        await csms.operate("CS001", "send_local_list", kind="Full", version=1, entries=[LISTED])

        assert csms.stations["CS001"].local_list.version == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["Accepted", "Rejected"])
async def test_customer_who_is_cleared_leaves_the_local_list(status):
    async with csms_with() as csms, booted(csms.url, {"CustomerInformation": {"status": status}}) as station:
        await BundledCsmsDriver(csms, "CS001").setup({"local_list": {"version": 4, "entries": [LISTED]}})
        await csms.operate("CS001", "customer_information", report=False, clear=True, customer=LISTED)

        sent = [payload for action, payload in station.calls if action == "SendLocalList"]
        assert [payload["versionNumber"] for payload in sent] == ([5] if status == "Accepted" else [])


@pytest.mark.asyncio
async def test_messages_are_known_as_the_station_shows_them():
    answers = {"SetDisplayMessage": {"status": "Accepted"}, "ClearDisplayMessage": {"status": "Accepted"}}
    async with csms_with() as csms, booted(csms.url, answers) as station:
        for number in (1, 2):
            await csms.operate("CS001", "set_display_message", text="a", format="UTF8", priority="InFront", id=number)
        await csms.operate("CS001", "clear_display_message", id=1)
        await station.call("NotifyDisplayMessages", {"requestId": 1, "messageInfo": [MESSAGE]})

        assert list(csms.stations["CS001"].messages) == [2, MESSAGE["id"]]


@pytest.mark.asyncio
async def test_more_items_than_the_station_takes_go_in_several_messages():
    async with csms_with() as csms, booted(csms.url) as station:
        model = csms.stations["CS001"].device_model
        for component, action in (("MonitoringCtrlr", "ClearVariableMonitoring"), ("DeviceDataCtrlr", "GetVariables")):
            place = {"component": {"name": component}, "variable": {"name": "ItemsPerMessage", "instance": action}}
            model.keep(place, None, "2")
        await csms.operate("CS001", "clear_monitors", ids=[1, 2, 3])
        await csms.operate("CS001", "read_variables", variables=[THRESHOLD] * 3)

        sent = [(action, len(payload.get("id", payload.get("getVariableData")))) for action, payload in station.calls]
        assert sent == [(a, n) for a in ("ClearVariableMonitoring", "GetVariables") for n in (2, 1)]


@pytest.mark.asyncio
async def test_monitors_are_known_until_they_are_cleared():
    cleared = {"ClearVariableMonitoring": {"clearMonitoringResult": [{"status": "Accepted", "id": 3}]}}
    async with csms_with() as csms, booted(csms.url, cleared) as station:
        told = {"requestId": 1, "seqNo": 0, "generatedAt": NOW, "monitor": [MONITORED]}
        await station.call("NotifyMonitoringReport", told)
        held = csms.stations["CS001"]
        assert (list(held.monitors), held.monitoring_reports[1].complete) == ([3], True)

        await csms.operate("CS001", "clear_monitors", ids=[3])
        assert held.monitors == {}


@pytest.mark.asyncio
async def test_energy_has_its_price():
    def metered(energy):
        return [{"timestamp": NOW, "sampledValue": [{"value": energy}]}]

    async with csms_with() as csms, booted(csms.url) as station:
        await BundledCsmsDriver(csms, "CS001").setup({"price": 0.25})
        await station.call("TransactionEvent", transaction_event(meterValue=metered(1000)))
        ended = await station.call("TransactionEvent", transaction_event("Ended", 1, meterValue=metered(6000)))

        assert ended.payload["totalCost"] == 1.25


@pytest.mark.asyncio
async def test_reservation_is_followed_to_its_end():
    async with csms_with() as csms, booted(csms.url) as station:
        for number in (1, 2):
            await csms.operate("CS001", "reserve", id=number, id_token="04A2B3C4", type="ISO14443")
        await csms.operate("CS001", "cancel_reservation", id=1)
        update = {"reservationId": 2, "reservationUpdateStatus": "Expired"}
        await station.call("ReservationStatusUpdate", update)

        held = csms.stations["CS001"].reservations
        assert {number: one.status for number, one in held.items()} == {1: "Cancelled", 2: "Expired"}


@pytest.mark.asyncio
async def test_charging_profiles_are_kept_until_they_are_cleared():
    async with csms_with() as csms, booted(csms.url) as station:
        event = transaction_event(triggerReason="CablePluggedIn", evse={"id": 1, "connectorId": 1})
        await station.call("TransactionEvent", event)
        for purpose in ("TxProfile", "TxDefaultProfile"):
            await csms.operate("CS001", "set_profile", evse=1, purpose=purpose, limit=6)
        assert station.calls[0][1]["chargingProfile"]["transactionId"] == "T1"
        await csms.operate("CS001", "clear_profile", purpose="TxProfile")
        held = csms.stations["CS001"].profiles.values()
        assert [one["chargingProfile"]["chargingProfilePurpose"] for one in held] == ["TxDefaultProfile"]

        await csms.operate("CS001", "clear_profile")
        assert csms.stations["CS001"].profiles == {}


@pytest.mark.asyncio
async def test_update_of_firmware_is_followed():
    async with csms_with() as csms, booted(csms.url, {"UpdateFirmware": {"status": "AcceptedCanceled"}}) as station:
        await csms.operate("CS001", "firmware", location="ftp://x/f")
        request_id = station.calls[0][1]["requestId"]
        for status in ("Downloading", "Downloaded"):
            told = {"status": status, "requestId": request_id}
            await station.call("FirmwareStatusNotification", told)
        await station.call("FirmwareStatusNotification", {"status": "Idle"})

        update = csms.stations["CS001"].updates[request_id]
        assert (update.answer, update.statuses) == ("AcceptedCanceled", ["Downloading", "Downloaded"])


@pytest.mark.asyncio
async def test_upload_of_a_log_is_followed():
    async with csms_with() as csms, booted(csms.url) as station:
        await csms.operate("CS001", "log", kind="DiagnosticsLog", location="http://x/l")
        request_id = station.calls[0][1]["requestId"]
        await station.call("LogStatusNotification", {"status": "Uploading", "requestId": request_id})
        await station.call("LogStatusNotification", {"status": "Idle"})

        upload = csms.stations["CS001"].uploads[request_id]
        assert (upload.answer, upload.statuses) == ("Accepted", ["Uploading"])


@pytest.mark.asyncio
async def test_customer_information_comes_in_chunks():
    async with csms_with() as csms, booted(csms.url) as station:
        for seq_no, (data, more) in enumerate([("a", True), ("b", False)]):
            chunk = {"requestId": 3, "generatedAt": NOW, "seqNo": seq_no, "data": data, "tbc": more}
            await station.call("NotifyCustomerInformation", chunk)
        report = csms.stations["CS001"].customers[3]

        assert (report.complete, report.text) == (True, "ab")


@pytest.mark.asyncio
async def test_certificate_is_deleted_by_the_hash_that_the_station_told():
    chain = [
        {"certificateType": "ManufacturerRootCertificate", "certificateHashData": OTHER_HASH},
        {"certificateType": "CSMSRootCertificate", "certificateHashData": HASH},
    ]
    answers = {"GetInstalledCertificateIds": {"status": "Accepted", "certificateHashDataChain": chain}}
    async with csms_with() as csms, booted(csms.url, answers) as station:
        await csms.operate("CS001", "list_certificates")
        await csms.operate("CS001", "delete_certificate", kind="CSMSRootCertificate")

        assert station.calls[-1] == ("DeleteCertificate", {"certificateHashData": HASH})
        assert csms.stations["CS001"].certificates == chain[:1]


@pytest.mark.asyncio
async def test_listing_one_kind_leaves_what_is_known_of_others():
    listed = {"certificateType": "CSMSRootCertificate", "certificateHashData": HASH}
    other = {"certificateType": "ManufacturerRootCertificate", "certificateHashData": OTHER_HASH}
    answers = {"GetInstalledCertificateIds": {"status": "Accepted", "certificateHashDataChain": [listed]}}
    async with csms_with() as csms, booted(csms.url, answers):
        csms.stations["CS001"].certificates = [other, {**listed, "certificateHashData": OTHER_HASH}]
        await csms.operate("CS001", "list_certificates", kinds=["CSMSRootCertificate"])

        assert csms.stations["CS001"].certificates == [other, listed]


# what it keeps of their messages


@pytest.mark.asyncio
async def test_transaction_is_kept_by_its_id():
    evse = {"id": 1, "connectorId": 2}
    async with csms_with() as csms, booted(csms.url) as station:
        for event in (
            transaction_event("Started", 0, evse=evse, idToken=CARD, info={"chargingState": "EVConnected"}),
            transaction_event("Updated", 1, info={"chargingState": "Charging", "remoteStartId": 5}),
            transaction_event("Started", 0, transaction_id="T2"),
            transaction_event("Ended", 2, info={"chargingState": "Idle", "stoppedReason": "Local"}),
        ):
            await station.call("TransactionEvent", event)
        kept = csms.stations["CS001"].transactions

    first = kept["T1"]
    assert list(kept) == ["T1", "T2"]
    assert (first.started, first.ended, kept["T2"].ended) == (True, True, False)
    assert (first.evse_id, first.connector_id, first.id_token) == (1, 2, CARD)
    assert (first.charging_state, first.remote_start_id, first.stopped_reason) == ("Idle", 5, "Local")
    assert first.seq_nos == [0, 1, 2]


@pytest.mark.asyncio
async def test_repeated_and_late_events_do_not_turn_a_transaction_back():
    async with csms_with() as csms, booted(csms.url) as station:
        for event in (
            transaction_event("Ended", 2, info={"chargingState": "Idle"}),
            transaction_event("Updated", 1, info={"chargingState": "Charging"}, offline=True),
            transaction_event("Updated", 1, info={"chargingState": "Charging"}, offline=True),
        ):
            await station.call("TransactionEvent", event)
        kept = csms.stations["CS001"].transactions["T1"]

    assert (kept.ended, kept.charging_state, kept.seq_nos) == (True, "Idle", [1, 2])


@pytest.mark.asyncio
async def test_report_is_put_together_in_order():
    async with csms_with() as csms, booted(csms.url) as station:
        states = []
        for chunk in (report(1), report(0, tbc=True)):
            await station.call("NotifyReport", chunk)
            states.append(csms.stations["CS001"].reports[1].complete)

    assert states == [False, True]
    assert csms.stations["CS001"].reports[1].data == [REPORT_ITEM, REPORT_ITEM]


@pytest.mark.asyncio
async def test_new_request_starts_its_report_anew():
    async with csms_with() as csms, booted(csms.url) as station:
        await station.call("NotifyReport", report())
        await csms.call("CS001", "GetReport", {"requestId": 1})

    assert 1 not in csms.stations["CS001"].reports


@pytest.mark.asyncio
async def test_connectors_are_kept_until_the_next_boot():
    async with csms_with() as csms, booted(csms.url) as station:
        await station.call("StatusNotification", STATUS)
        before = dict(csms.stations["CS001"].connectors)
        await station.call("BootNotification", BOOT)

    assert (before, csms.stations["CS001"].connectors) == ({(1, 1): "Available"}, {})


@pytest.mark.asyncio
async def test_notifications_are_kept():
    async with csms_with() as csms, booted(csms.url) as station:
        for action, payload in SERVED:
            await station.call(action, payload)
        known = csms.stations["CS001"]

    assert list(known.events) == [EVENT]
    assert list(known.meter_values) == [METER]
    assert known.security_events[0]["type"] == "SettingSystemTime"
    assert (known.log_status["status"], known.firmware_status["status"]) == ("Uploading", "Idle")


def test_oldest_things_go_when_there_are_too_many():
    things = {}
    for number in range(KEPT + 1):
        kept(things, number, str(number))

    assert (len(things), kept(things, KEPT, "again")) == (KEPT, str(KEPT))
    assert 0 not in things


# what it is told to know


def test_every_state_can_be_prepared():
    assert set(_PREPARE) == set(STATES)


@pytest.mark.asyncio
async def test_states_of_tokens_password_and_profile():
    async with csms_with() as csms:
        token = {"id_token": "04FF", "type": "ISO15693", "status": "NoCredit", "group": {**LISTED, "type": "Local"}}
        state = {"tokens": [token], "password": NEW.reveal(), "security_profile": 1, "registration": ["Pending"]}
        receipt = await BundledCsmsDriver(csms, "CS001").setup(state)
        async with booted(csms.url, password=NEW) as station:
            registration = csms.stations["CS001"].registration
            csms.plan_registration("CS001", "Accepted")
            await station.call("BootNotification", BOOT)
            reply = await station.call("Authorize", {"idToken": {"idToken": "04ff", "type": "ISO15693"}})

    assert (receipt.result, registration) == (Result.DONE, "Pending")
    group = {"idToken": "04A2B3C4", "type": "Local"}
    assert reply.payload["idTokenInfo"] == {"status": "NoCredit", "groupIdToken": group}
