"""The bundled station is reset, as a whole and an EVSE alone."""

from __future__ import annotations

import pytest

from .test_station_csms import ScriptedCsms, system

pytestmark = pytest.mark.asyncio

CARD = ("04A2B3C4", "ISO14443")


async def test_reset_restarts_after_the_answer():
    async with system() as (csms, _):
        assert await csms.call("Reset", {"type": "Immediate"}) == {"status": "Accepted"}
        await csms.seen("SecurityEventNotification")
        assert csms.closed[0].code == 1000
        assert csms.actions() == ["BootNotification", "StatusNotification", "SecurityEventNotification"]
        assert csms.of("BootNotification")[0]["reason"] == "RemoteReset"
        assert csms.of("SecurityEventNotification")[0]["type"] == "ResetOrReboot"


async def test_an_immediate_reset_ends_the_transaction_first():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        csms.calls.clear()
        assert await csms.call("Reset", {"type": "Immediate"}) == {"status": "Accepted"}
        await csms.seen("SecurityEventNotification")
        ended = csms.of("TransactionEvent")[0]
        assert csms.actions()[:2] == ["TransactionEvent", "BootNotification"]
        assert csms.events() == [("Ended", "ResetCommand", "EVConnected")]
        assert ended["transactionInfo"]["stoppedReason"] == "ImmediateReset"
        assert csms.of("StatusNotification")[0]["connectorStatus"] == "Occupied"


async def test_an_unanswered_end_is_sent_again_after_the_reboot():
    csms = ScriptedCsms()
    csms.answers("TransactionEvent", {}, None, {})
    async with system(csms, call_timeout=0.2) as (_, station):
        await station.plug_in()
        await csms.call("Reset", {"type": "Immediate"})
        await csms.seen("TransactionEvent", 3)
        assert [e["seqNo"] for e in csms.of("TransactionEvent")] == [0, 1, 1]
        assert csms.actions().index("BootNotification") < len(csms.actions()) - 1


async def test_a_reset_on_idle_waits_for_the_transaction():
    async with system() as (csms, station):
        await station.plug_in()
        assert await csms.call("Reset", {"type": "OnIdle"}) == {"status": "Scheduled"}
        await csms.fence()
        assert len(csms.closed) == 0
        await station.unplug()
        assert (await csms.seen("BootNotification"))["reason"] == "ScheduledReset"
        assert csms.events()[-1] == ("Ended", "EVCommunicationLost", "Idle")


async def test_a_reset_on_idle_of_an_idle_station_is_done_at_once():
    async with system() as (csms, _):
        assert await csms.call("Reset", {"type": "OnIdle"}) == {"status": "Accepted"}
        assert (await csms.seen("BootNotification"))["reason"] == "RemoteReset"


@pytest.mark.parametrize(("evse", "built"), [(1, False), (9, True), (0, True), (-1, True)])
async def test_an_evse_that_cannot_be_reset_alone_is_not(evse, built):
    async with system(evse_reset=built) as (csms, _):
        assert (await csms.call("Reset", {"type": "Immediate", "evseId": evse}))["status"] == "Rejected"


async def test_an_evse_is_reset_alone():
    async with system(evses=(1, 1)) as (csms, station):
        await station.plug_in(2)
        csms.calls.clear()
        assert await csms.call("Reset", {"type": "Immediate", "evseId": 1}) == {"status": "Accepted"}
        await csms.seen("StatusNotification", 2)
        told = [(each["evseId"], each["connectorStatus"]) for each in csms.of("StatusNotification")]
        assert told == [(1, "Unavailable"), (1, "Available")]
        assert csms.actions() == ["StatusNotification"]
        assert [transaction.evse for transaction in station.transactions.ongoing()] == [2]


async def test_an_immediate_reset_of_an_evse_ends_its_transaction():
    async with system(evses=(1, 1)) as (csms, station):
        await station.plug_in(1)
        await station.plug_in(2)
        csms.calls.clear()
        assert await csms.call("Reset", {"type": "Immediate", "evseId": 1}) == {"status": "Accepted"}
        await csms.seen("StatusNotification", 2)
        assert csms.events() == [("Ended", "ResetCommand", "EVConnected")]
        assert csms.actions() == ["TransactionEvent", "StatusNotification"]
        assert [transaction.evse for transaction in station.transactions.ongoing()] == [2]


async def test_a_reset_of_an_evse_on_idle_waits_for_its_transaction_alone():
    async with system(evses=(1, 1)) as (csms, station):
        await station.plug_in(1)
        await station.plug_in(2)
        assert await csms.call("Reset", {"type": "OnIdle", "evseId": 1}) == {"status": "Scheduled"}
        csms.calls.clear()
        await station.unplug(1)
        await csms.seen("StatusNotification", 3)
        told = [(each["evseId"], each["connectorStatus"]) for each in csms.of("StatusNotification")]
        assert told == [(1, "Available"), (1, "Unavailable"), (1, "Available")]
        assert csms.closed == []


async def test_an_evse_that_was_out_of_service_is_so_after_its_reset():
    async with system() as (csms, station):
        await csms.call("ChangeAvailability", {"operationalStatus": "Inoperative", "evse": {"id": 1}})
        assert await csms.call("Reset", {"type": "OnIdle", "evseId": 1}) == {"status": "Accepted"}
        await csms.fence()
        assert [connector.told for connector in station.connectors] == ["Unavailable"]


async def test_a_reset_on_the_spot_says_local():
    async with system() as (csms, station):
        await station.reset()
        assert (await csms.seen("BootNotification"))["reason"] == "LocalReset"


async def test_a_reset_while_offline_boots_when_the_network_is_back():
    async with system() as (csms, station):
        station.network_down()
        await station.reset()
        assert station.boot_status is None
        station.network_up()
        assert (await csms.seen("BootNotification"))["reason"] == "LocalReset"
