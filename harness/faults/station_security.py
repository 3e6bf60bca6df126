"""Block A: the password of a station, its certificate, and its security profile."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import system_of
from ocpp_conformance.harness.faults.fault import of_station
from ocpp_conformance.harness.transport import Credentials


def _first_password(original: Any) -> Credentials | None:
    """For `credentials`: those of the configuration, whatever was written since."""
    config = system_of(original).config
    return None if original() is None else Credentials(config.identity, config.password)


def _any_length(original: Any, item: Any) -> Any:
    """For `set_variable`: a password of any length is stored."""
    if item["variable"]["name"] != "BasicAuthPassword":
        return original(item)
    system_of(original).model.write("SecurityCtrlr", "BasicAuthPassword", item["attributeValue"])
    return {**original(item), "attributeStatus": "Accepted"}


FAULTS = (
    of_station(
        "password-not-changed",
        "accepts a new password and goes on with the old one",
        "A01.FR.01",
        credentials=_first_password,
    ),
    of_station("password-short-taken", "takes a password of 15 characters", "A00.FR.205", set_variable=_any_length),
)
