"""`judge` and `proxy` on OCPP 1.6 and 2.1: which version is found, what is said, and that what is honest is green."""

import asyncio
import json
import logging
import re
from collections import Counter

import pytest
import websockets
from ocpp.routing import on
from ocpp.v16 import ChargePoint, call, call_result

from ocpp_conformance.harness.commands.recorded import Given, read_traffic
from ocpp_conformance.harness.logs.versions import by_version, spoken
from ocpp_conformance.harness.requirements import Judge
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.protocol import OCPP_16, OCPP_21, OCPP_201, PROTOCOLS
from ocpp_conformance.harness.transport import Accept, Dial, dial
from ocpp_conformance.reports.page.frames import Viewer
from ocpp_conformance.reports.page.record import read_run
from ocpp_conformance.reports.page.sidefiles import SideFiles

from .different import processes
from .result_lines import FOOTER, HEADER, frame, objects
from .test_proxy import Proxied, until
from .test_wire_rules import ACCEPTED, BEAT, BEATEN, BOOT_16, BOOT_21, HONEST_16, HONEST_21, NOW, STREAM, c, entries, s

BOOT_201 = BOOT_21
STATUS_16 = [2, "3", "StatusNotification", {"connectorId": 1, "errorCode": "NoError", "status": "Available"}]
STATUS_201 = [
    *(2, "3", "StatusNotification"),
    {"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1},
]


def log(*said, identity="A1"):
    """What a CSMS that is made with the package `ocpp` logs, a message a second."""
    ways = {Role.STATION: "receive message", Role.CSMS: "send"}
    return "".join(
        f"2026-03-01 10:00:{second:02},000 {identity}: {ways[by]} {json.dumps(frame)}\n"
        for second, (by, frame, _) in enumerate(said)
    )


def judged(tmp_path, text, **more):
    """What is broken in a log: name, role, rule."""
    (tmp_path / "a.log").write_text(text)
    traffic = read_traffic(Given((tmp_path / "a.log",), **more), unread := Counter())
    assert not unread["unread"]
    found = list(traffic.judged(Role, lambda more: None))
    return {(each.name, str(role), breach.rule) for each, role, said in found for breach in said.breaches}, {
        each.name: each.protocol for each, _, _ in found
    }


VALID_16 = [each for each in HONEST_16 if "12" not in each[1][:2]]
VALID_21 = [each for each in HONEST_21 if "3" not in each[1][:2]]


@pytest.mark.parametrize(
    ("said", "name", "protocol"),
    [(VALID_16, "A1, OCPP 1.6", OCPP_16), (VALID_21, "A1, OCPP 2.1", OCPP_21)],
    ids=str,
)
def test_an_honest_log_is_judged_as_its_version_and_breaks_nothing(tmp_path, said, name, protocol):
    assert judged(tmp_path, log(*said)) == (set(), {name: protocol})


@pytest.mark.parametrize(
    ("said", "sections"),
    [(VALID_16, []), (VALID_21, []), ([s(BOOT_201), c(ACCEPTED), s(STATUS_201), c([3, "3", {}])], ["requirements"])],
    ids=["1.6", "2.1", "2.0.1"],
)
def test_the_page_of_a_log_has_no_cases_to_be_certified_and_the_requirements_of_2_0_1_alone(tmp_path, said, sections):
    (tmp_path / "a.log").write_text(log(*said))
    done = processes.run("judge", "a.log", "--output", "out", cwd=tmp_path)
    assert done.code == 0, done.output
    page = (tmp_path / "out/index.html").read_text()
    for pattern in (r'<section id="(certification|requirements)"', r'href="#(certification|requirements)">[RC]'):
        assert re.findall(pattern, page.partition("<main>")[0 if "href" in pattern else 2]) == sections


def test_each_identity_is_judged_by_its_own_version(tmp_path):
    late = [s([2, "7", "Heartbeat", {"a": 1}]), c([3, "7", BEATEN[2]])]
    texts = (
        log(*said, *late, identity=name)
        for name, said in (("A", VALID_16), ("B", VALID_21), ("C", [s(BOOT_201), c(ACCEPTED)]))
    )
    broken, protocols = judged(tmp_path, "".join(texts))
    assert protocols == {"A, OCPP 1.6": OCPP_16, "B, OCPP 2.1": OCPP_21, "C": OCPP_201}
    assert broken == {
        ("A, OCPP 1.6", "station", "WIRE-SCHEMA"),
        ("B, OCPP 2.1", "station", "WIRE-SCHEMA"),
        ("C", "station", "J-4.1.7-01"),
    }


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([s(BEAT), c(BEATEN)], None),
        ([s(BOOT_16)], OCPP_16),
        ([s(BOOT_201)], OCPP_201),
        ([s(STATUS_16)], OCPP_16),
        ([s(STATUS_201)], OCPP_201),
        ([s(BOOT_201), s([6, "9", "NotifyPeriodicEventStream", STREAM])], OCPP_21),
        ([s(BOOT_16), s([6, "9", "NotifyPeriodicEventStream", STREAM])], OCPP_16),
        ([s(BOOT_201), c([2, "9", "GetTariffs", {"evseId": 1}])], OCPP_21),
        ([s(BOOT_201), c([2, "9", "GetTariffs", {"evseId": 1}]), s([4, "9", "NotImplemented", "", {}])], OCPP_201),
        ([s(BOOT_201), c([2, "5", "RemoteStartTransaction", {"idTag": "A"}])], OCPP_201),
    ],
    ids=range(10),
)
def test_what_is_said_tells_the_version(said, found):
    assert spoken(entries(*said, protocol=OCPP_201)) is found


