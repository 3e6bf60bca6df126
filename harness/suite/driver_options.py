"""What is given of the driver: on the command line, in the environment, in `sut.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ocpp_conformance.harness.suite.settings import Given, Settings
from ocpp_conformance.harness.suite.values import url_parts
from ocpp_conformance.harness.sut.carriers.dictation import WORDED
from ocpp_conformance.harness.sut.description import DRIVER_TIMEOUT, DriverAddress


def driver_of(settings: Settings, external: bool) -> DriverAddress | None:
    """Where the driver is; None without one. Raises `pytest.UsageError`."""
    table: Mapping[str, Any] = settings.file.get("driver") or {}
    given = settings.given("driver")
    if given is not None and not external:
        raise pytest.UsageError(
            f"{given.label} {given.text}: the bundled systems have a driver; give --csms or --listen"
        )
    timeout = _timeout(settings, float(table.get("timeout", DRIVER_TIMEOUT)))
    if given is not None:
        settings.keep("driver", given.text, given.origin)
        return DriverAddress(url=_http(given.label, given.text), timeout=timeout)
    if not table or "operator" in table:
        return None
    if "command" in table:
        folder = Path(settings.file.name).resolve().parent
        found = DriverAddress(command=tuple(table["command"]), folder=folder, timeout=timeout)
    else:
        where = f"{settings.file.at('driver', 'trigger-http')} trigger-http"
        found = DriverAddress(
            url=_http(where, table["trigger-http"]), relay=True, intents=_intents(settings), timeout=timeout
        )
    settings.keep("driver", str(found), settings.file.at("driver"))
    return found


def operator_of(settings: Settings, driver: DriverAddress | None) -> Given | None:
    """What is said of an operator; a person in the file gives way to a driver that comes before the file."""
    given = settings.given("operator")
    if given is not None and driver is not None and given.origin == settings.file.at("driver", "operator"):
        return None
    return given


def restart_of(settings: Settings) -> tuple[str, ...]:
    """The command that restarts the system; empty where there is none."""
    command: list[str] = settings.file.get("hooks", "restart") or []
    return tuple(command)


def _timeout(settings: Settings, value: float) -> float:
    if not 0.05 <= value <= 3600:  # nan passes the schema
        raise pytest.UsageError(f"{settings.file.at('driver', 'timeout')} timeout {value}: give seconds, 0.05 to 3600")
    return value


def _intents(settings: Settings) -> frozenset[str] | None:
    listed: list[str] | None = settings.file.get("driver", "intents")
    for name in listed or ():
        if name not in WORDED:
            where = settings.file.at("driver", "intents")
            raise pytest.UsageError(
                f"{where}: intents: {name!r}: no such intent; known are {', '.join(sorted(WORDED))}"
            )
    return None if listed is None else frozenset(listed)


def _http(where: str, url: str) -> str:
    url_parts(where, url, "http", "http://127.0.0.1:8000")
    return url
