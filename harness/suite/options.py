"""The options of a run, and the description of the system under test that they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from ocpp_conformance.harness.catalogue import CatalogueError, Edition, catalogue
from ocpp_conformance.harness.catalogue.own_rules import own_rule
from ocpp_conformance.harness.evidence.known import KnownFailures, KnownFileError, load
from ocpp_conformance.harness.evidence.redaction import Redactor
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite import station_options, tls_options, values
from ocpp_conformance.harness.suite.case import FAMILIES, PROFILES
from ocpp_conformance.harness.suite.channels import stdin_is_terminal
from ocpp_conformance.harness.suite.driver_options import driver_of, operator_of, restart_of
from ocpp_conformance.harness.suite.patience_options import patience
from ocpp_conformance.harness.suite.settings import DEFAULT, Given, Settings
from ocpp_conformance.harness.suite.sut_file import HIDDEN
from ocpp_conformance.harness.sut.description import (
    Description,
    DriverAddress,
    OperatorPlace,
    Token,
)
from ocpp_conformance.harness.sut.intents import names as known_intents
from ocpp_conformance.harness.transport import Secret


def edition_of(config: pytest.Config) -> Edition:
    """The edition that the options name. Raises `pytest.UsageError` for one that there is no data of."""
    number, errata = config.getoption("--edition"), config.getoption("--errata")
    try:
        return Edition.of(int(number) if number.isdecimal() else -1, errata)
    except ValueError as error:
        where = f"--edition {number}" + (f" --errata {errata}" if errata is not None else "")
        raise pytest.UsageError(f"{where}: {error}") from None


def describe(config: pytest.Config) -> Description:
    """The description that options, environment and `sut.toml` make. Raises `pytest.UsageError` for a wrong value."""
    option, settings = config.getoption, Settings(config, edition_of(config))
    roles = {Role.CSMS: settings.given("endpoint"), Role.STATION: settings.given("listen")}
    endpoint, listen = values.endpoint(roles[Role.CSMS]), values.listen(roles[Role.STATION])
    external = endpoint is not None or listen is not None
    _check_one_system(settings, roles)
    identity, identities = _identities(settings)
    _check_workers(config, endpoint, listen, identity, identities)
    role = Role.CSMS if endpoint is not None else Role.STATION
    for name, given in (("endpoint", roles[Role.CSMS]), ("listen", roles[Role.STATION])):
        if given is not None:
            settings.keep(name, given.text, given.origin)
    tokens, hidden = _tokens(settings)
    pki = tls_options.pki(config, listen)
    blocks = station_options.blocks(config, external)
    driver = driver_of(settings, external)
    asked = operator_of(settings, driver)
    operator = _operator(config, asked, endpoint, listen, driver)
    if operator is not None:
        settings.keep("operator", str(operator), DEFAULT if asked is None else asked.origin)
    return Description(
        name=settings.file.get("system", "name") or "",
        version=settings.file.get("system", "version") or "",
        file=settings.file.name or None,
        endpoint=endpoint,
        listen=listen,
        identity=identity,
        identities=identities,
        password=settings.password(),
        tls=tls_options.client(config, endpoint),
        server_tls=tls_options.server(config, listen, pki),
        client_ca_key=tls_options.client_ca_key(config, pki),
        pki=None if pki is None else pki.path,
        advertised=tls_options.advertised(settings.given("advertise_host"), listen, pki),
        headers=tuple(values.header(given) for given in settings.headers()),
        tokens=tokens,
        hidden=hidden,
        features=settings.features(role) if blocks == "full" else station_options.features(blocks, settings),
        evses=settings.evses(),
        patience=patience(settings, external),
        may_reset=settings.may_reset(),
        allowed=settings.allowed(),
        firmware=settings.firmware(),
        iso15118=settings.iso15118(),
        driver=driver,
        restart=restart_of(settings),
        slow=option("--slow"),
        intents=frozenset() if driver is not None else None if operator is None else known_intents(role),
        operator=operator,
        csms_fault=_fault(option("--csms-fault"), Role.CSMS, external),
        station_fault=_fault(option("--station-fault"), Role.STATION, external),
        station_blocks=blocks,
        settings=settings.kept,
    )


def check_sources(ids: Iterable[str]) -> None:
    """Raise `pytest.UsageError` for a `--requirement` that the catalogue doesn't have."""
    for id in (id for id in ids if not any(own_rule(id, role) for role in Role)):
        try:
            catalogue().source(id)
        except CatalogueError as error:
            raise pytest.UsageError(f"--requirement {id}: {error}") from None


def check_blocks(blocks: Iterable[str], edition: Edition) -> None:
    """Raise `pytest.UsageError` for a `--block` that is none."""
    known = [*sorted({entry.block for entry in catalogue(edition).cases()}), *FAMILIES]
    for block in blocks:
        if block not in known:
            raise pytest.UsageError(f"--block {block}: there is no such block; known are {', '.join(known)}")


def check_profiles(profiles: Iterable[str], edition: Edition) -> None:
    """Raise `pytest.UsageError` for a `--profile` that is none, or that lists no case in this edition."""
    listing = {profile for entry in catalogue(edition).cases() for profile in entry.profiles}
    for profile in profiles:
        if profile not in PROFILES:
            raise pytest.UsageError(f"--profile {profile}: there is no such profile; known are {', '.join(PROFILES)}")
        if PROFILES[profile] not in listing:
            raise pytest.UsageError(f"--profile {profile}: {edition.name} lists no case in it")


