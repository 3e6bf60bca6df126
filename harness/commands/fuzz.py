"""The commands `fuzz` and `replay`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ocpp_conformance.harness.launch import launch

_TAKES_MORE = {"ignore_unknown_options": True}


@click.command(context_settings=_TAKES_MORE)
@click.option("--time", "duration", metavar="TIME", help="how long, for example 90s, 10m, 1h (profile soak)")
@click.option("--profile", metavar="NAME", help="ci, dev or soak; without it and --time: dev")
@click.option("--seed", metavar="N", help="seed of what is generated, as a report names it; else a new one, printed")
@click.option("--save-regressions", "kept", metavar="FOLDER", help="keep each finding there as a file")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def fuzz(
    duration: str | None, profile: str | None, seed: str | None, kept: str | None, arguments: tuple[str, ...]
) -> None:
    """Send generated messages, frames and upgrade requests, and judge what comes of each.

    \b
    ocpp-conformance fuzz --time 10m                                  the bundled systems
    ocpp-conformance fuzz --time 1h --csms ws://host:9000/ocpp        a CSMS
    ocpp-conformance fuzz --listen 0.0.0.0:9000                       a charging station

    Takes the options of `run`. Ctrl-C and SIGTERM end it with the report of what was done. Findings are kept in
    reports/out/findings/ for `ocpp-conformance replay`.
    """
    given = {"--fuzz-time": duration, "--fuzz-seed": seed, "--save-regressions": kept}
    given["--fuzz-profile"] = profile or (None if duration else "dev")
    own = [f"{option}={value}" for option, value in given.items() if value is not None]
    sys.exit(launch(["-p", "ocpp_conformance.harness.commands.soak", "--block", "FUZZ", *own, *arguments]))


@click.command(context_settings=_TAKES_MORE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def replay(file: Path, arguments: tuple[str, ...]) -> None:
    """Do once more what a finding FILE holds, and say STILL, CHANGED or DID NOT SHOW; exit code 0 for the last.

    Takes the options of `run` that describe the system: ocpp-conformance replay FILE --csms ws://host:9000/ocpp
    """
    from ocpp_conformance.harness.commands.replay import Replay

    quiet = ["-p", "no:terminal", *arguments]
    sys.exit(launch(quiet, plugins=("pytest_asyncio.plugin",), extra=(Replay(file, click.echo),)))
