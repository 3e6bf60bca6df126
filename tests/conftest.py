"""The order of the tests: random, but what takes minutes begins first, so that no worker is left alone with it."""

import pytest

LONG = ("test_kill_matrix.py", "test_different_station.py", "test_different_csms.py", "test_page_browser.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in LONG)
