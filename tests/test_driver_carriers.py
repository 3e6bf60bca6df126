"""One contract, several carriers: the same test for each, on real sockets and processes."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from ocpp_conformance.harness.csms import Csms, CsmsConfig
from ocpp_conformance.harness.evidence import Binding, Checklist, HarnessError, Inconclusive, NotRun, Recording
from ocpp_conformance.harness.probes import CsmsAddress, Patience, StationProbe
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.carriers.http import HttpCarrier
from ocpp_conformance.harness.sut.carriers.process import ProcessCarrier
from ocpp_conformance.harness.sut.carriers.trigger import TriggerCarrier
from ocpp_conformance.harness.sut.csms_under_test import BundledCsmsDriver
from ocpp_conformance.harness.sut.driver import CaseDriver, DriverError, Intent, Result
from ocpp_conformance.harness.sut.intents import names
from ocpp_conformance.harness.transport import Secret

from .different.driven import driven, sending, serving

LINES = Path(__file__).parents[1] / "examples/drivers/lines.py"
PASSWORD = Secret("open-conformance-0001")
QUICK = Patience(reply=2.0, quiet=0.1, connect=2.0, boot=2.0)
KINDS = ("in-process", "http", "process", "trigger-http")
WIRED = KINDS[1:]


@pytest_asyncio.fixture
async def csms():
    """A CSMS that knows two stations."""
    async with Csms(CsmsConfig(passwords={"CS001": PASSWORD, "CS002": PASSWORD}, call_timeout=2.0)) as csms:
        yield csms


@pytest_asyncio.fixture
async def station(csms):
    """CS001, booted."""
    recording = Recording()
    checklist = Checklist("X", recording, lambda _: Binding.MUST)
    probe = StationProbe(CsmsAddress(csms.url, "CS001", PASSWORD), recording, checklist, QUICK)
    await probe.booted()
    yield probe
    await probe.close()


@asynccontextmanager
async def carried(kind, csms):
    """The drivers of the stations of this CSMS, by way of a carrier of this kind."""

    def driver_of(station):
        return BundledCsmsDriver(csms, station)

    match kind:
        case "in-process":
            yield driver_of
        case "http":
            async with driven(driver_of) as url, HttpCarrier(url) as carrier:
                yield carrier.facing
        case "process":
            async with driven(driver_of) as url, lines(url) as carrier:
                yield carrier.facing
        case "trigger-http":
            async with sending(csms) as url, TriggerCarrier(url) as carrier:
                yield carrier.facing


def lines(*arguments):
    return ProcessCarrier([sys.executable, str(LINES), *arguments], Path())


def program(text, tmp_path):
    (tmp_path / "driver.py").write_text(text)
    return ProcessCarrier([sys.executable, "driver.py"], tmp_path)


def wish(**arguments):
    return Intent("trigger", {"requested_message": "Heartbeat", **arguments})


# -- the contract ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.asyncio
async def test_it_describes_known_intents(kind, csms):
    async with carried(kind, csms) as driver_of:
        assert {"trigger"} <= driver_of("CS001").describe() <= names(Role.CSMS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.asyncio
async def test_what_is_done_shows_on_the_wire(kind, csms, station):
    async with carried(kind, csms) as driver_of:
        receipt = await driver_of("CS001").intend(wish(evse={"id": 1}))
    assert receipt.result is Result.DONE
    call = await station.next_call("TriggerMessage")
    assert call.payload == {"requestedMessage": "Heartbeat", "evse": {"id": 1}}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.asyncio
async def test_an_unknown_intent_is_unsupported(kind, csms, station):
    async with carried(kind, csms) as driver_of:
        assert (await driver_of("CS001").intend(Intent("dance"))).result is Result.UNSUPPORTED


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.asyncio
async def test_a_station_that_is_not_there_is_declined(kind, csms):
    async with carried(kind, csms) as driver_of:
        assert (await driver_of("CS002").intend(wish())).result is Result.DECLINED


@pytest.mark.parametrize("kind", WIRED)
@pytest.mark.asyncio
async def test_the_same_wish_is_carried_out_once(kind, csms, station):
    async with carried(kind, csms) as driver_of:
        once = wish()
        receipts = [await driver_of("CS001").intend(once) for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert len(station.received("TriggerMessage")) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.asyncio
async def test_a_state_is_set_up_or_unsupported(kind, csms):
    async with carried(kind, csms) as driver_of:
        receipt = await driver_of("CS002").setup({"registration": ["Pending"]})
    done = receipt.result is Result.DONE
    assert done or receipt.result is Result.UNSUPPORTED
    assert [*csms.stations["CS002"].planned] == ["Pending"] * done


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.asyncio
async def test_it_says_what_it_sees(kind, csms, station):
    async with carried(kind, csms) as driver_of:
        seen = await driver_of("CS001").observe()
    assert seen.get("connected", True)


# -- what goes wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_lost_connection_is_tried_again_with_the_same_id(csms, station):
    ids = []

    async def lossy(request):
        message = await request.json()
        if message["verb"] == "describe":
            return web.json_response({"id": message["id"], "contract": 1, "intents": ["trigger"]})
        ids.append(message["id"])
        if len(ids) == 1:
            request.transport.abort()
        return web.json_response({"id": message["id"], "result": "done"})

    async with serving(lossy) as url, HttpCarrier(url) as carrier:
        receipt = await carrier.facing("CS001").intend(wish())
    assert (receipt.result, len(ids), len(set(ids))) == (Result.DONE, 2, 1)


ANSWERS = {
    "no JSON": ("<html>", "no JSON"),
    "no object": ("[]", "no JSON object"),
    "no result": ('{{"id": "{id}"}}', "'result' is a required property"),
    "an unknown result": ('{{"id": "{id}", "result": "ok"}}', "'ok' is not one of"),
    "another id": ('{{"id": "another", "result": "done"}}', "'another'"),
    "a refusal": ('{{"id": "{id}", "error": "out of order"}}', "refuses intend: out of order"),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.asyncio
async def test_an_answer_that_breaks_the_contract_is_named(name):
    text, wanted = ANSWERS[name]

    async def wrong(request):
        message = await request.json()
        if message["verb"] == "describe":
            return web.json_response({"id": message["id"], "contract": 1, "intents": ["trigger"]})
        return web.Response(text=text.format(id=message["id"]))

    async with serving(wrong) as url, HttpCarrier(url) as carrier:
        with pytest.raises(DriverError, match="driver") as caught:
            await carrier.facing("CS001").intend(wish())
    assert wanted in str(caught.value)


@pytest.mark.asyncio
async def test_nobody_at_the_url():
    async with serving(None) as url:
        pass
    with pytest.raises(DriverError, match="start the driver"):
        async with HttpCarrier(url):
            pass


PROGRAMS = {
    "it ends at once": ("import sys; sys.exit('no configuration')", "ended with 1", "no configuration"),
    "it prints to stdout": ("print('hello'); input(); input()", "what is no JSON object", "hello"),
    "it prints a number": ("print(17); input(); input()", "what is no JSON object", "17"),
    "it breaks a line": ("print('x' * (1 << 21)); input(); input()", "more than", "bytes"),
}


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.asyncio
async def test_a_program_that_is_no_driver(name, tmp_path):
    text, *wanted = PROGRAMS[name]
    with pytest.raises(DriverError) as caught:
        async with program(text, tmp_path):
            pass
    assert [words for words in wanted if words not in str(caught.value)] == []


@pytest.mark.asyncio
async def test_a_command_that_is_not_there(tmp_path):
    with pytest.raises(DriverError, match=r"correct \[driver\] command"):
        async with ProcessCarrier(["/no/such/program"], tmp_path):
            pass


DEAF = """
import json, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
asked = json.loads(input())
print(json.dumps({"id": asked["id"], "contract": 1, "intents": []}), flush=True)
while True: signal.pause()
"""


@pytest.mark.asyncio
async def test_a_program_that_does_not_end_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("ocpp_conformance.harness.sut.carriers.process.PARTING", 0.1)
    async with program(DEAF, tmp_path) as carrier:
        process = carrier._process
    assert process.returncode == -9


# -- what it means for a case ------------------------------------------------------------------------------------------


def case_driver(driver, recording=None, patience=2.0):
    return CaseDriver(driver, patience, ("trigger",), recording or Recording())


class Mute:
    """A driver that never comes back."""

    def describe(self):
        return frozenset({"trigger"})

    async def intend(self, intent):
        await asyncio.get_running_loop().create_future()

    async def observe(self):
        raise DriverError("it is gone; start it")


@pytest.mark.asyncio
async def test_a_driver_that_does_not_come_back_is_inconclusive():
    with pytest.raises(Inconclusive, match=r"did not come back from trigger\(\) within 0.05 s"):
        await case_driver(Mute(), patience=0.05).intend("trigger")


@pytest.mark.asyncio
async def test_what_a_driver_sees_is_a_note_and_never_an_error(csms, station):
    await case_driver(BundledCsmsDriver(csms, "CS001"), station.recording).look()
    await case_driver(Mute(), station.recording).look()
    notes = [entry.quote() for entry in station.recording.entries[-2:]]
    assert ['the driver sees {"connected": true' in notes[0], "it is gone" in notes[1]] == [True, True]


@pytest.mark.asyncio
async def test_a_driver_that_has_died_is_inconclusive_and_says_its_last_words(tmp_path):
    dying = DEAF.replace("while True: signal.pause()", "input(); sys.exit('out of memory')")
    async with program(dying, tmp_path) as carrier:
        for _ in range(2):
            with pytest.raises(Inconclusive, match="out of memory"):
                await case_driver(carrier.facing("CS001")).intend("trigger")


# -- what a relay dictates ---------------------------------------------------------------------------------------------


@asynccontextmanager
async def relaying(csms, station):
    """The CALL that a relay has the CSMS send."""
    async with carried("trigger-http", csms) as driver_of:
        await case_driver(driver_of("CS001"), station.recording).intend("trigger", requested_message="Heartbeat")
        yield await station.next_call("TriggerMessage")


RELAYED = [
    ("F06.FR.01", {"requestedMessage": "Heartbeat"}, True),
    ("F06.FR.01", {}, True),
    ("J-4.2.1-01", {"requestedMessage": "Heartbeat"}, False),
]


@pytest.mark.parametrize(("source", "fields", "relayed"), RELAYED)
@pytest.mark.asyncio
async def test_dictated_values_earn_nothing(csms, station, source, fields, relayed):
    async with relaying(csms, station) as call:
        call.meets(source, **fields)
    assert station.checklist.checks[-1].relayed is relayed


@pytest.mark.asyncio
async def test_that_a_dictated_message_comes_earns_nothing(csms, station):
    async with relaying(csms, station):
        await station.must_send("F06.FR.01", "TriggerMessage")
    assert station.checklist.checks[-1].relayed


@pytest.mark.asyncio
async def test_a_dictated_value_that_is_wrong_is_our_mistake(csms, station):
    async with relaying(csms, station) as call:
        with pytest.raises(HarnessError, match="the harness had the system send this"):
            call.meets("F06.FR.01", requestedMessage="BootNotification")


@pytest.mark.asyncio
async def test_what_the_system_words_itself_is_its_own(csms, station):
    async with carried("http", csms) as driver_of:
        await case_driver(driver_of("CS001"), station.recording).intend("trigger", requested_message="Heartbeat")
        call = await station.next_call("TriggerMessage")
    call.meets("F06.FR.01", requestedMessage="Heartbeat")
    assert not station.checklist.checks[-1].relayed


def test_a_value_that_the_system_changed_is_its_own():
    recording = Recording()
    recording.dictated(Role.CSMS, "Reset", {"type": "Immediate", "evseId": 1})
    frame = recording.frame(1, Role.CSMS, '[2, "1", "Reset", {"type": "Immediate", "evseId": 2}]')
    assert (recording.entries[frame].relayed, recording.entries[frame].lacking) == (("type",), ())


@pytest.mark.asyncio
async def test_an_intent_that_the_relay_has_no_action_for_is_not_run(csms):
    async with sending(csms) as url, TriggerCarrier(url, frozenset({"reset"})) as carrier:
        with pytest.raises(NotRun, match="trigger"):
            await case_driver(carrier.facing("CS001")).intend("trigger", requested_message="Heartbeat")
