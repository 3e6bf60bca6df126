"""The command `proxy`: between the bundled systems, what its report says, what it refuses."""

import json
import os
import signal

import pytest

from .different.processes import free_port, ours, run
from .result_lines import FOOTER, HEADER, frame, objects

PATIENCE = 10


def test_nothing_that_was_done_on_purpose_is_a_breach(tmp_path):
    """Answers that never came, doubled messages and cut connections between the bundled systems."""
    csms_port, port = free_port(), free_port()
    (tmp_path / "schedule.toml").write_text(
        '[[disturb]]\ndo = "cut-after"\nfrom = "station"\naction = "StatusNotification"\ntimes = 1\n'
        '[[disturb]]\ndo = "duplicate"\nfrom = "csms"\naction = "BootNotification"\ntimes = 1\n'
        '[[disturb]]\ndo = "refuse"\ntimes = 1\n'
    )
    command = ("--listen", f"127.0.0.1:{port}", "--csms", f"ws://127.0.0.1:{csms_port}/ocpp", "--every", "0.2")
    station_words = ("--csms", f"ws://127.0.0.1:{port}/ocpp", "--api-port", str(free_port()))
    with ours("csms", "--port", str(csms_port), cwd=tmp_path) as csms:
        csms.line_with("is known")
        with ours("proxy", *command, "--disturb", "schedule.toml", cwd=tmp_path) as proxy:
            proxy.line_with("listening on port")
            with ours("station", *station_words, cwd=tmp_path) as station:
                station.line_with("connecting again")
                proxy.line_with("1 station, 1 connected")
                proxy.line_with("messages")
                station.line_with("<- StatusNotification")
                station.stop()
            assert proxy.stop() == 0, proxy.output
    judged = [line for line in objects(tmp_path / "reports/out/results.jsonl") if line["line"] == "verdict"]
    assert {line["case"] for line in judged} == {"CS001 (station)", "CS001 (csms)"}


def test_the_report_names_who_was_not_judged_and_an_earlier_recording_is_kept(tmp_path):
    out = tmp_path / "reports/out"
    out.mkdir(parents=True)
    (out / "traffic.jsonl").write_text("of yesterday")
    lines = [
        {**HEADER, "roles": ["station", "csms"], "time_scale": 1.0, "options": {"proxy": True}},
        {
            "line": "handshake",
            "case": "CS1",
            "index": 0,
            "at": 1.0,
            "time": "2026-11-22T17:26:04+00:00",
            "connection": 1,
            "path": "/CS1",
            "request": [],
            "status": 101,
            "response": [["Sec-WebSocket-Protocol", "ocpp2.0"]],
        },
        frame("CS1", 1, "station", '[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'),
        FOOTER,
    ]
    (tmp_path / "other.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = run("judge", "other.jsonl", cwd=tmp_path)
    assert (done.code, "not judged: CS1 speaks ocpp2.0; OCPP 1.6 and" in done.output) == (5, True), done.output
    with ours("proxy", "--listen", "127.0.0.1:0", "--csms", f"ws://127.0.0.1:{free_port()}", cwd=tmp_path) as proxy:
        proxy.line_with("listening on port")
        assert proxy.stop() == 5, proxy.output
    kept = [path for path in out.glob("traffic-*.jsonl") if path.read_text() == "of yesterday"]
    assert len(kept) == 1


def test_the_command_between_the_bundled_systems(tmp_path):
    """The CSMS is broken on purpose: the report says so, of it alone; SIGUSR1 writes it while all goes on."""
    csms_port, port = free_port(), free_port()
    csms = ours("csms", "--port", str(csms_port), "--fault", "boot-optional-null", cwd=tmp_path)
    command = ("--listen", f"127.0.0.1:{port}", "--csms", f"ws://127.0.0.1:{csms_port}/ocpp", "--every", "0.2")
    station_words = ("--csms", f"ws://127.0.0.1:{port}/ocpp", "--api-port", str(free_port()))
    page = tmp_path / "reports/out/index.html"
    with csms:
        csms.line_with("is known")
        with ours("proxy", *command, cwd=tmp_path) as proxy:
            proxy.line_with("listening on port")
            with ours("station", *station_words, cwd=tmp_path) as station:
                proxy.line_with("J-4.1.7-01 (csms)")
                os.kill(proxy.pid, signal.SIGUSR1)
                proxy.line_with("page: ")
                assert page.exists()
                station.stop()
            assert proxy.stop() == 1, proxy.output
    broken = [line for line in objects(tmp_path / "reports/out/results.jsonl") if line["line"] == "rule"]
    assert {line["role"] for line in broken} == {"csms"}
    assert "J-4.1.7-01" in {line["rule"] for line in broken}
    traffic = (tmp_path / "reports/out/traffic.jsonl").read_text().splitlines()
    assert json.loads(traffic[-1])["line"] == "footer"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--listen", "9000", "--csms", "ws://127.0.0.1:1"), "--listen 9000: give HOST:PORT"),
        (("--listen", "127.0.0.1:0", "--csms", "http://127.0.0.1:1"), "the URL must start with ws:// or wss://"),
    ],
    ids=["no host", "no websocket"],
)
def test_what_can_not_be_is_refused(tmp_path, options, said):
    with ours("proxy", *options, cwd=tmp_path) as proxy:
        assert proxy.wait(PATIENCE) == 4
    assert said in proxy.output
