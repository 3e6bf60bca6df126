"""The CSMS in our hand as a charging station meets it that dials in: between cases, and where it misbehaves."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from ocpp_conformance.harness.evidence import (
    Binding,
    Checklist,
    CloseEntry,
    Inconclusive,
    NotRun,
    Recording,
    Violation,
)
from ocpp_conformance.harness.probes import SILENCE, Patience
from ocpp_conformance.harness.probes.payloads import boot_answer, variable
from ocpp_conformance.harness.rpc import CallError
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.sut.dial_in import BACK_OFF, DialIn
from ocpp_conformance.harness.times import epoch, wall
from ocpp_conformance.harness.transport import RefusedError

from .messages import BOOT
from .station_in_hand import ACCEPTED, connected

PATIENCE = Patience(reply=2.0, quiet=0.05, connect=2.0, boot=0.5, reset=0.2)


@asynccontextmanager
async def met(answers=None, patience=PATIENCE):
    """A station in our hand that dialled in and booted, and the gate at which it did."""
    gate = DialIn(Description(listen=("127.0.0.1", 0), patience=patience), say=lambda _: None)
    await gate.start()
    try:
        async with connected(gate._probe.endpoint, answers) as station, asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(gate.wait())
            await station.call("BootNotification", BOOT)
            await waiting
            yield gate, station
    finally:
        await gate.stop()


@asynccontextmanager
async def a_case(gate):
    """The probe as a case has it."""
    recording = Recording()
    async with gate.lend(recording, Checklist("TC_X", recording, lambda _: Binding.MUST)) as probe:
        yield probe


@pytest.mark.asyncio
async def test_the_time_of_a_boot_answer_is_that_of_the_answer():
    async with met() as (gate, station), a_case(gate) as probe:
        probe.answers("BootNotification", boot_answer())
        await asyncio.sleep(0.3)
        asked = wall()
        answer = await station.call("BootNotification", BOOT)
    assert epoch(answer.payload["currentTime"]) - asked > -0.25


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["Pending", "Rejected"])
async def test_a_station_that_is_not_accepted_earns_security_error_for_what_nobody_asked(status):
    async with met() as (gate, station), a_case(gate) as probe:
        probe.answers("BootNotification", boot_answer(status, 300))
        await station.call("BootNotification", BOOT)
        answer = await station.call("Heartbeat", {})
        probe.registration = "Accepted"
    assert isinstance(answer, CallError)
    assert answer.code == "SecurityError"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asking", "payload", "action", "sent"),
    [
        ("TriggerMessage", {"requestedMessage": "Heartbeat"}, "Heartbeat", {}),
        (
            "GetBaseReport",
            {"requestId": 7, "reportBase": "FullInventory"},
            "NotifyReport",
            {"requestId": 7, "generatedAt": "2026-01-01T00:00:00Z", "seqNo": 0},
        ),
        (
            "TriggerMessage",
            {"requestedMessage": "SignChargingStationCertificate"},
            "SignCertificate",
            {"csr": "-----BEGIN CERTIFICATE REQUEST-----"},
        ),
    ],
)
async def test_what_a_pending_station_was_asked_for_is_served(asking, payload, action, sent):
    async with met() as (gate, station), a_case(gate) as probe:
        probe.answers("BootNotification", boot_answer("Pending", 300))
        await station.call("BootNotification", BOOT)
        await probe.call(asking, payload)
        answer = await station.call(action, sent)
        probe.registration = "Accepted"
    assert not isinstance(answer, CallError), answer


@pytest.mark.asyncio
async def test_a_boot_that_a_case_leaves_open_is_answered_behind_it():
    """A station that waits for the answer, as it may for as long as it likes, is accepted for the next case."""
    async with met() as (gate, station):
        async with asyncio.TaskGroup() as tasks, a_case(gate) as probe:
            probe.answers("BootNotification", SILENCE)
            open_boot = tasks.create_task(station.call("BootNotification", BOOT))
            await probe.next_call("BootNotification")
        assert open_boot.result().payload["status"] == "Accepted"
        assert gate._probe.registration == "Accepted"


@pytest.mark.asyncio
async def test_another_station_is_turned_away_and_named():
    async with met() as (gate, _), a_case(gate) as probe:
        with pytest.raises(RefusedError, match="403"):
            async with connected(probe.endpoint, identity="CS002"):
                pass
        assert probe.upgrades == []
        assert any("/ocpp/CS002" in str(entry) for entry in probe.recording.entries)


@pytest.mark.asyncio
async def test_a_query_makes_no_other_station():
    async with met() as (gate, _), a_case(gate) as probe, connected(probe.endpoint, identity="CS001?try=2") as station:
        assert (await station.call("Heartbeat", {})).payload["currentTime"]


@pytest.mark.asyncio
async def test_a_path_that_a_case_gave_is_let_in():
    async with met() as (gate, _), a_case(gate) as probe:
        probe.paths.add("/ocpp/CS002")
        async with connected(probe.endpoint, identity="CS002") as station:
            assert (await station.call("Heartbeat", {})).payload["currentTime"]


@pytest.mark.asyncio
async def test_a_reset_that_is_accepted_and_not_carried_out_is_red_once_and_not_asked_again():
    async with met({"Reset": ACCEPTED}) as (gate, station):
        async with a_case(gate) as probe:
            with pytest.raises(Violation, match=r"B11\.FR\.03"):
                await probe.reboot()
        async with a_case(gate) as probe:
            with pytest.raises(NotRun, match=r"said Accepted to a Reset and did nothing for 0\.2 s"):
                await probe.reboot()
        assert [action for action, _ in station.calls].count("Reset") == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        (("30", "3", "10"), 252),
        (("10", "60", "10"), 600),
        (("1", "1", "1"), 100),
        (("soon", "3", "10"), 600),
        ((30, 3, 10), 600),
        ((), 600),
    ],
)
async def test_a_station_is_waited_for_as_long_as_its_back_off_may_be(values, seconds):
    """The wait at its longest and what a handshake takes; between what a boot may take and our patience."""
    told = [
        {**variable("OCPPCommCtrlr", name), "attributeValue": value}
        for name, value in zip(BACK_OFF, values, strict=False)
    ]
    result = [{"attributeStatus": "Accepted", **each} for each in reversed(told)]  # in any order
    patience = replace(PATIENCE, boot=100.0, back_off=600.0)
    async with met({"GetVariables": {"getVariableResult": result}}, patience) as (gate, _):
        assert gate._back_off == seconds


@pytest.mark.asyncio
async def test_a_station_that_leaves_after_a_reset_and_stays_away_is_another_matter():
    async with met({"Reset": ACCEPTED}) as (gate, station):
        async with a_case(gate) as probe, asyncio.TaskGroup() as tasks:
            tasks.create_task(_leaves(station))
            with pytest.raises(Inconclusive, match="BootNotification"):
                await probe.reboot()
        assert gate._never_resets == ""


async def _leaves(station):
    await station.called("Reset")
    await station.socket.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("evse", [{}, {"evseId": 1}])
async def test_a_station_that_leaves_late_for_a_reset_leaves_in_the_case_that_asked(evse):
    """Behind the case it would take the first message of the next one with it."""
    async with met({"Reset": ACCEPTED}, replace(PATIENCE, quiet=0.5)) as (gate, station):
        recording = Recording()
        async with asyncio.TaskGroup() as tasks:
            checklist = Checklist("TC_X", recording, lambda _: Binding.MUST)
            async with gate.lend(recording, checklist) as probe:
                await probe.call("Reset", {"type": "Immediate", **evse})
                tasks.create_task(_leaves_later(station, gate._probe.endpoint))
        assert any(isinstance(entry, CloseEntry) for entry in recording.entries)


async def _leaves_later(station, endpoint):
    await asyncio.sleep(0.2)
    await station.socket.close()
    async with connected(endpoint) as again:
        await again.call("BootNotification", BOOT)
