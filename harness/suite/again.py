"""The command line that does a run again: all that was given, but for the selection, with secrets by name."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator

import pytest

from ocpp_conformance.harness.catalogue import DEFAULT_EDITION, Edition
from ocpp_conformance.harness.places import is_suite
from ocpp_conformance.harness.sut.description import Description

_VALUES = (
    *("sut", "csms", "listen", "identity", "password_file", "token", "ca", "client_cert", "client_key"),
    *(
        "tls_cert",
        "tls_key",
        "client_ca",
        "client_ca_key",
        "pki",
        "security_profile",
        "driver",
        "reply_timeout",
        "connect_timeout",
        "rate",
        "advertise_host",
    ),
    *("allow", "csms_fault", "station_fault", "station_blocks", "regressions"),
)
"""Options with a value, which may be given more than once."""
_FLAGS = ("insecure", "no_reset", "slow")


def command(config: pytest.Config, sut: Description, edition: Edition) -> str:
    """`ocpp-conformance run --csms …`. A password, a header's value and a secret token stand as variables of the shell,
    whose names say what to set."""
    return " ".join(["ocpp-conformance run", *_words(config, sut, edition)])


def with_file(command: str, item: pytest.Item) -> str:
    """The command for a case: one that is not of the suite is found by its file."""
    if is_suite(item.path):
        return command
    return f"{command} {shlex.quote(os.path.relpath(item.path, item.config.invocation_params.dir))}"


def _words(config: pytest.Config, sut: Description, edition: Edition) -> Iterator[str]:
    given = {name: _all(getattr(config.option, name, None)) for name in _VALUES}
    if sut.file is None:  # what the environment says, where no file does
        if sut.endpoint is not None:
            given["csms"] = [sut.endpoint]
            given["identity"] = [sut.identity]
        if sut.listen is not None:
            given["listen"] = [f"{sut.listen[0]}:{sut.listen[1]}"]
    for name, values in given.items():
        yield from (f"--{name.replace('_', '-')} {shlex.quote(value)}" for value in values)
    if config.option.password is not None:
        yield '--password "$OCPP_SUT_PASSWORD"'
    for header in config.option.header:
        name = header.partition(":")[0].strip()
        yield f'--header "{name}:${_variable(name)}"'
    for token in config.option.secret_token:
        status = token.partition("=")[0]
        yield f'--secret-token "{status}=${_variable(f"TOKEN_{status}")}"'
    if sut.operator is not None:
        yield f"--operator {sut.operator}"
    yield from (f"--{name.replace('_', '-')}" for name in _FLAGS if getattr(config.option, name, False))
    if edition != DEFAULT_EDITION:
        yield f"--edition {edition.number} --errata {edition.errata}"


def _all(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return [] if value is None else [str(value)]


def _variable(name: str) -> str:
    return re.sub(r"\W", "_", name).upper()
