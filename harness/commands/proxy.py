"""The command `proxy`: between real stations and a real CSMS, judging what they say."""

from __future__ import annotations

import asyncio
import platform
import signal
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from ocpp_conformance.harness import garbage
from ocpp_conformance.harness.catalogue import DEFAULT_EDITION
from ocpp_conformance.harness.commands.judge import report_on
from ocpp_conformance.harness.commands.recorded import Given
from ocpp_conformance.harness.evidence.conclusion import Ending
from ocpp_conformance.harness.evidence.lines import FooterLine, HeaderLine
from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.evidence.verdict import Exit
from ocpp_conformance.harness.proxy import Relay, Schedule, ScheduleError, Witness, read_schedule
from ocpp_conformance.harness.requirements import rule_ids
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.suite.harmless import harmless
from ocpp_conformance.harness.transport import PortTakenError, TlsSettingError, client_tls, server_tls
from ocpp_conformance.reports.page.text import plural

TRAFFIC = "traffic.jsonl"
"""The recording, in the folder of the report; `judge` reads it too."""
SHOWN = 5
"""Breaches and troubles that a look shows, those of the most stations first."""


@click.command()
@click.option("--listen", metavar="HOST:PORT", required=True, help="where stations connect; port 0 takes a free one")
@click.option("--csms", "url", metavar="URL", required=True, help="of the CSMS, without an identity (ws:// or wss://)")
@click.option("--tls-cert", metavar="FILE", help="certificate chain (PEM): stations connect by wss://")
@click.option("--tls-key", metavar="FILE", help="its private key (PEM)")
@click.option("--client-ca", metavar="FILE", help="root (PEM) of station certificates, demanded then")
@click.option("--ca", metavar="FILE", help="root (PEM) of the CSMS's certificate; else the system's roots are trusted")
@click.option("--client-cert", metavar="FILE", help="certificate chain (PEM) that the CSMS is shown")
@click.option("--client-key", metavar="FILE", help="its private key (PEM)")
@click.option("--disturb", "file", metavar="FILE", type=click.Path(path_type=Path), help="a schedule: docs/logs.md")
@click.option("--every", default=10.0, show_default=True, type=click.FloatRange(min=0.1), help="seconds between looks")
@click.option("--output", type=click.Path(path_type=Path), default=Path("reports/out"), show_default=True)
def proxy(
    listen: str,
    url: str,
    tls_cert: str | None,
    tls_key: str | None,
    client_ca: str | None,
    ca: str | None,
    client_cert: str | None,
    client_key: str | None,
    file: Path | None,
    every: float,
    output: Path,
) -> None:
    """Stand between real stations and a real CSMS until interrupted, and judge both.

    Upgrades, messages, pings and closes go through unchanged and are judged after that. Each is recorded at once in
    traffic.jsonl. The report is that of `judge`; Ctrl-C ends with it, SIGUSR1 writes it and goes on. With --disturb
    messages are delayed, dropped, doubled, answered or cut off on purpose, and each side is judged by what it saw.
    """
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise click.UsageError(f"--listen {listen}: give HOST:PORT, as in 0.0.0.0:9000")
    if not url.startswith(("ws://", "wss://")):
        raise click.UsageError(f"--csms {url}: the URL must start with ws:// or wss://, as in ws://127.0.0.1:9000/ocpp")
    try:
        schedule = Schedule() if file is None else read_schedule(file)
        results = ResultsWriter(_recording(output))
    except ScheduleError as error:
        raise click.UsageError(f"--disturb {error}") from None
    except OSError as error:
        raise click.UsageError(f"--output {output} can't be written ({error.strerror or error})") from None
    results.write(_header(url))
    witness = Witness(results, split=bool(schedule.disturbances))
    try:
        tls, csms_tls = server_tls(tls_cert, tls_key, client_ca), client_tls(ca, client_cert, client_key)
        relay = Relay(url, witness, host.strip("[]"), int(port), tls=tls, csms_tls=csms_tls, schedule=schedule)
        asyncio.run(_serve(relay, witness, every))
    except TlsSettingError as error:
        raise click.UsageError(str(error)) from None
    except PortTakenError as error:
        raise click.UsageError(f"--listen: {error}") from None
    results.write(FooterLine({}, Exit.OK, {}, str(Ending.COMPLETE)))
    results.close()
    if results.trouble:
        click.echo(f"could not be written: {results.trouble}", err=True)
    with garbage.restored():
        raise SystemExit(report_on(Given((results.path,)), tuple(Role), (), None, output))


def _recording(output: Path) -> Path:
    """Where to record; what an earlier proxy recorded there is kept beside it, by its time."""
    file = output / TRAFFIC
    if file.exists():
        ended = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        file.rename(file.with_stem(f"{file.stem}-{ended:%Y%m%d-%H%M%S}"))
    return file


async def _serve(relay: Relay, witness: Witness, every: float) -> None:
    loop, stop, reports = asyncio.get_running_loop(), asyncio.Event(), set[asyncio.Task[None]]()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if hasattr(signal, "SIGUSR1"):
        loop.add_signal_handler(signal.SIGUSR1, lambda: reports.add(loop.create_task(_report(witness.path))))
    async with relay:
        click.echo(f"listening on port {relay.port}; stop with Ctrl-C")
        told = ""
        while not stop.is_set():
            text = "\n".join(_look(witness))
            if text != told:
                click.echo(harmless(text))
                told = text
            try:
                async with asyncio.timeout(every):
                    await stop.wait()
            except TimeoutError:
                continue
    await asyncio.gather(*reports)


async def _report(traffic: Path) -> None:
    """The report on what there is up to now, in a process of its own: nothing that goes through waits for it."""
    command = ["judge", str(traffic), "--output", str(traffic.parent)]
    code = "from ocpp_conformance.harness.cli import main; main()"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, *command)
    await process.wait()


def _look(witness: Witness) -> list[str]:
    """What there is up to now."""
    stations = f"{plural(len(witness.stations), 'station')}, {witness.connected} connected"
    lines = [f"{stations}, {plural(witness.messages, 'message')}"]
    spoken = (each for each in witness.versions.items() if each[0] is not OCPP_201)
    lines += (f"    {plural(number, 'station')} with {protocol}" for protocol, number in spoken)
    lines += (f"    {plural(n, 'station')} with {name}: recorded, not judged" for name, n in witness.others.items())
    for (rule, role, cause), number in witness.breaches().most_common(SHOWN):
        lines.append(f"    {rule} ({role}) {cause}: {plural(number, 'station')}")
    lines += (f"    {text}: {number} times" for text, number in witness.troubles.most_common(SHOWN))
    return lines


def _header(url: str) -> HeaderLine:
    return HeaderLine(
        suite=version("ocpp-conformance"),
        edition=str(DEFAULT_EDITION),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        roles=tuple(map(str, Role)),
        system=f"stations and {url}",
        options={"proxy": True},
        python=platform.python_version(),
        platform=platform.platform(),
        rules={str(role): sorted(rule_ids(role)) for role in Role},
    )
