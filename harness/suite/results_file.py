"""The results file of a run in the process that sees all of it: header, parts of the workers, rules, footer."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from ocpp_conformance.harness.evidence.conclusion import Ending
from ocpp_conformance.harness.evidence.lines import FooterLine, HeaderLine
from ocpp_conformance.harness.evidence.results import ResultsWriter, parts_of
from ocpp_conformance.harness.evidence.verdict import Verdict
from ocpp_conformance.harness.requirements import rule_ids
from ocpp_conformance.harness.suite import terminal
from ocpp_conformance.harness.suite.earlier import set_aside
from ocpp_conformance.harness.suite.state import SuiteState
from ocpp_conformance.harness.suite.tally import Tally
from ocpp_conformance.harness.validation import validator

SECRET_OPTIONS = {"password", "secret_token", "password_file", "header"}
"""Options that the header of a results file names without their values."""
_PICKING = ("case", "requirement", "block", "profile", "mandatory", "keyword", "markexpr", "lf")
"""Options that pick some of the cases."""
_OPTIONS = (
    "sut",
    "csms",
    "listen",
    "identity",
    "password",
    "password_file",
    "header",
    "token",
    "secret_token",
    "driver",
    "no_reset",
    "allow",
    "slow",
    "reply_timeout",
    "connect_timeout",
    "rate",
    "csms_fault",
    "station_fault",
    "station_blocks",
    "pki",
    "security_profile",
    "advertise_host",
    "known",
    "numprocesses",
    *_PICKING,
)


class ResultsFile:
    """Opens and closes `results.jsonl`; the lines in between are written by whoever has them."""

    def __init__(self, config: pytest.Config, state: SuiteState) -> None:
        self._config, self._state, self.selected = config, state, 0
        self.before: Path | None = None
        """Where the run before this one is kept."""

    @property
    def partial(self) -> bool:
        """Whether an option picks some of the cases."""
        return any(getattr(self._config.option, name, None) for name in _PICKING)

    def open(self, selected: int) -> None:
        """Start the file with its header, for so many cases; does nothing when it is open."""
        state = self._state
        if state.results is not None:
            return
        if not getattr(self._config.option, "numprocesses", None):
            for stale in parts_of(state.folder / "results.jsonl"):
                stale.unlink()
        try:
            self.before = set_aside(state.folder)
        except OSError as error:
            why = f"the run before can't be set aside ({error.strerror or error}); give another --output"
            raise pytest.UsageError(f"{state.folder}: {why}") from None
        state.results = ResultsWriter(state.folder / "results.jsonl", state.redact)
        self.selected = selected
        state.write(self._header())

    def _header(self) -> HeaderLine:
        sut = self._state.sut
        waits = sut.patience
        return HeaderLine(
            suite=version("ocpp-conformance"),
            edition=str(self._state.edition),
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            roles=tuple(str(role) for role in sut.roles),
            system=terminal.system(sut),
            options=self._options(),
            seed=getattr(self._config.option, "randomly_seed", None),
            command=self._state.command,
            validator=validator().name,
            python=platform.python_version(),
            platform=platform.platform(),
            evses=sut.evses,
            time_scale=waits.time_scale,
            patience={"reply": waits.reply, "quiet": waits.quiet, "connect": waits.connect, "boot": waits.boot},
            permissions=(*(("reset",) if sut.may_reset else ()), *sorted(sut.allowed)),
            rules={str(role): sorted(rule_ids(role)) for role in sut.roles},
            selected=self.selected,
            partial=self.partial,
        )

    @property
    def trouble(self) -> str:
        """What the disk did not take, empty where it took all."""
        return "" if self._state.results is None else self._state.results.trouble

    def close(self, tally: Tally, verdicts: Sequence[Verdict], code: int, ending: Ending) -> bool:
        """Take over the workers' parts, write the verdicts on rules and the footer; false when no file was open."""
        results = self._state.results
        if results is None:
            return False
        for part in parts_of(results.path):
            results.append_file(part)
        for line in tally.rules():
            results.write(line)
        counts = {str(verdict): verdicts.count(verdict) for verdict in Verdict}
        results.write(FooterLine(counts, code, self._figures(tally), str(ending)))
        results.close()
        return True

    def _figures(self, tally: Tally) -> dict[str, dict[str, int]]:
        """By role, how many requirements are in each state."""
        return {str(role): tally.standing().figure(role) for role in self._state.sut.roles}

    def _options(self) -> dict[str, Any]:
        given = {name: getattr(self._config.option, name, None) for name in _OPTIONS}
        return {name: "<given>" if name in SECRET_OPTIONS else value for name, value in given.items() if value}
