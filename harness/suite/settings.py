"""What is given of a system, and where: on the command line, in the environment, in `sut.toml`, in this order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from ocpp_conformance.harness.catalogue import CatalogueError, Edition, catalogue
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.sut_file import HIDDEN, SutFile, SutFileError, read
from ocpp_conformance.harness.sut.description import PERMISSIONS, TWO_EVSES, EvInputs, FirmwareFiles, Setting
from ocpp_conformance.harness.sut.features import Features, parse
from ocpp_conformance.harness.transport import Secret

COMMAND_LINE, DEFAULT = "command line", "default"

_PLACES: Mapping[str, tuple[str | None, str, tuple[str, ...]]] = {
    "endpoint": ("--csms", "OCPP_SUT_CSMS", ("endpoint",)),
    "listen": ("--listen", "OCPP_SUT_LISTEN", ("listen",)),
    "advertise_host": ("--advertise-host", "OCPP_SUT_ADVERTISE_HOST", ("advertise_host",)),
    "identity": ("--identity", "OCPP_SUT_IDENTITY", ("identity",)),
    "driver": ("--driver", "OCPP_SUT_DRIVER", ("driver", "http")),
    "operator": ("--operator", "OCPP_SUT_OPERATOR", ("driver", "operator")),
    "reply": ("--reply-timeout", "OCPP_SUT_REPLY_TIMEOUT", ("patience", "reply")),
    "quiet": (None, "OCPP_SUT_QUIET", ("patience", "quiet")),
    "connect": ("--connect-timeout", "OCPP_SUT_CONNECT_TIMEOUT", ("patience", "connect")),
    "rate": ("--rate", "OCPP_SUT_RATE", ("patience", "rate")),
    "back_off": (None, "OCPP_SUT_BACK_OFF", ("patience", "back_off")),
    "reset": (None, "OCPP_SUT_RESET_TIMEOUT", ("patience", "reset")),
    "install": (None, "OCPP_SUT_INSTALL_TIMEOUT", ("patience", "install")),
    "boot": ("--connect-timeout", "OCPP_SUT_BOOT_TIMEOUT", ("patience", "boot")),
}
"""Option, variable and place in the file of each value that is one text or number."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was written; `label` names the place in messages: `--csms`, `sut.toml:4 endpoint`."""

    text: str
    label: str
    origin: str


