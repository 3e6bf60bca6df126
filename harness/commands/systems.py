"""The commands `csms` and `station`: the bundled systems alone, each until it is interrupted."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import click

from ocpp_conformance.harness.csms import (
    CertificateAuthority,
    Csms,
    CsmsConfig,
    SettingError,
    Store,
    StoreError,
    check_identity,
    check_password,
)
from ocpp_conformance.harness.csms.operations import OPERATIONS
from ocpp_conformance.harness.faults import FAULTS, UnknownFaultError, break_it
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.station.config import Extent, StationConfig
from ocpp_conformance.harness.station.core.store import Store as StationStore
from ocpp_conformance.harness.station.rest_api import RestApi
from ocpp_conformance.harness.station.station import Station
from ocpp_conformance.harness.sut.control import ControlPort
from ocpp_conformance.harness.sut.csms_under_test import BundledCsmsDriver
from ocpp_conformance.harness.sut.intents import SETUP
from ocpp_conformance.harness.sut.plug_and_charge import stand_in
from ocpp_conformance.harness.transport import PortTakenError, Secret, TlsSettingError, client_tls, server_tls

IDENTITY, PASSWORD = "CS001", "open-conformance-demo"
"""The registration that both commands have when nothing is given, so that they fit each other; on loopback only."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
TOKENS = {("04A2B3C4", "ISO14443"): "Accepted"}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=9000, show_default=True, type=click.IntRange(0, 65535), help="port to listen on")
@click.option("--register", "registrations", metavar="IDENTITY:PASSWORD", multiple=True, help="make a station known")
@click.option("--token", "tokens", metavar="STATUS=IDTOKEN:TYPE", multiple=True, help="e.g. Accepted=04A2B3C4:ISO14443")
@click.option("--registration", default="Accepted", show_default=True, help="what boots are answered with")
@click.option("--interval", default=300, show_default=True, type=click.IntRange(0), help="seconds in boot answers")
@click.option("--tls-cert", metavar="FILE", help="certificate chain (PEM): speak wss://, security profile 2")
@click.option("--tls-key", metavar="FILE", help="its private key (PEM)")
@click.option("--client-ca", metavar="FILE", help="root (PEM) of station certificates, demanded then: profile 3")
@click.option("--upload-port", type=click.IntRange(0, 65535), help="take logs of stations over HTTP, of anybody")
@click.option("--ca-cert", metavar="FILE", help="certificate of a CA (PEM): sign those of stations, SignCertificate")
@click.option("--ca-key", metavar="FILE", help="its private key (PEM)")
@click.option("--v2g-ca-cert", metavar="FILE", help="the same for certificates that stations show to EVs by ISO 15118")
@click.option("--v2g-ca-key", metavar="FILE", help="its private key (PEM)")
@click.option("--contract-root", "roots", metavar="FILE", multiple=True, help="root (PEM) of contracts of EVs")
@click.option(
    "--contract-pool", is_flag=True, help="EVs that ask for a contract get a text in place of its EXI message"
)
@click.option("--ocsp-host", "ocsp_hosts", metavar="HOST", multiple=True, help="ask OCSP responders here too")
@click.option("--store", "file", metavar="FILE", help="keep the state in this file, so that a restart goes on with it")
@click.option("--control-port", type=click.IntRange(0, 65535), help="port of its driver  [default: the next]")
@click.option("--control-host", default="127.0.0.1", show_default=True, help="address of its driver")
@click.option("--no-control", is_flag=True, help="nobody drives it: it does only what it does by itself")
@click.option("--fault", metavar="NAME", help="break it on purpose; see `ocpp-conformance faults`")
@click.pass_context
def csms(
    context: click.Context,
    host: str,
    port: int,
    registrations: tuple[str, ...],
    tokens: tuple[str, ...],
    registration: str,
    interval: int,
    tls_cert: str | None,
    tls_key: str | None,
    client_ca: str | None,
    upload_port: int | None,
    ca_cert: str | None,
    ca_key: str | None,
    v2g_ca_cert: str | None,
    v2g_ca_key: str | None,
    roots: tuple[str, ...],
    contract_pool: bool,
    ocsp_hosts: tuple[str, ...],
    file: str | None,
    control_port: int | None,
    control_host: str,
    no_control: bool,
    fault: str | None,
) -> None:
    """Run the bundled CSMS until it is interrupted.

    Beside it the driver contract is served: `run --csms ws://127.0.0.1:9000/ocpp --driver http://127.0.0.1:9001`.
    """
    try:
        store = None if file is None else context.with_resource(Store(Path(file)))
        passwords, by_default = _passwords(host, registrations, store)
        config = CsmsConfig(
            host=host,
            port=port,
            passwords=passwords,
            tokens=dict(map(_token, tokens)) or ({} if store is not None and store.tokens() else TOKENS),
            registration=registration,
            interval=interval,
            log=click.echo,
            tls=server_tls(tls_cert, tls_key, client_ca),
            upload_port=upload_port,
            ca=_authority("ca", ca_cert, ca_key),
            v2g_ca=_authority("v2g-ca", v2g_ca_cert, v2g_ca_key),
            contract_roots=tuple(map(_root, roots)),
            contract_pool=stand_in if contract_pool else None,
            ocsp_hosts=(*LOOPBACK, *ocsp_hosts),
            store=store,
        )
        system = Csms(config)
    except TlsSettingError as error:
        raise click.UsageError(f"--tls-cert, --tls-key, --client-ca: {error}") from None
    except StoreError as error:
        raise click.UsageError(f"--store {error}") from None
    except SettingError as error:
        raise click.UsageError(str(error)) from None
    _break(system, fault, Role.CSMS)
    if by_default:
        click.echo(f"station {IDENTITY} is known, its password is {PASSWORD} (the default, on loopback only)")

    async def start(stack: AsyncExitStack) -> None:
        await stack.enter_async_context(system)
        if not no_control:
            own = (port + 1) % 65536 if port else 0
            control = await stack.enter_async_context(
                _control(system, control_host, own if control_port is None else control_port)
            )
            click.echo(f"driven at {control.url}: --driver {control.url}")

    _run(start)


