"""A station that isn't as a case needs it is no broken one."""

from __future__ import annotations

import pytest

from .different.processes import suite


@pytest.mark.parametrize(
    ("case", "setting"),
    [
        ("l_firmware/test_l01_while_charging.py", "ChargingStation.AllowNewSessionsPendingFirmwareUpdate can't be set"),
        ("c_authorization/test_c12_cached_id.py", "AuthCacheCtrlr.Enabled can't be set"),
    ],
    ids=["a variable of the case", "a variable of many cases"],
)
def test_a_setting_that_cannot_be_had_is_no_breach(case, setting):
    done = suite(f"conformance/station/{case}", "--station-fault", "set-rejected")
    assert setting in done.output, done.output
    assert " failed" not in done.output, done.output
