"""What other people's CI runs: the script of all of them, and the steps of each in the words of its file."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from .different.processes import COMMAND, environment, free_port

CI = Path(__file__).parent.parent / "ci"
JUDGE = CI / "judge.sh"
PASSWORD = "a-password-in-nobodys-log"


def judged(folder, command, port, **more):
    """Run a command line of a CI in a folder, with our command in its path."""
    env = environment({"PATH": f"{Path(COMMAND[0]).parent}{os.pathsep}{os.environ['PATH']}"})
    env |= {"CONNECT_TIMEOUT": "30", "OCPP_SUT_PASSWORD": PASSWORD} | more
    options = f"--csms ws://127.0.0.1:{port}/ocpp --identity CS001 --case TC_B_01_CSMS --case TC_C_20_CSMS -q"
    env["OPTIONS"] = options
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
    )


def starts(port, *options):
    return " ".join([*COMMAND, "csms", f"--port={port}", f"--register=CS001:{PASSWORD}", "--no-control", *options])


@pytest.mark.parametrize(("fault", "code"), [((), 0), (("--fault=interval-soon",), 1)], ids=["honest", "broken"])
def test_a_system_is_started_judged_and_stopped(tmp_path, fault, code):
    port, summary = free_port(), tmp_path / "summary.md"
    command = f'eval "set -- $OPTIONS" && . {JUDGE}'
    done = judged(tmp_path, command, port, START=starts(port, *fault), GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == code, done.stdout + done.stderr
    for name in ("index.html", "junit.xml", "badge.json", "results.jsonl"):
        assert (tmp_path / "ocpp-conformance" / name).exists()
    assert "TC_B_01_CSMS" in summary.read_text() or code == 0
    system = (tmp_path / "ocpp-conformance/system.log").read_text()
    assert "<- BootNotification" in system
    assert system.splitlines()[-1].endswith("stopped")


def test_a_system_that_does_not_start_is_shown(tmp_path):
    done = judged(
        tmp_path,
        f'eval "set -- $OPTIONS" && . {JUDGE}',
        free_port(),
        START="echo no database; exit 7",
        CONNECT_TIMEOUT="1",
    )
    assert (done.returncode, "no database" in done.stdout) == (10, True), done.stdout + done.stderr


def test_a_system_that_does_not_stop_is_killed(tmp_path):
    stubborn = "trap '' TERM; echo $$; while :; do sleep 0.1; done"
    done = judged(tmp_path, f'eval "set -- $OPTIONS" && . {JUDGE}', free_port(), START=stubborn, CONNECT_TIMEOUT="1")
    assert done.returncode == 10, done.stdout + done.stderr
    number = int((tmp_path / "ocpp-conformance/system.log").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_the_steps_of_github_run_the_script(tmp_path):
    action = yaml.safe_load((CI / "action.yml").read_text())
    step = next(step for step in action["runs"]["steps"] if step.get("name") == "Judge")
    asked = {value.removeprefix("${{ inputs.").removesuffix(" }}") for value in step["env"].values()}
    assert asked <= set(action["inputs"])
    port = free_port()
    done = judged(tmp_path, step["run"], port, START=starts(port), GITHUB_ACTION_PATH=str(CI))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_steps_of_gitlab_run_the_script(tmp_path):
    job = yaml.safe_load((CI / "gitlab.yml").read_text())[".ocpp-conformance"]
    (tmp_path / ".ocpp-conformance").symlink_to(CI.parent)
    port = free_port()
    done = judged(tmp_path, job["script"][-1], port, START=starts(port), CI_PROJECT_DIR=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert job["artifacts"]["when"] == "always"
