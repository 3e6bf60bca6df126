"""What the pages tell a reader to write works as it is written."""

from __future__ import annotations

import inspect
import json
import re
import shlex
import sys

import pytest

from ocpp_conformance.fixtures import operator, rest, suite, systems
from ocpp_conformance.harness.evidence import matchers
from ocpp_conformance.harness.probes import CsmsProbe, Probe, Reaction, ReceivedCall, ReceivedReply, StationProbe
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.suite.case import FAMILIES
from ocpp_conformance.harness.sut.driver import CaseDriver

from .different.processes import COMMAND, Program, free_port
from .different.processes import suite as in_the_clone
from .snippets import ROOT, blocks, files_of, pytest_alone, write

OWN = "docs/own-tests.md"
CASES, PLAIN = blocks(OWN, "python")
IDS = re.findall(r'@case\("([^"]+)"', CASES)


def lines(folder):
    return [json.loads(line) for line in (folder / "reports/out/results.jsonl").read_text().splitlines()]


def verdicts(folder):
    return {line["case"]: line["verdict"] for line in lines(folder) if line["line"] == "verdict"}


@pytest.fixture
def project(tmp_path):
    write(tmp_path, CASES)
    return tmp_path


@pytest.mark.parametrize(("page", "number", "passed"), [("README.md", 0, 1), (OWN, 1, 2)])
def test_a_plain_project_passes(tmp_path, page, number, passed):
    write(tmp_path, blocks(page, "python")[number])
    done = pytest_alone(tmp_path, "-q")
    assert done.code == 0, done.output
    assert f"{passed} passed" in done.output


def test_cases_and_plain_tests_share_a_project(project):
    write(project, PLAIN)
    both = [files_of(block)["conftest.py"].strip() for block in (CASES, PLAIN)]
    loaded = [plugin for text in both for plugin in re.findall(r'"([\w.]+)"', text)]
    (project / "conftest.py").write_text(f"pytest_plugins = {loaded}\n")
    done = pytest_alone(project)
    assert (done.code, verdicts(project)) == (0, dict.fromkeys(IDS, "passed")), done.output
    assert "4 passed" in done.output


# -- the commands of docs/own-tests.md, one by one ---------------------------------------------------------------------

COMMANDS = [line for block in blocks(OWN, "sh") for line in block.splitlines()]
OF_A_CSMS = [id for id in IDS if "-CSMS-" in id]
OF_A_STATION = [id for id in IDS if "-CS-" in id]
NAMED = {"--csms": OF_A_CSMS, "--listen": OF_A_STATION}
SYSTEMS = {
    "--csms": ["csms", "--port", "PORT"],
    "--listen": ["station", "--csms", "ws://127.0.0.1:PORT/ocpp", "--api-port", "0"],
}
"""Option of a command → our command that starts the system it speaks of."""


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_does_what_the_page_says(project, line):
    port = str(free_port())
    program, *words = shlex.split(re.sub(r"\b9[01]00\b", port, line))
    external = next((option for option in SYSTEMS if option in words), None)
    command = [sys.executable, "-m", "pytest"] if program == "pytest" else [*COMMAND]
    beside = [*COMMAND, *(word.replace("PORT", port) for word in SYSTEMS.get(external, ()))]
    wanted = words[words.index("--case") + 1 :] if "--case" in words else NAMED.get(external, IDS)

    if external == "--csms":
        with Program(beside, cwd=project) as system, Program([*command, *words], cwd=project) as run:
            system.line_with("listening")
            code = run.wait(60)
    elif external == "--listen":
        with Program([*command, *words], cwd=project) as run, Program(beside, cwd=project):
            code = run.wait(60)
    else:
        with Program([*command, *words], cwd=project) as run:
            code = run.wait(60)

    assert code == 0, run.output
    if "explain" in words:
        assert "A Heartbeat tells the time" in run.output
        assert "test_acme.py:" in run.output
    else:
        assert verdicts(project) == dict.fromkeys(wanted, "passed"), run.output


# -- a case of one's own is judged like ours ---------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_an_own_case_has_verdict_evidence_and_report(project, workers):
    text = (project / "test_acme.py").read_text().replace("currentTime=PRESENT", 'currentTime="noon"')
    (project / "test_acme.py").write_text(text)
    done = pytest_alone(project, *workers)

    assert done.code == 1, done.output
    line = next(line for line in lines(project) if line["line"] == "verdict" and line["case"] == "ACME-CSMS-CLOCK-01")
    assert (line["verdict"], line["source"], line["block"]) == ("failed", "G02.FR.03", "ACME")
    assert line["frame"] is not None
    assert line["rerun"] == "ocpp-conformance run test_acme.py --case ACME-CSMS-CLOCK-01"
    assert 'test_acme.py:8: answer.meets("G02.FR.03", currentTime="noon")' in done.output
    assert "ACME-CSMS-CLOCK-01" in (project / "reports/out/index.html").read_text()
    assert lines(project)[-1]["line"] == "footer"


REFUSED = {
    "RPC-CSMS-CALL-01": "is one of the suite, in conformance/csms/rpc/test_proper_calls.py; begin yours with a prefix",
    "RPC-CSMS-NEVER-99": "ids that begin with RPC- are kept for the suite; begin yours with a prefix of your own",
    "ACME-CS-READ-01": "is declared twice: test_acme.py::test_an_unknown_component_is_told and test_more.py::test_more",
}


