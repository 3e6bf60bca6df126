"""Block M: how a station keeps a root that follows another, one that it has already, and one too many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import system_of
from ocpp_conformance.harness.faults.fault import about, of_station

INSTALL = "InstallCertificate"


def _no_follower(original: Any, kind: str, pem: str) -> str | None:
    """For `root_objection`: a root of the CSMS stays the only one that there ever is."""
    checks = system_of(original).config.additional_root_check
    return "InvalidCertificate" if checks and system_of(original).certificates.csms_roots else original(kind, pem)


def _old_one_gone(original: Any, kind: str, pem: str) -> None:
    """For `root_installed`: no fallback is kept."""
    original(kind, pem)
    system_of(original).certificates.fallback = None


def _never_again(original: Any, kind: str, pem: str) -> str | None:
    """For `root_objection`: what is there already isn't taken."""
    return "DuplicateCertificate" if system_of(original).certificates.holds(kind, pem) else original(kind, pem)


def _once_more(original: Any, kind: str, pem: str) -> None:
    """For `root_installed`: what is there already is kept twice."""
    store = system_of(original).certificates
    known = [each for each in store.roots if each.kind == kind and each.pem == pem]
    store.roots += [replace(each) for each in known]
    original(kind, pem)


def _no_end(original: Any, kind: str, pem: str) -> str | None:
    """For `root_objection`: there is always room."""
    found: str | None = original(kind, pem)
    return None if found == "OutOfStorage" else found


FAULTS = (
    of_station(
        "following-root-refused",
        "takes no other root of the CSMS, whoever signed it",
        "M05.FR.12",
        root_objection=about(_no_follower, INSTALL),
    ),
    of_station(
        "old-root-dropped-at-once",
        "drops the old root of the CSMS before the new one has proven to work",
        "M05.FR.12",
        root_installed=about(_old_one_gone, INSTALL),
    ),
    of_station(
        "known-root-refused",
        "refuses a root that it has already",
        "M05.FR.17",
        root_objection=about(_never_again, INSTALL),
    ),
    of_station(
        "known-root-twice",
        "keeps a root twice that it is given twice",
        "M05.FR.17",
        root_installed=about(_once_more, INSTALL),
    ),
    of_station(
        "roots-without-end",
        "takes more roots than it says that it has room for",
        "M05.FR.06",
        root_objection=about(_no_end, INSTALL),
    ),
)