@click.command()
@click.option("--csms", "url", default="ws://127.0.0.1:9000/ocpp", show_default=True, help="URL without the identity")
@click.option("--identity", default=IDENTITY, show_default=True, help="identity of this station")
@click.option("--password", envvar="OCPP_STATION_PASSWORD", help="for HTTP Basic authentication (default: the demo's)")
@click.option("--api-host", default="127.0.0.1", show_default=True, help="address of the REST API")
@click.option("--api-port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="port of the REST API")
@click.option("--control/--no-control", default=None, help="gestures over the REST API  [default: on loopback only]")
@click.option("--ca", metavar="FILE", help="root (PEM) of the CSMS's certificate; else the system's roots are trusted")
@click.option("--client-cert", metavar="FILE", help="certificate chain (PEM) of this station: security profile 3")
@click.option("--client-key", metavar="FILE", help="its private key (PEM)")
@click.option(
    "--blocks",
    default=str(Extent.FULL),
    show_default=True,
    type=click.Choice([str(each) for each in Extent]),
    help="what it can do: what the profile Core asks of all, Core with its optional blocks, or everything",
)
@click.option(
    "--boot-seconds", default=2.0, show_default=True, type=click.FloatRange(0), help="how long a restart takes"
)
@click.option(
    "--back-off-seconds",
    default=10,
    show_default=True,
    type=click.IntRange(0),
    help="how long it waits before it connects again, or a little longer",
)
@click.option(
    "--install-seconds", default=5.0, show_default=True, type=click.FloatRange(0), help="how long it writes firmware"
)
@click.option("--unsigned-firmware", is_flag=True, help="take firmware that nobody signed (L02)")
@click.option(
    "--supply-phases",
    default="3",
    show_default=True,
    type=click.Choice(["3", "1", "0"]),
    help="phases of AC at each EVSE, 0 for DC",
)
@click.option("--iso15118", is_flag=True, help="speak ISO 15118: certificates of V2G, contracts of EVs")
@click.option("--local-controller", is_flag=True, help="publish firmware for other stations (L03, L04)")
@click.option("--store", "file", metavar="FILE", help="keep the state in this file, so that a restart goes on with it")
@click.option("--fault", metavar="NAME", help="break it on purpose; see `ocpp-conformance faults`")
@click.pass_context
def station(
    context: click.Context,
    url: str,
    identity: str,
    password: str | None,
    api_host: str,
    api_port: int,
    control: bool | None,
    ca: str | None,
    client_cert: str | None,
    client_key: str | None,
    blocks: str,
    boot_seconds: float,
    back_off_seconds: int,
    install_seconds: float,
    unsigned_firmware: bool,
    supply_phases: str,
    iso15118: bool,
    local_controller: bool,
    file: str | None,
    fault: str | None,
) -> None:
    """Run the bundled charging station and its REST API until it is interrupted."""
    if not url.startswith(("ws://", "wss://")):
        raise click.UsageError(f"--csms {url}: the URL must start with ws:// or wss://, as in ws://127.0.0.1:9000/ocpp")
    try:
        check_identity(identity)
        config = StationConfig(
            csms_url=url,
            identity=identity,
            password=Secret(password or PASSWORD),
            evses=(1, 1),
            log=click.echo,
            tls=client_tls(ca, client_cert, client_key),
            extent=Extent(blocks),
            boot_seconds=boot_seconds,
            retry_wait_minimum=back_off_seconds,
            retry_random_range=min(back_off_seconds, 10),
            install_seconds=install_seconds,
            unsigned_firmware=unsigned_firmware,
            supply_phases=int(supply_phases),
            iso15118=iso15118,
            local_controller=local_controller,
            store=None if file is None else context.with_resource(StationStore(Path(file))),
        )
        system = Station(config)
    except TlsSettingError as error:
        raise click.UsageError(f"--ca, --client-cert, --client-key: {error}") from None
    except StoreError as error:
        raise click.UsageError(f"--store {error}") from None
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    _break(system, fault, Role.STATION)

    async def start(stack: AsyncExitStack) -> None:
        gestures = api_host in LOOPBACK if control is None else control
        api = await stack.enter_async_context(RestApi(system, api_host, api_port, control=gestures))
        more = ", POST /gestures/plug_in and others, all in /openapi.json" if gestures else ""
        click.echo(f"REST API at {api.url}: POST /authorize_rfid, GET /status, GET /healthz{more}")
        await stack.enter_async_context(system)

    _run(start)


def _control(system: Csms, host: str, port: int) -> ControlPort:
    """The driver contract for each station that the CSMS knows."""

    def driver_of(identity: str) -> BundledCsmsDriver:
        if identity not in system.stations:
            raise LookupError(identity)
        return BundledCsmsDriver(system, identity)

    return ControlPort({SETUP, *OPERATIONS}, driver_of, host, port)


def _passwords(host: str, registrations: tuple[str, ...], store: Store | None) -> tuple[dict[str, Secret], bool]:
    """The stations to make known, and whether the default one is known then."""
    given, kept = dict(map(_registration, registrations)), {} if store is None else store.passwords()
    passwords = given or ({} if kept else {IDENTITY: Secret(PASSWORD)})
    holds = (passwords | kept).get(IDENTITY)
    by_default = holds == Secret(PASSWORD) != given.get(IDENTITY)
    if by_default and host not in LOOPBACK:
        raise click.UsageError(
            f"--host {host} is not loopback: there is no default registration then; give --register IDENTITY:PASSWORD"
            f"{' and another --store' if kept else ''}"
        )
    return passwords, by_default


def _root(path: str) -> str:
    from ocpp_conformance.harness.transport.certificates import root_problem  # brings cryptography along

    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"--contract-root {path}: can't be read ({error})") from None
    problem = root_problem(text)
    if problem is not None:
        raise click.UsageError(f"--contract-root {path}: {problem}; give the root certificate (PEM)")
    return text


