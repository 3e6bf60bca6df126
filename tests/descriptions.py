"""Descriptions of systems, as options and `sut.toml` hold them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from ocpp_conformance.harness.fuzzing import options as fuzz_options
from ocpp_conformance.harness.suite import declared, options

URL = "ws://127.0.0.1:9000/ocpp"
CSMS = f'version = 1\nrole = "csms"\nendpoint = "{URL}"\n'
STATION = 'version = 1\nrole = "station"\nlisten = "127.0.0.1:0"\n'

FULL = """\
version = 1
role = "csms"
endpoint = "ws://127.0.0.1:9000/ocpp"
identity = "CS{n:03}"
password = "a-password-in-the-file"
evses = [1, 2]
features = ["C-44", "C-29.1",
            "AQ-2"]

[system]
name = "Test CSMS"
version = "1.4.2"

[headers]
X-Tenant = "demo-tenant"

[tokens]
accepted = "04A2B3C4:ISO14443"
master_pass = "MASTER:Central"

[secret_tokens]
blocked = "04B1B2B3:ISO14443"

[patience]
reply = 7
quiet = 0.5
connect = 8.5
boot = 90

[permissions]
reset = false
"""


class Parser(argparse.ArgumentParser):
    """Takes pytest's calls, without pytest."""

    def getgroup(self, *_):
        return self

    def addoption(self, *names, **settings):
        self.add_argument(*names, **settings)


class Config:
    """As much of pytest's config as the options look at."""

    pluginmanager = pytest.PytestPluginManager()
    invocation_params = SimpleNamespace(dir=Path())

    def __init__(self, *arguments):
        parser = Parser(allow_abbrev=False)
        declared.add_options(parser)
        fuzz_options.add_options(parser)
        parser.add_argument("-n", dest="numprocesses", type=int)
        self.option = parser.parse_args([str(argument) for argument in arguments])

    def getoption(self, name):
        return getattr(self.option, name.removeprefix("--").replace("-", "_"))


def forget_variables(monkeypatch):
    """Leave out what the variables of this shell say of a system."""
    for name in [name for name in os.environ if name.startswith("OCPP_SUT_")]:
        monkeypatch.delenv(name)


def written(folder, text):
    """The path of a `sut.toml` with this text."""
    path = folder / "sut.toml"
    path.write_text(text)
    return str(path)


def described(folder, text, *arguments):
    """What a `sut.toml` with this text and the arguments describe."""
    return options.describe(Config("--sut", written(folder, text), *arguments))
