"""`proxy`: what stations and a CSMS say goes through unchanged, is recorded at once, and both are judged."""

import asyncio
import json
from contextlib import suppress

import pytest

from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.proxy import Relay, ScheduleError, Witness, read_schedule
from ocpp_conformance.harness.proxy.disturbances import Turns
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import (
    Accept,
    Credentials,
    Dial,
    Listener,
    Refuse,
    RefusedError,
    Secret,
    SocketClosedError,
    dial,
)

from .different.processes import free_port
from .result_lines import objects

BOOT = '[2,"1","BootNotification",{"chargingStation":{"model":"M","vendorName":"V"},"reason":"PowerUp"}]'
ODD = '[3, "1",{"status" :"Accepted","interval":300,"currentTime":"2026-03-01T10:00:00Z"} ]'
PATIENCE = 10


class Proxied:
    """A CSMS that a test writes, a relay to it, and what the relay's witness recorded."""

    def __init__(self, folder, serve, decide=lambda request: Accept(OCPP_201.subprotocol), schedule=None):
        self.requests, self._folder, self._serve, self._decide = [], folder, serve, decide
        self._schedule = schedule

    async def __aenter__(self):
        def decide(request):
            self.requests.append(request)
            return self._decide(request)

        self._csms = Listener(decide, self._serve)
        await self._csms.start()
        self._results = ResultsWriter(self._folder / "traffic.jsonl")
        self.witness = Witness(self._results, split=self._schedule is not None)
        csms = f"ws://127.0.0.1:{self._csms.port}/ocpp/"
        self._relay = Relay(csms, self.witness, "127.0.0.1", 0, schedule=self._schedule)
        await self._relay.__aenter__()
        self.url = f"ws://127.0.0.1:{self._relay.port}/any/where/CS%2F1"
        return self

    async def __aexit__(self, *_):
        await self._relay.__aexit__(None, None, None)
        await self._csms.stop()
        self._results.close()

    def lines(self, kind):
        return [line for line in objects(self._folder / "traffic.jsonl") if line["line"] == kind]


async def until(condition):
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  another end of a socket decides it
            await asyncio.sleep(0.01)


@pytest.mark.asyncio
async def test_text_goes_through_as_it_is_and_is_recorded(tmp_path):
    async def answer(socket):
        assert await socket.receive() == BOOT
        await socket.send(ODD)
        await socket.wait_closed()

    async with Proxied(tmp_path, answer) as proxied:
        station = await dial(
            Dial(proxied.url, (OCPP_201.subprotocol,), credentials=Credentials("CS/1", Secret("a-password-for-it")))
        )
        await station.send(BOOT)
        assert await station.receive() == ODD
        await station.close(1001, "good night")
        await until(lambda: proxied.lines("close"))
    (request,) = proxied.requests
    assert request.path == "/ocpp/CS%2F1"
    assert request.get("Authorization").startswith("Basic ")
    assert [(line["sender"], line["raw"]) for line in proxied.lines("frame")] == [("station", BOOT), ("csms", ODD)]
    (close,) = proxied.lines("close")
    assert (close["by"], close["code"], close["reason"]) == ("station", 1001, "good night")
    secret = request.get("Authorization").removeprefix("Basic ")
    assert secret not in (tmp_path / "traffic.jsonl").read_text()
    assert {line["case"] for line in proxied.lines("frame")} == {"CS/1"}


@pytest.mark.asyncio
async def test_the_csms_decides_who_gets_in_and_how(tmp_path):
    async def nothing(socket):
        await socket.wait_closed()

    refused = Refuse(401, "who are you?", (("WWW-Authenticate", 'Basic realm="x"'),))
    async with Proxied(tmp_path, nothing, lambda request: refused) as proxied:
        with pytest.raises(RefusedError) as told:
            await dial(Dial(proxied.url, (OCPP_201.subprotocol,)))
    assert (told.value.status, told.value.body) == (401, "who are you?")
    assert ("WWW-Authenticate", 'Basic realm="x"') in told.value.headers
    async with Proxied(tmp_path, nothing, lambda request: Accept(request.subprotocols[1])) as proxied:
        station = await dial(Dial(proxied.url, subprotocols=("ocpp1.6", "ocpp2.0.1")))
        assert station.subprotocol == "ocpp2.0.1"
        await station.close()