@pytest.mark.parametrize("id", REFUSED)
def test_an_id_that_is_taken_is_refused_in_a_sentence(project, id):
    (project / "test_more.py").write_text(
        "from ocpp_conformance.conformance.case import case\n"
        f'@case("{id}", "More", topics=("rpc",))\nasync def test_more(station): ...\n'
    )
    done = pytest_alone(project)
    assert done.code == 4, done.output
    assert f"case {id}" in done.output
    assert REFUSED[id] in done.output
    assert "Traceback" not in done.output


def test_a_published_id_of_the_suite_is_refused_and_names_its_file(project):
    (project / "test_more.py").write_text(
        'from ocpp_conformance.conformance.case import case\n@case("TC_B_01_CSMS")\nasync def test_more(station): ...\n'
    )
    done = pytest_alone(project)
    assert done.code == 4, done.output
    assert "case TC_B_01_CSMS is one of the suite, in conformance/csms/b_provisioning/" in done.output


def test_an_unknown_requirement_is_refused_in_a_sentence(project):
    text = (project / "test_acme.py").read_text().replace('meets("G02.FR.03"', 'meets("G02.FR.99"')
    (project / "test_acme.py").write_text(text)
    done = pytest_alone(project)
    assert done.code == 4, done.output
    assert "ERROR: test_acme.py::test_a_heartbeat_tells_the_time: " in done.output
    assert "G02.FR.99" in done.output


def test_a_probe_for_a_test_that_is_no_case_is_refused_in_a_sentence(project):
    (project / "test_more.py").write_text("def test_more(station): ...\n")
    done = pytest_alone(project)
    assert "test_more.py::test_more is no case: declare it with @case to be given a probe" in done.output


# -- what the page names is there --------------------------------------------------------------------------------------


def names_in(text):
    return re.findall(r"`(\w+)[`(]", text)


def first_cells(head):
    """The first cells of the tables with this head."""
    _, *tables = (ROOT / OWN).read_text().split(f"\n| {head} |")
    return [row.split("|")[1] for each in tables for row in each.partition("\n\n")[0].splitlines()[2:]]


def test_the_verbs_are_there():
    for cell in first_cells("verb"):
        for name in re.findall(r"(?:(message)\.)?(\w+)\(", cell):
            owners = (ReceivedCall,) if name[0] else (StationProbe, CsmsProbe)
            assert any(hasattr(owner, name[1]) for owner in owners), name


def test_the_fixtures_are_there():
    there = {name for module in (suite, operator, rest, systems) for name, _ in inspect.getmembers(module)}
    told = {name for cell in first_cells("fixture") for name in names_in(cell)}
    assert {"station", "csms", "bundled_csms"} <= told <= there


def test_the_prefixes_of_the_suite_are_told():
    assert ", ".join(f"`{family}`" for family in FAMILIES) in " ".join((ROOT / OWN).read_text().split())


# -- CONTRIBUTING.md ---------------------------------------------------------------------------------------------------

GUIDE = (ROOT / "CONTRIBUTING.md").read_text()
CODE = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", GUIDE, flags=re.S))


ROOMS = "tests|harness|conformance|schemas|examples|docs"
PATHS = {path for code in CODE for path in re.findall(rf"(?:{ROOMS})/[\w./-]+\.(?:py|toml|json|md)\b", code)}
MODULES = {name for code in CODE for name in re.findall(r"python -m (tests[\w.]*)", code)}


@pytest.mark.parametrize("path", sorted(PATHS))
def test_a_file_that_the_guide_names_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_command_that_the_guide_names_can_be_started(module):
    path = ROOT.joinpath(*module.split("."))
    main = path / "__main__.py" if path.is_dir() else path.with_suffix(".py")
    assert 'if __name__ == "__main__":' in main.read_text()


OWNERS = {
    "a message": (ReceivedCall, ReceivedReply),
    "both probes": (Probe,),
    "a value": (matchers,),
    "a reaction": (Reaction,),
    "`StationProbe`": (StationProbe,),
    "`CsmsProbe`": (CsmsProbe,),
    "`ChargingSession`": (ChargingSession,),
    "`CaseDriver`": (CaseDriver,),
}


def test_the_verbs_of_the_guide_are_there():
    owner, seen = "", set()
    for row in GUIDE.partition("| of | verb |")[2].partition("\n\n")[0].splitlines()[2:]:
        _, of, verbs, *_ = (cell.strip() for cell in row.split("|"))
        owner = of or owner
        seen.add(owner)
        for verb in re.findall(r"`(\w+)", verbs):
            assert all(hasattr(each, verb) for each in OWNERS[owner]), verb
    assert seen == set(OWNERS)


def test_the_guide_s_fault_fails_its_case(tmp_path):
    line = next(code for code in CODE if "--csms-fault" in code)
    done = in_the_clone(*shlex.split(line)[1:], "-q", "--output", str(tmp_path))
    assert done.code == 1, done.output
    assert "failed: TC_C_06_CSMS" in done.output
