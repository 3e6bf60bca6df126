"""The commands `driver check` and `driver selftest`: is the owner's driver right, without the system and with it?"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ocpp_conformance.harness.launch import launch

if TYPE_CHECKING:
    import pytest

    from ocpp_conformance.harness.sut.description import Description, DriverAddress

_OPTIONS = {"ignore_unknown_options": True}
GIVE = "give --sut FILE with [driver], or --driver URL beside --csms or --listen"


@click.group()
def driver() -> None:
    """Test the driver of your system: what carries out intents for the cases."""


@driver.command(context_settings=_OPTIONS)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def check(arguments: tuple[str, ...]) -> None:
    """Does the driver keep to the contract? Needs no system; exit code 0, 1 when it doesn't.

    \b
    ocpp-conformance driver check http://127.0.0.1:8000
    ocpp-conformance driver check --sut sut.toml
    """
    if len(arguments) == 1 and arguments[0].startswith(("http://", "https://")):
        from ocpp_conformance.harness.sut.description import DriverAddress

        sys.exit(_checked(DriverAddress(url=arguments[0]), None))
    sys.exit(_described(arguments, lambda sut, address: _checked(address, sut)))


@driver.command(context_settings=_OPTIONS)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def selftest(arguments: tuple[str, ...]) -> None:
    """Does what the driver carries out show on the wire? Tries each intent on the live system; exit code 0 or 1.

    Takes the options of `run` that describe the system: ocpp-conformance driver selftest --sut sut.toml
    """
    sys.exit(_described(arguments, lambda sut, _: _tried(sut)))


def _described(arguments: tuple[str, ...], look: Callable[[Description, DriverAddress], int]) -> int:
    """Look at what the options describe."""
    return launch(["-p", "no:terminal", *arguments], plugins=("pytest_asyncio.plugin",), extra=(_InsteadOfCases(look),))


class _InsteadOfCases:
    """A pytest plugin that looks at the driver instead of running cases."""

    def __init__(self, look: Callable[[Description, DriverAddress], int]) -> None:
        self._look = look

    def pytest_cmdline_main(self, config: pytest.Config) -> int:
        import pytest

        from ocpp_conformance.harness.suite import options

        sut = options.describe(config)
        if sut.driver is None:
            raise pytest.UsageError(f"driver: no driver is described; {GIVE}")
        return self._look(sut, sut.driver)


def _checked(address: DriverAddress, sut: Description | None) -> int:
    from ocpp_conformance.harness.commands.diagnosis import Diagnosis
    from ocpp_conformance.harness.commands.driver_check import check
    from ocpp_conformance.harness.suite.harmless import harmless

    found: list[Diagnosis] = []

    def report(finding: Diagnosis) -> None:
        found.append(finding)
        click.echo(harmless(str(finding)))

    click.echo(f"driver {address}")
    asyncio.run(check(address, sut, report))
    wrong = [finding.what for finding in found if not finding.good]
    click.echo(f"the driver breaks the contract: {', '.join(wrong)}" if wrong else "the driver keeps to the contract")
    return 1 if wrong else 0


def _tried(sut: Description) -> int:
    from ocpp_conformance.harness.commands.doctor import examine
    from ocpp_conformance.harness.suite import options
    from ocpp_conformance.harness.suite.harmless import harmless

    redact = options.redactor(sut)
    found = examine(sut, lambda finding: click.echo(redact(harmless(str(finding)))))
    wrong = [finding.what for finding in found if not finding.good]
    click.echo(f"the driver can't be relied on: {', '.join(wrong)}" if wrong else "the driver does what it says")
    return 1 if wrong else 0
