"""The options of a run, declared in groups; what they say is read elsewhere."""

from __future__ import annotations

from typing import Any, Protocol

from ocpp_conformance.harness.catalogue import DEFAULT_EDITION, EDITIONS
from ocpp_conformance.harness.suite import station_options
from ocpp_conformance.harness.suite.case import PROFILES
from ocpp_conformance.harness.suite.patience_options import CONNECT_TIMEOUT, RATE, REPLY_TIMEOUT
from ocpp_conformance.harness.sut.description import PERMISSIONS, TOKEN_NAMES


class Group(Protocol):
    """What takes options as `argparse` names them."""

    def addoption(self, *names: str, **what: Any) -> None:
        """Declare one."""


class Parser(Protocol):
    """pytest's parser, or what only shows the options."""

    def getgroup(self, name: str, description: str = "") -> Group:
        """The group of this name, made if it isn't there."""


def add_options(parser: Parser) -> None:
    """Declare the options; the same names work with pytest and with `ocpp-conformance run`."""
    for declare in (_system, _tls, _help, _selection, _results, _broken):
        declare(parser)


def _system(parser: Parser) -> None:
    add = parser.getgroup("ocpp", "OCPP conformance: the system under test").addoption
    add("--csms", metavar="URL", help="judge the CSMS at this ws:// URL (without the identity)")
    add("--listen", metavar="HOST:PORT", help="judge the charging station that connects to this address")
    add("--sut", metavar="FILE", help="the system as sut.toml describes it (or OCPP_SUT_FILE; see `init`)")
    add("--identity", metavar="ID", help="identity of the station; CS{n:03} gives each case its own (default CS001)")
    add("--password", metavar="TEXT", help="password for HTTP Basic authentication (or OCPP_SUT_PASSWORD)")
    add("--password-file", metavar="FILE", help="file whose first line is that password")
    add("--header", metavar="NAME:VALUE", action="append", default=[], help="add an HTTP header to each upgrade")
    add(
        "--token",
        metavar="STATUS=IDTOKEN:TYPE",
        action="append",
        default=[],
        help=f"an id token that the system knows; STATUS is one of {', '.join(TOKEN_NAMES)}",
    )
    add(
        "--secret-token",
        metavar="STATUS=IDTOKEN:TYPE",
        action="append",
        default=[],
        help="as --token, but the idToken is kept out of everything that is written",
    )
    add("--advertise-host", metavar="NAME", help="with --listen: host by which the station reaches us, else as it says")


def _tls(parser: Parser) -> None:
    add = parser.getgroup("ocpp-tls", "OCPP conformance: TLS").addoption
    add("--ca", metavar="FILE", help="root (PEM) of the certificate at wss://; else the system's roots are trusted")
    add("--client-cert", metavar="FILE", help="certificate chain (PEM) of our station: security profile 3")
    add("--client-key", metavar="FILE", help="its private key (PEM)")
    add("--insecure", action="store_true", help="don't verify the certificate at wss://: whoever answers is judged")
    add("--tls-cert", metavar="FILE", help="with --listen: certificate chain (PEM) of our CSMS, for stations on wss://")
    add("--tls-key", metavar="FILE", help="its private key (PEM)")
    add("--client-ca", metavar="FILE", help="root (PEM) of station certificates, demanded then: security profile 3")
    add("--client-ca-key", metavar="FILE", help="its private key (PEM): to sign what the station asks to have signed")
    add("--pki", metavar="FOLDER", help="in place of these four: what `ocpp-conformance pki FOLDER` has made")
    add("--security-profile", metavar="2|3", help="with --pki: whether a certificate of the station is demanded (3)")


def _help(parser: Parser) -> None:
    add = parser.getgroup("ocpp-driver", "OCPP conformance: who helps, what is allowed, how long to wait").addoption
    add(
        "--operator",
        metavar="none|terminal|page[=HOST:PORT]",
        help="where a person is asked to do what the harness can't (default: the terminal with --listen, none with -n)",
    )
    add("--driver", metavar="URL", help="the driver of the system answers at this http:// URL (or OCPP_SUT_DRIVER)")
    add("--no-reset", action="store_true", help="never send Reset to the station")
    add(
        "--allow",
        metavar="WHAT",
        action="append",
        default=[],
        help=f"let cases change what can't be put back at a station: {', '.join(PERMISSIONS)}; commas between them",
    )
    add("--slow", action="store_true", help="run the cases that wait for OCPP intervals of 10 s and more")
    add("--reply-timeout", metavar="S", help=f"seconds an answer may take (default {REPLY_TIMEOUT:g})")
    add(
        "--connect-timeout",
        metavar="S",
        help=f"seconds a handshake or a dial-in may take (default {CONNECT_TIMEOUT:g})",
    )
    add("--rate", metavar="N", help=f"messages a second that are sent at most (default {RATE:g})")


def _selection(parser: Parser) -> None:
    add = parser.getgroup("ocpp-selection", "OCPP conformance: which cases").addoption
    add("--case", metavar="ID", action="append", default=[], help="only the case of exactly this id")
    add("--requirement", metavar="ID", action="append", default=[], help="only cases that cite this id")
    add("--block", metavar="LETTER", action="append", default=[], help="only cases of this block")
    add(
        "--profile",
        metavar="NAME",
        action="append",
        default=[],
        help=f"only published cases of this certification profile of Part 5: {', '.join(PROFILES)}",
    )
    add("--mandatory", action="store_true", help="only published cases that every system has to pass")
    add(
        "--edition",
        metavar="|".join(map(str, EDITIONS)),
        default=str(DEFAULT_EDITION.number),
        help=f"the edition of OCPP 2.0.1 whose published cases are run (default {DEFAULT_EDITION.number})",
    )
    add(
        "--errata",
        metavar="YYYY-MM",
        help="the errata applied to it: "
        + "; ".join(f"{' or '.join(errata)} (Edition {number})" for number, errata in EDITIONS.items()),
    )


def _results(parser: Parser) -> None:
    add = parser.getgroup("ocpp-results", "OCPP conformance: what comes of it").addoption
    add("--output", metavar="FOLDER", default="reports/out", help="folder of the reports (default reports/out)")
    add("--known", metavar="FILE", help="TOML file of known failures, each with its reason")
    add("--known-update", action="store_true", help="write the failures of this run to the --known file")
    add("--fail-on-advisory", action="store_true", help="an advisory ends the run with 1")
    add("--require-complete", action="store_true", help="a mandatory case not run ends the run with 1")


def _broken(parser: Parser) -> None:
    add = parser.getgroup("ocpp-bundled", "OCPP conformance: the bundled systems").addoption
    add("--csms-fault", metavar="NAME", help="break the bundled CSMS on purpose; `ocpp-conformance faults` lists how")
    add("--station-fault", metavar="NAME", help="break the bundled station on purpose")
    station_options.add_option(add)