@pytest.mark.asyncio
async def test_what_the_csms_ends_is_ended_for_the_station(tmp_path):
    async def leaves(socket):
        await socket.receive()
        await socket.close(4001, "enough")

    async def dies(socket):
        await socket.receive()
        socket.abort()

    for serve, code in ((leaves, 4001), (dies, 1006)):
        async with Proxied(tmp_path, serve) as proxied:
            station = await dial(Dial(proxied.url, (OCPP_201.subprotocol,)))
            await station.send(BOOT)
            with pytest.raises(SocketClosedError) as ended:
                await station.receive()
            assert ended.value.closed.code == code
            await until(lambda: proxied.lines("close"))
        assert [(line["by"], line["code"]) for line in proxied.lines("close")] == [("csms", code)]


@pytest.mark.asyncio
async def test_pings_reach_the_other_side(tmp_path):
    came = asyncio.Event()

    async def hears(socket):
        socket.tell_pings(came.set)
        await socket.wait_closed()

    async with Proxied(tmp_path, hears) as proxied:
        station = await dial(Dial(proxied.url, (OCPP_201.subprotocol,)))
        await (await station.ping())
        async with asyncio.timeout(PATIENCE):
            await came.wait()
        await station.close()


@pytest.mark.asyncio
async def test_a_csms_that_is_not_there_is_told(tmp_path):
    results = ResultsWriter(tmp_path / "traffic.jsonl")
    witness = Witness(results)
    async with Relay(f"ws://127.0.0.1:{free_port()}", witness, "127.0.0.1", 0) as relay:
        with pytest.raises(RefusedError) as told:
            await dial(Dial(f"ws://127.0.0.1:{relay.port}/CS1", (OCPP_201.subprotocol,)))
    assert told.value.status == 502
    assert any("for CS1: " in text and "can't be reached" in text for text in witness.troubles)
    results.close()


@pytest.mark.asyncio
async def test_both_sides_are_judged_while_it_runs(tmp_path):
    async def repeats(socket):
        await socket.receive()
        await socket.send('[3,"1",{"status":"Perhaps"}]')
        await socket.wait_closed()

    async with Proxied(tmp_path, repeats) as proxied:
        station = await dial(Dial(proxied.url, (OCPP_201.subprotocol,)))
        await station.send(BOOT)
        await station.receive()
        await until(lambda: proxied.witness.messages == 2)
        assert {(rule, role) for rule, role, _ in proxied.witness.breaches()} >= {("J-4.1.7-01", "csms")}
        await station.close()


BEAT, BEATS = '[2,"2","Heartbeat",{}]', '[3,"2",{"currentTime":"2026-03-01T10:00:00Z"}]'


def schedule(folder, text):
    file = folder / "schedule.toml"
    file.write_text(text)
    return read_schedule(file)


async def beat(tmp_path, text):
    """A Heartbeat through a proxy with this schedule: what each side saw of it, and how often the CSMS was asked."""
    asked = []

    async def answers(socket):
        while True:
            asked.append(await socket.receive())
            await socket.send(BEATS)

    async with Proxied(tmp_path, answers, schedule=schedule(tmp_path, text)) as proxied:
        station = await dial(Dial(proxied.url, (OCPP_201.subprotocol,)))
        await station.send(BEAT)
        got = []
        with suppress(SocketClosedError, TimeoutError):
            async with asyncio.timeout(0.5):
                while True:
                    got.append(await station.receive())
        await station.close()
        await until(lambda: len(proxied.lines("close")) == 2)
    seen = {
        name: [line["raw"] for line in proxied.lines("frame") if line["case"] == f"CS/1 ({name})"]
        for name in ("station", "csms")
    }
    return asked, got, seen


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "asked", "got"),
    [
        ('do = "drop"\nfrom = "station"', 0, []),
        ('do = "drop"\nfrom = "csms"', 1, []),
        ('do = "drop"\naction = "Authorize"', 1, [BEATS]),
        ('do = "drop"\nkind = "answer"\ntimes = 1', 1, []),
        ('do = "drop"\nrate = 0', 1, [BEATS]),
        ('do = "duplicate"\nfrom = "csms"', 1, [BEATS, BEATS]),
        ('do = "delay"\nseconds = 0.1', 1, [BEATS]),
        ('do = "answer"\ncode = "GenericError"', 0, ['[4,"2","GenericError","by the proxy, on purpose",{}]']),
        ('do = "cut-before"\nfrom = "station"', 0, []),
        ('do = "cut-after"\nfrom = "csms"', 1, None),
        ('do = "half-open"\nfrom = "station"\nseconds = 0.1', 0, []),
    ],
)
async def test_each_side_s_recording_has_what_that_side_saw(tmp_path, text, asked, got):
    reached, came, seen = await beat(tmp_path, f"[[disturb]]\n{text}\n")
    assert len(reached) == asked
    assert [json.loads(each) for each in came] == [json.loads(each) for each in (came if got is None else got)]
    assert seen["station"] == [BEAT, *(came if got is not None else seen["station"][1:])]
    assert seen["csms"] == [BEAT, BEATS][: 2 * asked]
    notes = [line["text"] for line in objects(tmp_path / "traffic.jsonl") if line["line"] == "note"]
    done = text.split('"')[1]
    assert any(f"the proxy: {done}" in note for note in notes) == ("Authorize" not in text and "rate = 0" not in text)


