"""A run on two workers never turns green because something was lost on the way to the controller."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import pytest

from ocpp_conformance.harness.evidence.lines import UnreachableLine
from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.suite.outcome import carriable

from .different.processes import COMMAND, Program, run

THROWAWAY = {
    "a lone surrogate in an assertion": ("def test_throwaway(): assert chr(0xD800) == 'x'", 1),
    "a lone surrogate in a violation": (
        """
from ocpp_conformance.harness.evidence import Miss, Violation
from ocpp_conformance.harness.suite import case

@case("ACME-CSMS-THROWAWAY-01", "Fails with a lone surrogate", topics=("rpc",))
def test_throwaway(): raise Violation("J-4.1.1-01", (Miss("", "x", chr(0xDFFF)),), frame=None, tail=(chr(0xD800),))
""",
        1,
    ),
    "a worker that dies": ("import os\ndef test_throwaway(): os._exit(0)", 3),
    "an object that can't be carried": (
        "def test_throwaway(request): request.node.user_properties.append(('x', object()))",
        3,
    ),
}


@pytest.mark.parametrize("name", THROWAWAY)
def test_what_can_get_lost_is_red_on_two_workers(tmp_path, name):
    code, wanted = THROWAWAY[name]
    (tmp_path / "test_it.py").write_text(code)
    plugins = ("pytest_asyncio.plugin", "xdist.plugin", "ocpp_conformance.harness.plugin")
    loaded = [word for plugin in plugins for word in ("-p", plugin)]
    own = ["-c", str(files("ocpp_conformance.harness") / "run.ini"), f"--rootdir={tmp_path}", "-p", "no:cacheprovider"]
    with Program(
        [sys.executable, "-m", "pytest", *own, *loaded, "-n", "2", "test_it.py"],
        cwd=tmp_path,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    ) as going:
        assert going.wait(60) == wanted, going.output


def test_a_suite_file_that_cannot_be_imported_is_red_on_two_workers(tmp_path):
    (tmp_path / "test_it.py").write_text("import no_such_module")
    done = run("run", str(tmp_path / "test_it.py"), "-k", "RPC-CSMS-CALL-01", "-n", "2", cwd=tmp_path)
    assert done.code == 3, done.output


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_known_failure_of_no_case_is_red(tmp_path, workers):
    (tmp_path / "known.toml").write_text('[[known]]\ncase = "TC_NOPE_99"\nreason = "mistyped"\n')
    done = run("run", "--known", "known.toml", "-k", "RPC-CSMS-CALL-01", *workers, cwd=tmp_path)
    assert done.code == 1, done.output
    assert "TC_NOPE_99" in done.output


PLAIN = [
    "text",
    "",
    "Größe \u20ac \U0001f600",
    None,
    True,
    3,
    2.5,
    b"bytes",
    ("a", 1),
    ["a", {"b": ("c",)}],
    {"k": "v"},
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_what_can_be_carried_stays_as_it_is(value):
    assert carriable(value) == value
    assert type(carriable(value)) is type(value)


BROKEN = [
    ("\ud800", "\\ud800"),
    (["a\udfff"], ["a\\udfff"]),
    (("\ud800",), ("\\ud800",)),
    ({"\ud800": "\udc00"}, {"\\ud800": "\\udc00"}),
    ({"a": [{"b": "\ud800"}]}, {"a": [{"b": "\\ud800"}]}),
]


@pytest.mark.parametrize(("value", "carried"), BROKEN, ids=ascii)
def test_lone_surrogates_are_escaped_wherever_they_are(value, carried):
    assert carriable(value) == carried


@pytest.mark.parametrize("name", ["index.html", "conformance.html", "junit.xml"])
def test_a_full_disk_is_told_in_a_sentence(tmp_path, name):
    out = tmp_path / "reports/out"
    out.mkdir(parents=True)
    (out / name).symlink_to("/dev/full")
    done = run("run", "--case", "RPC-CSMS-CALL-01", cwd=tmp_path)
    assert (done.code, "Traceback" in done.output) == (3, False), done.output
    assert "not all was written: " in done.output
    assert "No space left on device" in done.output
    assert "make room, or give another --output" in done.output


def test_what_a_worker_could_not_write_is_lost(tmp_path):
    """The size of files is limited to 64 KiB, which fails as a full disk does; compiled modules would be cut too."""
    command = ["sh", "-c", 'ulimit -f 128; exec "$@"', "sh", *COMMAND, "run", "-n", "1", "-k", "RPC-CSMS"]
    with Program(command, cwd=tmp_path, env={"PYTHONDONTWRITEBYTECODE": "1"}) as going:
        assert going.wait(60) == 3, going.output
    assert "results-gw0.part.jsonl: File too large" in going.output
    assert "cases were lost" in going.output
    assert "Traceback" not in going.output


def test_what_a_full_disk_did_not_take_is_told():
    results = ResultsWriter(Path("/dev/full"))
    results.write(UnreachableLine("why"))
    results.write(UnreachableLine("why"))
    results.close()
    assert results.trouble == "/dev/full: No space left on device"
