"""A pytest plugin that times each test from the first to the last of its hooks, and the recording inside it."""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

times: dict[str, list[float]] = defaultdict(list)
_spent = 0.0
_inside = False


def pytest_configure() -> None:
    from ocpp_conformance.harness.evidence import Recording  # after the plugin has asked for assertion rewriting
    from ocpp_conformance.harness.suite.state import SuiteState

    for owner, name in ((Recording, "frame"), (Recording, "handshake"), (Recording, "close"), (SuiteState, "write")):
        setattr(owner, name, _timed(getattr(owner, name)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    global _spent
    _spent, started = 0.0, time.perf_counter()
    try:
        return (yield)
    finally:
        kind = item.name.split("_")[1]
        times[kind].append(time.perf_counter() - started)
        if kind == "connected":
            times["recording"].append(_spent)


def pytest_unconfigure() -> None:
    Path(os.environ["BENCHMARK_TIMES"]).write_text(json.dumps(times), "utf-8")


def _timed(method: Callable[..., Any]) -> Callable[..., Any]:
    """Add the time of the outermost call to `_spent`: an entry is written while it is recorded."""

    def timed(*arguments: Any, **named: Any) -> Any:
        global _spent, _inside
        if _inside:
            return method(*arguments, **named)
        _inside, started = True, time.perf_counter()
        try:
            return method(*arguments, **named)
        finally:
            _inside = False
            _spent += time.perf_counter() - started

    return timed
