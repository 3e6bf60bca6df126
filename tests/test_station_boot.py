"""The bundled station: boot, silence before acceptance, what follows it."""

from __future__ import annotations

import asyncio

import pytest

from ocpp_conformance.harness.rpc import CallError
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.station import StationConfig
from ocpp_conformance.harness.station.core.tasks import Tasks
from ocpp_conformance.harness.transport import Accept, Refuse, parse_basic

from .test_station_csms import PASSWORD, PATIENCE, SCALE, ScriptedCsms, boot, data, set_variable, system

pytestmark = pytest.mark.asyncio


def scripted(*boots):
    csms = ScriptedCsms()
    csms.answers("BootNotification", *boots)
    return csms


@pytest.mark.parametrize(
    ("endpoint", "identity", "url"),
    [
        ("ws://h:1", "CS001", "ws://h:1/CS001"),
        ("ws://h:1/", "CS001", "ws://h:1/CS001"),
        ("ws://h:1/a/b", "CS 1", "ws://h:1/a/b/CS%201"),
        ("ws://h:1/a/b/", "C/ä", "ws://h:1/a/b/C%2F%C3%A4"),
    ],
)
async def test_the_url_is_endpoint_slash_identity(endpoint, identity, url):
    assert StationConfig(csms_url=endpoint, identity=identity).url == url


@pytest.mark.parametrize("wrong", [{"evses": ()}, {"evses": (0,)}, {"time_scale": 0}])
async def test_a_station_without_connectors_or_time_is_refused(wrong):
    with pytest.raises(ValueError, match=r"at least one|greater than 0"):
        StationConfig(csms_url="ws://h", **wrong)


async def test_it_offers_its_subprotocol_and_its_password():
    async with system() as (csms, _):
        request = csms.requests[0][1]
        credentials = parse_basic(request.get("Authorization"))
        assert (request.path, request.subprotocols, credentials.user, credentials.password) == (
            "/ocpp/CS001",
            ("ocpp2.0.1",),
            "CS001",
            PASSWORD,
        )


async def test_after_acceptance_it_reports_connectors_then_its_start():
    csms = ScriptedCsms()
    async with system(csms, accepted=False, evses=(2, 1), model="M", serial_number="7", firmware_version="1") as _:
        await csms.seen("SecurityEventNotification")
    places = [(s["evseId"], s["connectorId"], s["connectorStatus"]) for s in csms.of("StatusNotification")]
    assert csms.actions() == ["BootNotification", "StatusNotification", "SecurityEventNotification"]
    assert places == [(1, 1, "Available"), (1, 2, "Available"), (2, 1, "Available")]
    assert csms.of("SecurityEventNotification")[0]["type"] == "StartupOfTheDevice"
    assert csms.of("BootNotification")[0] == {
        "reason": "PowerUp",
        "chargingStation": {
            "model": "M",
            "vendorName": "OCPP conformance",
            "serialNumber": "7",
            "firmwareVersion": "1",
        },
    }


@pytest.mark.parametrize("status", ["Pending", "Rejected"])
async def test_it_boots_again_after_the_interval_and_says_nothing_before(status):
    csms = scripted(boot(status, 10), boot())
    async with system(csms, accepted=False):
        await csms.seen("BootNotification", 2)
        first, second = csms.times("BootNotification")
        assert second - first >= 10 * SCALE
        assert csms.actions()[0] == "BootNotification"
        assert len(csms.closed) == 0


@pytest.mark.parametrize("answer", [boot("Pending", 0), boot("Rejected", 0), CallError("", "InternalError")])
async def test_it_chooses_its_own_wait_when_the_csms_names_none(answer):
    csms = scripted(answer, boot())
    async with system(csms, accepted=False):
        await csms.seen("BootNotification", 2)
        first, second = csms.times("BootNotification")
        assert second - first >= 30 * SCALE