class Settings:
    """Looks values up in their order of precedence and keeps what came from where."""

    def __init__(self, config: pytest.Config, edition: Edition) -> None:
        self._config, self._edition = config, edition
        self._kept: dict[str, Setting] = {}
        name = config.getoption("--sut")
        name = name if name is not None else os.environ.get("OCPP_SUT_FILE") or None
        try:
            self.file = SutFile("", "", {}) if name is None else read(name)
        except SutFileError as error:
            raise pytest.UsageError(str(error)) from None

    def given(self, name: str) -> Given | None:
        """The value with this name; an option counts also when it is empty, as an unset variable makes it."""
        option, variable, path = _PLACES[name]
        text = self._config.getoption(option) if option is not None else None
        if text is not None:
            return Given(text, str(option), COMMAND_LINE)
        if os.environ.get(variable):
            return Given(os.environ[variable], variable, variable)
        value = self.file.get(*path)
        if value is None:
            return None
        return Given(str(value), f"{self.file.at(*path)} {'.'.join(path)}", self.file.at(*path))

    def password(self) -> Secret | None:
        """The password. Raises `pytest.UsageError` for a file that can't be read and a variable that isn't set."""
        text, file = self._config.getoption("--password"), self._config.getoption("--password-file")
        if text is not None and file is not None:
            raise pytest.UsageError("--password and --password-file: give one of them")
        origin = COMMAND_LINE
        if file is not None:
            text = _first_line(f"--password-file {file}", Path(file))
        elif text is None:
            text, origin = os.environ.get("OCPP_SUT_PASSWORD"), "OCPP_SUT_PASSWORD"
        if text is None:
            text, origin = self._password_of_file()
        if text is None:
            return None
        self.keep("password", HIDDEN, origin)
        return Secret(text)

    def headers(self) -> Iterator[Given]:
        """The headers, `NAME:VALUE`: those of the command line, or else those of the file."""
        options = [Given(text, "--header", COMMAND_LINE) for text in self._config.getoption("--header")]
        table: Mapping[str, str] = self.file.get("headers") or {}
        places = {name: self.file.at("headers", name) for name in table}
        listed = [Given(f"{name}:{table[name]}", f"{place} headers", place) for name, place in places.items()]
        for given in options or listed:
            self.keep(f"header {given.text.partition(':')[0]}", HIDDEN, given.origin)
            yield given

    def tokens(self, secret: bool) -> Iterator[Given]:
        """The id tokens, `STATUS=IDTOKEN:TYPE`; of two with one status the later one counts."""
        key, option = ("secret_tokens", "--secret-token") if secret else ("tokens", "--token")
        table: Mapping[str, str] = self.file.get(key) or {}
        for status, text in table.items():
            place = self.file.at(key, status)
            yield Given(f"{status}={text}", f"{place} {key}", place)
        prefix = "OCPP_SUT_SECRET_TOKEN_" if secret else "OCPP_SUT_TOKEN_"
        for variable in sorted(name for name in os.environ if name.startswith(prefix)):
            yield Given(f"{variable.removeprefix(prefix).lower()}={os.environ[variable]}", variable, variable)
        for text in self._config.getoption(option):
            yield Given(text, option, COMMAND_LINE)

    def firmware(self) -> FirmwareFiles | None:
        """The firmware for the station; None where the file names none. Raises `pytest.UsageError` for a file that
        can't be read."""
        table: Mapping[str, str] | None = self.file.get("firmware")
        if table is None:
            return None
        paths = {key: self.file.beside(table[key]) for key in ("file", "signing_certificate", "damaged_file")}
        for key, path in paths.items():
            if not path.is_file():
                place = self.file.at("firmware", key)
                raise pytest.UsageError(
                    f"{place}: {key} = {table[key]!r}: no such file; files are beside {self.file.name}"
                )
        self.keep("firmware", table["file"], self.file.at("firmware"))
        return FirmwareFiles(**paths, signature=table["signature"], damaged_signature=table["damaged_signature"])

    def iso15118(self) -> EvInputs | None:
        """What is said of EVs; None where the file says nothing. Raises `pytest.UsageError` for a file that
        can't be used."""
        table: Mapping[str, str] | None = self.file.get("iso15118")
        if table is None:
            return None
        from ocpp_conformance.harness.sut.plug_and_charge import InputError, of  # brings cryptography along

        host, _, port = table.get("responder", "127.0.0.1:0").rpartition(":")
        given = EvInputs(
            emaid=table.get("emaid", ""),
            chain=self._beside(table, "chain"),
            chain_keys=self._beside(table, "chain_keys"),
            responder=(host.strip("[]"), int(port)),
            v2g_root=self._beside(table, "v2g_root"),
            exi_install=table.get("exi_install", ""),
            exi_update=table.get("exi_update", ""),
            schema_version=table.get("schema_version", ""),
            exi_response=table.get("exi_response", ""),
        )
        try:
            of(given)
        except InputError as error:
            place = self.file.at("iso15118", error.key)
            raise pytest.UsageError(f"{place}: {error.key} = {table[error.key]!r}: {error}") from None
        self.keep("iso15118", ", ".join(table), self.file.at("iso15118"))
        return given

    def _beside(self, table: Mapping[str, str], key: str) -> Path | None:
        return self.file.beside(table[key]) if key in table else None

    def may_reset(self) -> bool:
        """Whether Reset may be sent: only where nobody forbids it."""
        variable = "OCPP_SUT_NO_RESET"
        allowed, origin = self.file.get("permissions", "reset"), DEFAULT
        if allowed is not None:
            origin = self.file.at("permissions", "reset")
        if os.environ.get(variable, "0").lower() not in ("", "0", "false", "no"):
            allowed, origin = False, variable
        if self._config.getoption("--no-reset"):
            allowed, origin = False, COMMAND_LINE
        if self.given("listen") is not None:  # nobody resets a CSMS
            self.keep("reset", "forbidden" if allowed is False else "allowed", origin)
        return allowed is not False

    def allowed(self) -> frozenset[str]:
        """What cases may change for good. Raises `pytest.UsageError` for what there is no such permission for."""
        variable, listed = "OCPP_SUT_ALLOW", self.file.get("permissions", "allow") or []
        place = self.file.at("permissions", "allow") if listed else ""
        choices = (
            (self._config.getoption("--allow"), "--allow", COMMAND_LINE),
            ([os.environ.get(variable, "")], variable, variable),
            (listed, f"{place} permissions.allow", place),
        )
        for texts, label, origin in choices:
            names = [name.strip() for text in texts for name in text.split(",") if name.strip()]
            for name in names:
                if name not in PERMISSIONS:
                    known = ", ".join(PERMISSIONS)
                    raise pytest.UsageError(f"{label} {name}: there is no such permission; known are {known}")
            if names:
                self.keep("allowed", ", ".join(names), origin)
                return frozenset(names)
        return frozenset()

    def evses(self) -> tuple[int, ...]:
        """The number of connectors of each EVSE: of the judged station, or of the one that the judged CSMS meets."""
        listed: list[int] | None = self.file.get("evses")
        if listed is None:
            return TWO_EVSES if self.given("listen") is None else (1,)
        self.keep("evses", str(listed), self.file.at("evses"))
        return tuple(int(number) for number in listed)

    def features(self, role: Role) -> Features | None:
        """The features of the file with those that Part 5 requires; None where the file names none."""
        listed: list[str] | None = self.file.get("features")
        if listed is None:
            return None
        for id in listed:
            self._check_feature(id, role)
        self.keep("features", ", ".join(listed) or "the mandatory ones", self.file.at("features"))
        return Features(frozenset(listed) | mandatory(role), len(self.evses()))

    def check_role(self, role: Role) -> None:
        """Raise `pytest.UsageError` where the file describes a system of the other role."""
        wanted = self.file.get("role")
        if wanted not in (None, str(role)):
            option = "--csms" if role is Role.CSMS else "--listen"
            raise pytest.UsageError(
                f"{self.file.at('role')}: role = {wanted!r}: {option} (or its variable) describes a {role}; "
                f"leave it out or give the file of a {role}"
            )

    def keep(self, name: str, shown: str, origin: str) -> None:
        """Note where a value that holds comes from; `shown` is without secrets."""
        self._kept[name] = Setting(name, shown, origin)

    @property
    def kept(self) -> tuple[Setting, ...]:
        """What holds, in the order in which it was looked up."""
        return tuple(self._kept.values())

    def _password_of_file(self) -> tuple[str | None, str]:
        file = self.file
        if file.get("password_file") is not None:
            place = file.at("password_file")
            path = file.beside(file.get("password_file"))
            return _first_line(f"{place}: password_file {path}", path), place
        variable = file.get("password_env")
        if variable is not None:
            place = file.at("password_env")
            if variable not in os.environ:
                raise pytest.UsageError(f"{place}: password_env = {variable!r}: no such variable is set; export it")
            return os.environ[variable], f"{place}, {variable}"
        return file.get("password"), file.at("password")

    def _check_feature(self, id: str, role: Role) -> None:
        where = f"{self.file.at('features')}: features: {id!r}"
        if id == "HFS-8":
            raise pytest.UsageError(f"{where}: it is the number of EVSEs; leave it out and write evses = [1, 1]")
        try:
            catalogue().feature(id, role)
        except CatalogueError as error:
            if not in_expressions(id, role, self._edition):
                raise pytest.UsageError(f"{where}: {error}; write the ids of Part 5, such as C-30 or AQ-2") from None


def in_expressions(id: str, role: Role, edition: Edition) -> bool:
    """Whether an expression about this role names the id; Part 5 uses some that it doesn't define."""
    texts = (case.feature_expression for case in catalogue(edition).cases(role))
    return any(id in parse(text).names for text in texts if text is not None)


def mandatory(role: Role) -> frozenset[str]:
    """The ids that every system of this role must have."""
    required = {feature.id for feature in catalogue().features(role) if feature.requirement.get(role) == "Required"}
    return frozenset(required | {"Core"})


def _first_line(where: str, path: Path) -> str:
    try:
        return path.read_text("utf-8").split("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise pytest.UsageError(f"{where}: can't be read ({error})") from None