@pytest.mark.asyncio
async def test_half_open_nothing_goes_through_either_way(tmp_path):
    """What the CSMS sends then is in its own recording alone."""
    late = '[2,"9","ClearCache",{}]'

    async def talks(socket):
        await socket.receive()
        await socket.send(late)
        await socket.wait_closed()

    given = schedule(tmp_path, '[[disturb]]\ndo = "half-open"\naction = "Authorize"\nseconds = 0.5\n')
    async with Proxied(tmp_path, talks, schedule=given) as proxied:
        station = await dial(Dial(proxied.url, (OCPP_201.subprotocol,)))
        await station.send('[2,"1","Authorize",{"idToken":{"idToken":"04A2B3C4","type":"ISO14443"}}]')
        await station.send(BEAT)
        with pytest.raises(SocketClosedError):
            await station.receive()
        await until(lambda: len(proxied.lines("close")) == 2)
    seen = {line["case"]: line["raw"] for line in proxied.lines("frame")}
    assert "CS/1 (csms)" not in seen
    assert {line["by"] for line in proxied.lines("close") if line["case"] == "CS/1 (station)"} == {"csms"}


@pytest.mark.asyncio
async def test_what_the_proxy_ends_nobody_ended(tmp_path):
    async def quiet(socket):
        await socket.wait_closed()

    async with Proxied(tmp_path, quiet) as proxied:
        station = await dial(Dial(proxied.url, (OCPP_201.subprotocol,)))
        await station.send(BOOT)
        await until(lambda: proxied.lines("frame"))
    assert (await station.wait_closed()).code == 1001
    assert proxied.lines("close") == []


@pytest.mark.asyncio
async def test_an_upgrade_is_refused_so_many_times(tmp_path):
    async def nothing(socket):
        await socket.wait_closed()

    given = schedule(tmp_path, '[[disturb]]\ndo = "refuse"\nstatus = 429\ntimes = 2\n')
    async with Proxied(tmp_path, nothing, schedule=given) as proxied:
        for _ in range(2):
            with pytest.raises(RefusedError) as told:
                await dial(Dial(proxied.url, (OCPP_201.subprotocol,)))
            assert told.value.status == 429
        await (await dial(Dial(proxied.url, (OCPP_201.subprotocol,)))).close()
    assert len(proxied.requests) == 1


def test_the_same_seed_disturbs_the_same_messages(tmp_path):
    def done(seed):
        turns = Turns(schedule(tmp_path, f'seed = {seed}\n[[disturb]]\ndo = "drop"\nrate = 0.5\n'), "CS1")
        return [turns.of(Role.STATION, f'[2,"{n}","Heartbeat",{{}}]') is None for n in range(64)]

    assert done(1) == done(1)
    assert done(1) != done(2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seed = ", "schedule.toml: "),
        ("seeds = 1", "seeds is unknown; there are seed and [[disturb]]"),
        ('[[disturb]]\ndo = "eat"', "disturbance 1: do is 'eat'; there are delay, drop, "),
        ("[[disturb]]\nrate = 0.5", "disturbance 1: do is None"),
        ('[[disturb]]\ndo = "drop"\nrate = 2', "rate is 2; give one between 0 and 1"),
        ('[[disturb]]\ndo = "drop"\nwhom = "x"', "whom is unknown; there are action, code, do, from, "),
        ('[[disturb]]\ndo = "drop"\nfrom = "us"', "from is 'us'; there are "),
        ('[[disturb]]\ndo = "drop"\ntimes = "1"', "times is '1'; give a whole number"),
    ],
)
def test_a_schedule_that_can_not_be_is_one_clear_message(tmp_path, text, said):
    with pytest.raises(ScheduleError) as told:
        schedule(tmp_path, text)
    assert said in str(told.value)