async def test_an_unanswered_boot_is_sent_again():
    csms = scripted(None, boot())
    async with system(csms, accepted=False, call_timeout=0.1) as (_, station):
        await station.wait_accepted(PATIENCE)
        assert len(csms.of("BootNotification")) == 2


@pytest.mark.parametrize("answer", [{"status": "Accepted"}, {"status": "Yes", "interval": 1, "currentTime": "now"}])
async def test_an_invalid_boot_answer_is_no_acceptance(answer):
    async with system(scripted(answer), accepted=False) as (csms, station):
        await csms.seen("BootNotification")
        await csms.fence()
        assert station.boot_status is None


async def test_waiting_for_acceptance_ends_with_what_the_csms_said():
    async with system(scripted(boot("Pending", 100)), accepted=False) as (csms, station):
        await csms.seen("BootNotification")
        with pytest.raises(TimeoutError, match="boot status Pending"):
            await station.wait_accepted(0.05)


async def test_pending_it_answers_but_does_not_start_transactions():
    async with system(scripted(boot("Pending", 100)), accepted=False) as (csms, _):
        await csms.seen("BootNotification")
        start = {"idToken": {"idToken": "04A2B3C4", "type": "ISO14443"}, "remoteStartId": 1}
        assert (await csms.call("RequestStartTransaction", start))["status"] == "Rejected"
        assert (await csms.call("RequestStopTransaction", {"transactionId": "x"}))["status"] == "Rejected"
        assert await set_variable(csms, "OCPPCommCtrlr", "OfflineThreshold", "90") == "Accepted"
        assert set(csms.actions()) <= {"BootNotification"}


async def test_pending_it_sends_what_it_is_asked_for():
    async with system(scripted(boot("Pending", 100)), accepted=False) as (csms, _):
        await csms.seen("BootNotification")
        await csms.call("GetBaseReport", {"requestId": 5, "reportBase": "SummaryInventory"})
        await csms.call("TriggerMessage", {"requestedMessage": "Heartbeat"})
        await csms.seen("Heartbeat")
        assert csms.actions() == ["BootNotification", "NotifyReport", "Heartbeat"]


async def test_pending_a_triggered_boot_comes_at_once_and_says_so():
    async with system(scripted(boot("Pending", 1000), boot()), accepted=False) as (csms, _):
        await csms.seen("BootNotification")
        assert (await csms.call("TriggerMessage", {"requestedMessage": "BootNotification"}))["status"] == "Accepted"
        assert (await csms.seen("BootNotification", 2))["reason"] == "Triggered"


async def test_pending_what_people_do_is_told_after_acceptance():
    async with system(scripted(boot("Pending", 10), boot()), accepted=False) as (csms, station):
        await csms.seen("BootNotification")
        await station.plug_in()
        await csms.seen("SecurityEventNotification")
        assert [s["connectorStatus"] for s in csms.of("StatusNotification")] == ["Occupied"]
        assert csms.of("TransactionEvent") == []


async def test_rejected_it_answers_calls_with_security_error():
    async with system(scripted(boot("Rejected", 100)), accepted=False) as (csms, _):
        await csms.seen("BootNotification")
        answer = await csms.call("GetVariables", {"getVariableData": [data("ClockCtrlr", "DateTime")]})
        assert answer.code == "SecurityError"


async def test_the_heartbeat_interval_is_that_of_the_boot_answer():
    csms = scripted(boot(interval=10))
    async with system(csms, accepted=False):
        await csms.seen("Heartbeat")
        assert csms.times("Heartbeat")[0] - csms.times("BootNotification")[0] >= 10 * SCALE


async def test_the_heartbeat_interval_can_be_changed_at_once():
    async with system() as (csms, _):
        assert await set_variable(csms, "OCPPCommCtrlr", "HeartbeatInterval", "10") == "Accepted"
        await csms.seen("Heartbeat")