def _authority(name: str, certificate: str | None, key: str | None) -> CertificateAuthority | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise click.UsageError(
            f"--{name}-{'key' if certificate is None else 'cert'} alone: give both, they belong together"
        )
    from ocpp_conformance.harness.transport.authority import authority  # brings cryptography along

    try:
        return authority(Path(certificate), Path(key))
    except TlsSettingError as error:
        raise click.UsageError(f"--{name}-cert, --{name}-key: {error}") from None


def _registration(text: str) -> tuple[str, Secret]:
    identity, colon, password = text.partition(":")
    if not colon:
        raise click.UsageError(f"--register {identity}: give IDENTITY:PASSWORD")
    secret = Secret(password)
    check_identity(identity)
    for warning in check_password(identity, secret):
        click.echo(f"warning: {warning}", err=True)
    return identity, secret


def _token(text: str) -> tuple[tuple[str, str], str]:
    status, equals, rest = text.partition("=")
    id_token, colon, kind = rest.rpartition(":")
    if not equals or not colon:
        raise click.UsageError(f"--token {text}: give STATUS=IDTOKEN:TYPE, for example Accepted=04A2B3C4:ISO14443")
    return (id_token, kind), status


def _break(system: object, fault: str | None, role: Role) -> None:
    try:
        if fault is not None and fault in FAULTS and FAULTS[fault].role is not role:
            raise click.UsageError(f"--fault {fault}: this is a fault of a {FAULTS[fault].role}")
        break_it(system, fault)
    except UnknownFaultError as error:
        raise click.UsageError(f"--fault {fault}: {error}; see `ocpp-conformance faults`") from None


def _run(start: Callable[[AsyncExitStack], Awaitable[None]]) -> None:
    """Start, then wait for SIGINT or SIGTERM, then stop cleanly. A taken port ends the process with 1."""

    async def serve() -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        async with AsyncExitStack() as stack:
            await start(stack)
            await stop.wait()
        click.echo("stopped")

    try:
        asyncio.run(serve())
    except PortTakenError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
