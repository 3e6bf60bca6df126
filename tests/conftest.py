"""The order of the tests: random, but what takes minutes begins first, so that no worker is left alone with it. Each
begins with the clocks of the machine, whatever idle time the one before left out."""

import pytest

from ocpp_conformance.harness import times

LONG = ("test_kill_matrix.py", "test_different_station.py", "test_different_csms.py", "test_page_browser.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture(autouse=True)
def _machine_time(monkeypatch):
    monkeypatch.setattr(times, "_skipped", 0.0)