def redactor(sut: Description) -> Redactor:
    """What keeps the secrets of a run out of its reports."""
    passwords = [] if sut.password is None else [sut.password]
    told = [secret.reveal() for secret in (*passwords, *sut.hidden)]
    return Redactor([*told, *(value for _, value in sut.headers)], [name for name, _ in sut.headers])


def known_failures(config: pytest.Config) -> KnownFailures:
    """The known failures of a run; none without `--known`. Raises `pytest.UsageError`."""
    path, update = config.getoption("--known"), config.getoption("--known-update")
    if update and path is None:
        raise pytest.UsageError("--known-update: name the file with --known FILE")
    today = datetime.now(UTC).date()
    if path is None or (update and not Path(path).exists()):
        return KnownFailures({}, today)
    try:
        return load(Path(path), today)
    except KnownFileError as error:
        raise pytest.UsageError(str(error)) from None


def make_writable(folder: Path, given: str) -> None:
    """Make the folder for reports, given as this text. Raises `pytest.UsageError` when it can't be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise pytest.UsageError(f"--output {given}: the folder can't be written ({reason}); give another one") from None


def _check_one_system(settings: Settings, roles: Mapping[Role, Given | None]) -> None:
    given = [place.label for place in roles.values() if place is not None]
    if len(given) > 1:
        raise pytest.UsageError(f"{' and '.join(given)}: give one of them, a run judges one external system")
    for role, place in roles.items():
        if place is not None:
            settings.check_role(role)
    role = settings.file.get("role")
    if role is not None and not given:
        missing = "endpoint" if role == "csms" else "listen"
        example = "ws://127.0.0.1:9000/ocpp" if role == "csms" else "0.0.0.0:9000"
        raise pytest.UsageError(
            f"{settings.file.at('role')}: role = {role!r}: {missing} is missing; write for example "
            f'{missing} = "{example}" or give {"--csms" if role == "csms" else "--listen"}'
        )


def _operator(
    config: pytest.Config,
    given: Given | None,
    endpoint: str | None,
    listen: tuple[str, int] | None,
    driver: DriverAddress | None,
) -> OperatorPlace | None:
    """Where a person is asked; unasked for only where one plugs in the cables and sits at the terminal."""
    alone = not (getattr(config.option, "numprocesses", None) or 0)
    if given is None:
        return (
            OperatorPlace() if listen is not None and driver is None and alone and stdin_is_terminal(config) else None
        )
    said = f"{given.label} {given.text}"
    where, equals, text = given.text.partition("=")
    if where not in ("none", "terminal", "page") or (equals and where != "page"):
        raise pytest.UsageError(f"{said}: give none, terminal, page or page=HOST:PORT")
    address = values.listen(Given(text, f"{given.label} page", given.origin)) if equals else None
    if where == "none":
        return None
    if endpoint is None and listen is None:
        raise pytest.UsageError(f"{said}: the bundled systems need nobody; give --csms or --listen")
    if driver is not None:
        raise pytest.UsageError(f"{said}: the system has a driver, {driver}; give one of them")
    if not alone:
        raise pytest.UsageError(f"{said} with -n: one person can't serve several workers; leave out -n")
    return OperatorPlace(where == "page", *(address or ()))


def _identities(settings: Settings) -> tuple[str, tuple[str, ...]]:
    """The identity or its pattern, and the list of the file where nobody gives one."""
    given, listed = settings.given("identity"), settings.file.get("identities")
    if given is None and listed is not None:
        settings.keep("identities", ", ".join(listed), settings.file.at("identities"))
        return listed[0], tuple(listed)
    given = given or Given("CS001", "--identity", DEFAULT)
    settings.keep("identity", given.text, given.origin)
    return values.identity(given), ()


def _tokens(settings: Settings) -> tuple[Mapping[str, Token], tuple[Secret, ...]]:
    """The id tokens by status, and the texts of those that must not show."""
    found: dict[str, Token] = {}
    hidden: list[Secret] = []
    for secret in (False, True):
        for given in settings.tokens(secret):
            status, token = values.token(given, secret)
            found[status] = token
            settings.keep(f"token {status}", HIDDEN if secret else f"{token.text}:{token.kind}", given.origin)
            hidden += [Secret(token.text)] if secret else []
    return MappingProxyType(found), tuple(hidden)


def _fault(name: str | None, role: Role, external: bool) -> str | None:
    if name is None:
        return None
    from ocpp_conformance.harness.faults import FAULTS, UnknownFaultError  # many modules, needed by few runs

    option = f"--{role}-fault {name}"
    if external:
        raise pytest.UsageError(f"{option}: faults break the bundled systems; leave out --csms and --listen")
    if name not in FAULTS:
        raise pytest.UsageError(f"{option}: {UnknownFaultError(name, FAULTS)}; see `ocpp-conformance faults`")
    if FAULTS[name].role is not role:
        raise pytest.UsageError(f"{option}: this fault is one of the {FAULTS[name].role}")
    return name


def _check_workers(
    config: pytest.Config,
    endpoint: str | None,
    listen: tuple[str, int] | None,
    identity: str,
    identities: Sequence[str],
) -> None:
    workers = getattr(config.option, "numprocesses", None) or 0
    if workers and listen is not None:
        raise pytest.UsageError("-n with --listen: one station can't be judged by several workers; leave out -n")
    if workers and endpoint is not None and (identities or "{" not in identity):
        given = f"the identities {', '.join(identities)}" if identities else f"--identity {identity}"
        raise pytest.UsageError(
            f"-n {workers} with {given}: each worker needs identities of its own; "
            "give a pattern such as CS{n:03}, or leave out -n"
        )
