"""A relay earns nothing: a CSMS that says yes to everything and sends what it is told passes no case with an intent."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .different.processes import Program, free_port, run
from .result_lines import objects

YES_MAN = Path(__file__).parent / "different" / "yes_man.py"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("relay")
    port, http_port = free_port(), free_port()
    sut = folder / "sut.toml"
    sut.write_text(
        f'version = 1\nrole = "csms"\nendpoint = "ws://127.0.0.1:{port}/ocpp"\nidentity = "CS{{n:03}}"\n'
        '[tokens]\naccepted = "04A2B3C4:ISO14443"\ngroup = "04A2B3C5:ISO14443"\n'
        f'[driver]\ntrigger-http = "http://127.0.0.1:{http_port}"\n[patience]\nreply = 1.0\nquiet = 0.1\nboot = 3\n'
    )
    with Program([sys.executable, str(YES_MAN), str(port), str(http_port)], cwd=folder) as yes_man:
        yes_man.line_with("listening")
        done = run("run", "--sut", "sut.toml", "--profile", "core", "--profile", "advanced-security", cwd=folder)
    return done, [line for line in objects(folder / "reports/out/results.jsonl") if line["line"] == "verdict"]


def test_no_case_with_an_intent_is_passed(told):
    assert [line["case"] for line in told[1] if line["intents"] and line["verdict"] in ("passed", "advisory")] == []


def test_nothing_is_our_own_error(told):
    assert [(line["case"], line["message"]) for line in told[1] if line["verdict"] == "harness error"] == []


def test_what_was_only_relayed_is_counted_apart(told):
    relayed = [line for line in told[1] if line["verdict"] == "relayed"]
    assert len(relayed) > 50
    assert "relayed" in told[0].output
    assert "give a driver that asks for goals" in relayed[0]["message"]