def test_a_version_that_is_given_is_that_of_all(tmp_path):
    beats = log(s(BEAT), c(BEATEN))
    for protocol in PROTOCOLS.values():
        _, protocols = judged(tmp_path, beats, protocol=protocol)
        assert list(protocols.values()) == [protocol]
    broken, _ = judged(tmp_path, log(s(BOOT_16), c(ACCEPTED)), protocol=OCPP_201)
    assert ("A1", "station", "J-4.1.7-01") in broken


def test_a_trace_names_its_version(tmp_path):
    record = {"schemaVersion": "1.1", "timestamp": NOW, "direction": "cp-to-csms", "ocppVersion": "1.6"}
    _, protocols = judged(tmp_path, json.dumps({**record, "raw": json.dumps(BEAT)}) + "\n")
    assert list(protocols.values()) == [OCPP_16]


def test_the_report_names_the_version(tmp_path):
    (tmp_path / "a.log").write_text(log(s(BOOT_16), c(ACCEPTED), s([2, "2", "Heartbeat", {"a": 1}]), c(BEATEN)))
    done = processes.run("judge", "a.log", cwd=tmp_path)
    assert done.code == 1
    assert "failed: WIRE-SCHEMA (station) HeartbeatRequest" in done.output
    assert "a.log:3, on 1 frame of A1, OCPP 1.6 (station)" in done.output
    assert "OCPP 1.6: frames, schemas, ids and order were judged, no requirements" in done.output
    assert "requirements of a CSMS" not in done.output
    out = tmp_path / "reports/out"
    assert "OCPP 1.6 conformance" in (out / "index.html").read_text()
    assert "OCPP 2.0.1 conformance" not in (out / "index.html").read_text()
    assert 'name="A1, OCPP 1.6 (station)' in (out / "junit.xml").read_text()
    assert (out / "summary.md").read_text().startswith("## OCPP 1.6 conformance")
    assert {line["ocpp"] for line in objects(out / "results.jsonl") if line["line"] == "frame"} == {"1.6"}


@pytest.mark.parametrize("said", [VALID_16, VALID_21], ids=["1.6", "2.1"])
def test_the_page_shows_each_frame_as_its_version_has_it(tmp_path, said):
    (tmp_path / "a.log").write_text(log(*said, s([2, "77", "Heartbeat", {"a": 1}])))
    assert processes.run("judge", "a.log", cwd=tmp_path).code == 1
    views = []
    side_files = SideFiles(tmp_path)
    read_run(tmp_path / "reports/out/results.jsonl", lambda case: views.extend(Viewer(case, side_files).views()))
    frames = [view for view in views if view.kind != "note"]
    assert len(frames) == 2 * len(said) + 2
    said_of_values = re.compile(r"\((required|additionalProperties|enum)\)")
    marked = [view.title for view in frames if view.problems or said_of_values.search(view.json)]
    assert marked == ["Heartbeat", "Heartbeat"]
    assert "malformed" not in {view.kind for view in frames}


