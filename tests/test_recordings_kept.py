"""What a case has recorded is let go when it is over, whatever became of it."""

from __future__ import annotations

import re

import pytest

from .different.processes import suite


@pytest.mark.parametrize("fault", [(), ("--station-fault", "summary-without-evses")], ids=["passed", "red"])
def test_a_recording_goes_with_its_case(tmp_path, fault):
    done = suite("conformance/station/b_provisioning/test_b07_base_report.py", "-p", "tests.kept", "-s", *fault)
    kept = re.search(r"recordings kept: (\d+)", done.output)
    assert (" failed" in done.output) == bool(fault), done.output
    assert kept is not None, done.output
    assert int(kept[1]) <= 1, done.output
