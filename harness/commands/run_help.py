"""What `run --help` shows: our options in groups; pytest's own are `--help-all`."""

from __future__ import annotations

import argparse
from typing import Any

from ocpp_conformance.harness.fuzzing.options import add_options as add_fuzz_options
from ocpp_conformance.harness.suite.declared import add_options

_USAGE = """ocpp-conformance run [OPTIONS]

  ocpp-conformance run                                 judge the bundled systems
  ocpp-conformance run --csms ws://host:9000/ocpp      judge a CSMS
  ocpp-conformance run --listen 0.0.0.0:9000           judge a charging station
  ocpp-conformance run --sut sut.toml                  as `ocpp-conformance init` describes it"""


class _Shown:
    """Takes options as pytest's parser does, to show them."""

    def __init__(self) -> None:
        self.parser = argparse.ArgumentParser(
            usage=_USAGE, add_help=False, formatter_class=argparse.RawDescriptionHelpFormatter
        )

    def getgroup(self, name: str, description: str = "") -> _Shown._Group:
        return self._Group(self.parser.add_argument_group(description.removeprefix("OCPP conformance: ")))

    class _Group:
        def __init__(self, group: Any) -> None:
            self._group = group

        def addoption(self, *names: str, **what: Any) -> None:
            self._group.add_argument(*names, **what)


def run_help() -> str:
    """The text of `run --help`."""
    shown = _Shown()
    add_options(shown)
    add_fuzz_options(shown)
    add = shown.getgroup("pytest", "of pytest's options, the most used").addoption
    add("-k", metavar="EXPRESSION", help="only cases whose names match, as in 'authorize and not fuzz'")
    add("-n", metavar="N", help="run on N processes at once")
    add("-x", action="store_true", help="end at the first red case")
    add("--lf", action="store_true", help="only the cases that the last run left red")
    add("-q", action="store_true", help="say less; -v says more")
    add("--help-all", action="store_true", help="show all of pytest's options too")
    return shown.parser.format_help()
