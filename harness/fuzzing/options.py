"""The options of the generated part of a run, and the schedule that they make."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from ocpp_conformance.harness.fuzzing.findings import FindingFileError, load_all
from ocpp_conformance.harness.fuzzing.schedule import PROFILES, Schedule, seconds_of
from ocpp_conformance.harness.suite.declared import Parser

SCHEDULE = pytest.StashKey[Schedule]()
"""Where the plugin keeps the schedule of a run."""


def add_options(parser: Parser) -> None:
    """Declare the options; the same names work with pytest, `ocpp-conformance run` and `ocpp-conformance fuzz`."""
    add = parser.getgroup("ocpp-fuzz", "OCPP conformance: generated inputs").addoption
    add("--fuzz-profile", metavar="NAME", help=f"how much is generated: {', '.join(PROFILES)} (default ci)")
    add("--fuzz-time", metavar="TIME", help="generate for this long, for example 90s, 10m, 1h (profile soak)")
    add("--fuzz-seed", metavar="N", help="seed of what is generated (ci: 0; else a new one, which is printed)")
    add("--save-regressions", metavar="FOLDER", help="keep each finding there as a file")
    add("--regressions", metavar="FOLDER", help="see that the findings kept there do not come back")


def schedule(config: pytest.Config, folder: Path) -> Schedule:
    """What the options say; findings go to `findings` in the folder of the reports. Raises `pytest.UsageError`."""
    option = config.getoption
    text, name, kept, earlier = (
        option(name) for name in ("--fuzz-time", "--fuzz-profile", "--save-regressions", "--regressions")
    )
    seconds = _seconds(text)
    profile = name or ("ci" if text is None else "soak")
    if profile not in PROFILES:
        raise pytest.UsageError(f"--fuzz-profile {profile}: there is no such profile; known are {', '.join(PROFILES)}")
    if (profile == "soak") != (text is not None):
        raise pytest.UsageError(f"--fuzz-profile {profile}: soak and no other profile takes --fuzz-time, as in 10m")
    here = config.invocation_params.dir
    return Schedule(
        PROFILES[profile],
        _seed(option("--fuzz-seed"), profile),
        seconds,
        folder / "findings",
        None if kept is None else here / kept,
        None if earlier is None else _regressions(here / earlier, earlier),
    )


def _seconds(text: str | None) -> float:
    if text is None:
        return 0.0
    try:
        return seconds_of(text)
    except ValueError as error:
        raise pytest.UsageError(f"--fuzz-time {text}: {error}") from None


def _seed(text: str | None, profile: str) -> int:
    if text is None:
        return 0 if profile == "ci" else secrets.randbelow(2**32)
    if not text.isdecimal():
        raise pytest.UsageError(f"--fuzz-seed {text}: give a whole number of 0 or more, as a report names it")
    return int(text)


def _regressions(folder: Path, given: str) -> Path:
    if not folder.is_dir():
        raise pytest.UsageError(f"--regressions {given}: there is no such folder; --save-regressions makes one")
    try:
        load_all(folder)
    except FindingFileError as error:
        raise pytest.UsageError(f"--regressions {given}: {error}") from None
    return folder