def test_options_for_other_versions(tmp_path):
    (tmp_path / "a.log").write_text(log(s(BEAT), c([3, "2", {"currentTime": "2026-03-01T10:00:00"}])))
    (tmp_path / "known.toml").write_text('[[known]]\nrule = "J-4.1.7-01"\nreason = "reported"\n')
    assert processes.run("judge", "a.log", "--ocpp", "1.6", "--rule", "WIRE-SCHEMA", cwd=tmp_path).code == 0
    assert processes.run("judge", "a.log", "--ocpp", "2.0.1", cwd=tmp_path).code == 1
    assert processes.run("judge", "a.log", "--ocpp", "2.1", cwd=tmp_path).code == 1
    assert processes.run("judge", "a.log", "--ocpp", "2.0", cwd=tmp_path).code == 4


def test_a_rule_of_other_versions_is_explained(tmp_path):
    done = processes.run("explain", "WIRE-ONE-CALL", cwd=tmp_path)
    assert (done.code, "OCPP-J 1.6, 4.1.1" in done.output) == (0, True), done.output


def upgrade(case, index, number, subprotocol):
    return {
        "line": "handshake",
        "case": case,
        "index": index,
        "at": 1.0 + index,
        "time": NOW,
        "connection": number,
        "path": "/ocpp/CS1",
        "request": [],
        "status": 101,
        "response": [["Sec-WebSocket-Protocol", subprotocol]],
    }


def test_a_station_that_was_updated_is_judged_by_what_each_connection_agreed_on(tmp_path):
    lines = [
        {**HEADER, "roles": ["station", "csms"], "time_scale": 1.0, "options": {"proxy": True}},
        *(upgrade("CS1", 0, 1, "ocpp1.6"), frame("CS1", 1, "station", json.dumps(BOOT_16), connection=1)),
        *(upgrade("CS1", 2, 2, "ocpp2.0.1"), frame("CS1", 3, "station", json.dumps(BOOT_201), connection=2)),
        *(upgrade("CS1", 4, 3, "ocpp2.0"), frame("CS1", 5, "station", "[2]", connection=3)),
        FOOTER,
    ]
    (tmp_path / "traffic.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    traffic = read_traffic(Given((tmp_path / "traffic.jsonl",)), Counter())
    assert [(each.name, each.protocol, len(each.entries)) for each in traffic.stretches] == [
        ("CS1, OCPP 1.6", OCPP_16, 2),
        ("CS1", OCPP_201, 2),
    ]
    assert traffic.others == (("CS1", "ocpp2.0"),)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("subprotocol", "broken", "spoken", "others"),
    [
        ("ocpp1.6", {("WIRE-SCHEMA", "csms")}, {OCPP_16: 1}, {}),
        ("ocpp2.1", {("WIRE-SCHEMA", "csms"), ("WIRE-SCHEMA", "station")}, {OCPP_21: 1}, {}),
        ("ocpp2.0", set(), {}, {"ocpp2.0": 1}),
    ],
)
async def test_other_versions_go_through_and_are_judged_as_what_they_are(tmp_path, subprotocol, broken, spoken, others):
    boot = '[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'

    async def answers(socket):
        await socket.receive()
        await socket.send('[3,"1",{"status":"Accepted"}]')
        await socket.wait_closed()

    async with Proxied(tmp_path, answers, lambda request: Accept(subprotocol)) as proxied:
        station = await dial(Dial(proxied.url, subprotocols=(subprotocol,)))
        await station.send(boot)
        assert json.loads(await station.receive())[2] == {"status": "Accepted"}
        await station.close()
        await until(lambda: proxied.lines("close"))
        assert {(rule, role) for rule, role, _ in proxied.witness.breaches()} == broken
        assert (proxied.witness.versions, proxied.witness.others) == (spoken, others)


