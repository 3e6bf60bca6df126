"""The container image and the compose file; what they start is started here without containers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from .different.processes import ours, port_in
from .test_command_systems import authorize

ROOT = Path(__file__).parent.parent
HADOLINT = shutil.which("hadolint")


@pytest.mark.skipif(HADOLINT is None, reason="hadolint has no wheel for this platform")
def test_the_dockerfile_has_nothing_that_its_linter_finds():
    done = subprocess.run([HADOLINT, "--no-color", "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_runs_our_command_as_nobody_special():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert 'ENTRYPOINT ["ocpp-conformance"]' in lines
    assert "USER 1000" in lines


def test_what_compose_starts_takes_a_card():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    csms, station = services["csms"], services["station"]
    with ours(*csms["command"], "--port=0") as first:
        port = port_in(first.line_with("listening"))
        words = [word.replace("ws://csms:9000", f"ws://127.0.0.1:{port}") for word in station["command"]]
        with ours(*words, "--api-port=0", env=station["environment"]) as second:
            second.line_with("<- SecurityEventNotification")
            assert authorize(second, "04A2B3C4")[0] == 200