async def test_any_other_call_restarts_the_heartbeat_interval():
    async with system(scripted(boot(interval=50))) as (csms, station):
        await asyncio.sleep(10 * SCALE)
        before = asyncio.get_running_loop().time()
        await station.plug_in()
        await csms.seen("Heartbeat")
        assert csms.times("Heartbeat")[0] - before >= 50 * SCALE


async def test_heartbeat_interval_zero_is_no_flood():
    async with system(scripted(boot(interval=0))) as (csms, station):
        await asyncio.sleep(10 * SCALE)
        assert csms.of("Heartbeat") == []
        assert station.model.text("OCPPCommCtrlr", "HeartbeatInterval") == "300"


async def test_an_unanswered_heartbeat_does_not_end_the_beat():
    csms = scripted(boot(interval=10))
    csms.answers("Heartbeat", None, {"currentTime": "2026-01-01T00:00:00Z"})
    async with system(csms, call_timeout=0.1):
        await csms.seen("Heartbeat", 2)


async def test_a_csms_without_subprotocol_is_no_csms():
    csms = ScriptedCsms()
    csms.decide = lambda _request: Accept(None)
    async with system(csms, accepted=False) as (_, station):
        await csms.until(lambda: csms.closed)
        assert csms.calls == []
        assert not station.connected


async def test_it_dials_again_after_a_refused_upgrade():
    csms = ScriptedCsms()
    csms.decide = lambda _request: Refuse(401) if len(csms.requests) < 2 else Accept(OCPP_201.subprotocol)
    async with system(csms):
        assert len(csms.requests) == 2


async def test_the_log_reads_well_and_holds_no_password():
    lines = []
    async with system(log=lines.append) as (csms, _):
        await set_variable(csms, "SecurityCtrlr", "BasicAuthPassword", "another-good-password")
        await csms.until(lambda: len(csms.requests) == 2)
    assert any(line[13:].startswith("-> BootNotification reason=PowerUp") for line in lines)
    assert any(line[13:] == "<- BootNotification Accepted interval=300" for line in lines)
    assert not any("password" in line for line in lines)


async def test_the_peers_text_is_escaped_in_the_log():
    lines = []
    async with system(log=lines.append) as (csms, _):
        await csms.call("DataTransfer", {"vendorId": "\x1b[2J\n‮", "messageId": "x" * 40, "data": {"a": ["\r"]}})
        await csms.call("No\nsuch", {})
    assert all(line.isprintable() and len(line) < 270 for line in lines)


async def test_a_power_cycle_boots_anew():
    async with system() as (csms, station):
        await station.power_cycle()
        await station.power_on()
        assert (await csms.seen("BootNotification"))["reason"] == "PowerUp"


async def test_a_power_cycle_ends_what_a_scheduled_reset_waits_for_and_the_reset():
    async with system() as (csms, station):
        await station.plug_in()
        assert (await csms.call("Reset", {"type": "OnIdle"}))["status"] == "Scheduled"
        await station.power_cycle()
        await csms.seen("SecurityEventNotification")
        await csms.fence()
        assert [boot["reason"] for boot in csms.of("BootNotification")] == ["PowerUp"]
        assert csms.of("TransactionEvent")[-1]["transactionInfo"]["stoppedReason"] == "PowerLoss"


async def test_switched_off_it_is_off():
    async with system() as (csms, station):
        await station.power_off()
        await station.power_off()
        await csms.until(lambda: csms.closed)
        assert (csms.closed[0].code, station.connected, station.boot_status) == (1001, False, None)


async def test_the_owner_of_tasks_raises_what_they_failed_with():
    reported = []
    tasks = Tasks(reported.append)

    async def fail():
        raise ZeroDivisionError

    tasks.start(fail(), "fail")
    await asyncio.sleep(0)
    with pytest.raises(ZeroDivisionError):
        await tasks.stop()
    tasks.start(fail(), "too late")
    assert len(reported) == 1