def test_the_recording_of_a_run_is_of_2_0_1(tmp_path):
    lines = [{**HEADER, "time_scale": 1.0}, frame("A", 0, "station", json.dumps(BEAT)), FOOTER]
    (tmp_path / "run.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = processes.run("judge", "run.jsonl", "--ocpp", "1.6", cwd=tmp_path)
    assert (done.code, "judge it without --ocpp" in done.output) == (4, True), done.output


def test_of_nothing_there_is_no_version():
    assert by_version([]) == {}


class Station(ChargePoint):
    """A charge point of the package `ocpp`."""

    @on("Reset")
    def on_reset(self, type):
        return call_result.Reset(status="Accepted")

    @on("ChangeConfiguration")
    def on_change(self, key, value):
        return call_result.ChangeConfiguration(status="NotSupported")


class CentralSystem(ChargePoint):
    """The other end, made with the same package."""

    @on("BootNotification")
    def on_boot(self, **_):
        return call_result.BootNotification(current_time="2026-03-01T10:00:00", interval=300, status="Accepted")

    @on("Heartbeat")
    def on_heartbeat(self):
        return call_result.Heartbeat(current_time=NOW)

    @on("StatusNotification")
    def on_status(self, **_):
        return call_result.StatusNotification()

    @on("StartTransaction")
    def on_start(self, **_):
        return call_result.StartTransaction(transaction_id=7, id_tag_info={"status": "Accepted"})

    @on("StopTransaction")
    def on_stop(self, **_):
        return call_result.StopTransaction()


async def talk(logger):
    """A session over a real socket; the CSMS logs it."""
    done = asyncio.Event()

    async def serve(socket):
        csms = CentralSystem("CP1", socket, logger=logger)
        reading = asyncio.create_task(csms.start())
        await done.wait()
        await csms.call(call.Reset(type="Soft"))
        await csms.call(call.ChangeConfiguration(key="HeartbeatInterval", value="10"))
        await csms.call(call.GetConfiguration())
        await csms.call(call.GetLocalListVersion())
        await socket.close()
        reading.cancel()

    async with websockets.serve(serve, "127.0.0.1", 0, subprotocols=["ocpp1.6"]) as server:
        port = server.sockets[0].getsockname()[1]
        async with websockets.connect(f"ws://127.0.0.1:{port}/CP1", subprotocols=["ocpp1.6"]) as socket:
            station = Station("CP1", socket, logger=logging.getLogger("quiet"))
            reading = asyncio.create_task(station.start())
            await station.call(call.BootNotification(charge_point_model="M", charge_point_vendor="V"))
            await station.call(call.StatusNotification(connector_id=1, error_code="NoError", status="Available"))
            begun = {"connector_id": 1, "id_tag": "04A2B3C4", "meter_start": 0, "timestamp": NOW}
            await station.call(call.StartTransaction(**begun))
            await station.call(call.StopTransaction(meter_stop=5, timestamp=NOW, transaction_id=7))
            await station.call(call.Heartbeat())
            await station.call(call.FirmwareStatusNotification(status="Idle"))  # nobody handles it
            done.set()
            await socket.wait_closed()
            await asyncio.gather(reading, return_exceptions=True)


def test_what_the_package_ocpp_says_of_1_6_breaks_nothing(tmp_path):
    logger, file = logging.getLogger("made with ocpp"), logging.FileHandler(tmp_path / "csms.log")
    file.setFormatter(logging.Formatter("%(asctime)s INFO (MainThread) [ocpp] %(message)s"))
    logger.addHandler(file)
    logger.setLevel(logging.INFO)
    asyncio.run(talk(logger))
    file.close()
    text = (tmp_path / "csms.log").read_text()
    assert text.count("receive message") > 8
    broken, protocols = judged(tmp_path, text)
    assert (broken, list(protocols.values())) == (set(), [OCPP_16])


def test_a_judge_of_2_0_1_would_have_said_so(tmp_path):
    """The same log as 2.0.1: it is the version that makes it right."""
    found = by_version(list(entries(*VALID_16, protocol=OCPP_201)))
    assert list(found) == [OCPP_16]
    judge = Judge(Role.STATION)
    judge.begin("")
    for entry in found[OCPP_16]:
        judge.take(entry)
    assert judge.end().breaches != []
