"""What the CSMS in our hand remembers of a station."""

import asyncio
import json

import pytest

from ocpp_conformance.harness.evidence import Binding, Checklist, Inconclusive, Recording
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.probes import SILENCE, CsmsProbe, Patience
from ocpp_conformance.harness.probes.payloads import boot_answer
from ocpp_conformance.harness.rpc import Call, ErrorCode
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import Dial, RefusedError, dial

BOOT = Call("1", "BootNotification", {"reason": "PowerUp", "chargingStation": {"model": "m", "vendorName": "v"}})


async def _restarts(probe):
    """A restart after which the station doesn't boot."""


@pytest.fixture
def probe():
    return _probe()


def _probe(**settings):
    recording = Recording()
    checklist = Checklist("", recording, lambda _: Binding.MUST)
    probe = CsmsProbe(recording, checklist, Patience(boot=0.01), _restarts, **settings)
    probe.registration = "Accepted"
    return probe


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (boot_answer(), "Accepted"),
        (boot_answer("Pending", 10), "Pending"),
        (Refusal(ErrorCode.INTERNAL_ERROR), None),
        (SILENCE, None),
    ],
)
def test_the_registration_is_what_the_last_boot_was_answered(probe, answer, status):
    probe.answers("BootNotification", answer)
    probe.answer(BOOT)
    assert probe.registration == status


@pytest.mark.asyncio
async def test_a_station_that_was_restarted_and_did_not_boot_is_not_accepted(probe):
    with pytest.raises(Inconclusive):
        await probe.reboot()
    assert probe.registration is None


@pytest.mark.asyncio
async def test_a_station_is_let_in_elsewhere_unless_that_is_shut(probe):
    async with probe:
        first = await dial(Dial(f"{probe.endpoint}/CS001", (OCPP_201.subprotocol,)))
        await probe.until_connected()
        other = probe.elsewhere()
        assert other.path_in_use == "/ocpp/CS001"
        probe.shut.add(other.path)
        with pytest.raises(RefusedError):
            await dial(Dial(f"{other.url}/CS001", (OCPP_201.subprotocol,)))
        probe.shut.clear()
        second = await dial(Dial(f"{other.url}/CS001", (OCPP_201.subprotocol,)))
        assert [(each.request.path, each.accepted) for each in probe.upgrades] == [
            ("/ocpp/CS001", True),
            (other.path, False),
            (other.path, True),
        ]
        await first.close(1000)
        await second.close(1000)


@pytest.mark.asyncio
async def test_from_elsewhere_the_way_leads_back(probe):
    async with probe:
        socket = await dial(Dial(f"{probe.endpoint}/elsewhere/CS001", (OCPP_201.subprotocol,)))
        await probe.until_connected()
        assert probe.elsewhere().url == probe.endpoint
        await socket.close(1000)


@pytest.mark.asyncio
async def test_host_that_we_are_known_by_is_the_one_that_the_station_named(probe):
    async with probe:
        socket = await dial(Dial(f"{probe.endpoint.replace('127.0.0.1', 'localhost')}/CS001", (OCPP_201.subprotocol,)))
        await probe.until_connected()
        assert (probe.known_as, probe.elsewhere(9001).url) == ("localhost", "ws://localhost:9001/ocpp/elsewhere")
        await socket.close(1000)


@pytest.mark.asyncio
async def test_host_that_we_were_told_comes_first():
    async with _probe(advertised="csms.example.org") as probe:
        port = probe.endpoint.removeprefix("ws://csms.example.org:").removesuffix("/ocpp")
        socket = await dial(Dial(f"ws://127.0.0.1:{port}/ocpp/CS001", (OCPP_201.subprotocol,)))
        await probe.until_connected()
        assert probe.known_as == "csms.example.org"
        assert probe.elsewhere().url == f"ws://csms.example.org:{port}/ocpp/elsewhere"
        assert probe.elsewhere(9001).url == "ws://csms.example.org:9001/ocpp/elsewhere"
        await socket.close(1000)


def test_address_that_nobody_can_connect_to_is_told_to_nobody():
    with pytest.raises(Inconclusive, match="give --advertise-host NAME"):
        _ = _probe(host="0.0.0.0").known_as
    assert _probe(host="0.0.0.0", advertised="2001:db8::1").endpoint == "ws://[2001:db8::1]:0/ocpp"


@pytest.mark.asyncio
async def test_an_answer_is_found_though_something_came_right_behind_it(probe):
    async with probe:
        station = await dial(Dial(f"{probe.endpoint}/CS001", (OCPP_201.subprotocol,)))
        await probe.until_connected()
        asked = asyncio.create_task(probe.call("ClearCache", {}))
        call = json.loads(await station.receive())
        await station.send(f'[3,"{call[1]}",{{"status":"Accepted"}}]')
        await station.send('[2,"h","Heartbeat",{}]')
        reply = await asked
        assert '"Accepted"' in probe.recording.entries[reply.frame].raw
