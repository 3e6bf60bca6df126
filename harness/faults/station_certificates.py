"""Block M: how a station keeps, lists and deletes certificates."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, system_of
from ocpp_conformance.harness.faults.fault import About, about, of_station
from ocpp_conformance.harness.faults.kinds import Making

INSTALL, LIST, DELETE = "InstallCertificate", "GetInstalledCertificateIds", "DeleteCertificate"
_MANUFACTURER = "ManufacturerRootCertificate"


def _takes(reason: str) -> About[Any]:
    """For `root_objection`: there is none of this reason, where the station doesn't check who signed a root."""

    def objection(original: Any, kind: str, pem: str) -> str | None:
        found: str | None = original(kind, pem)
        return None if found == reason and not system_of(original).config.additional_root_check else found

    return about(objection, INSTALL)


def _takes_any_signature(original: Any, kind: str, pem: str) -> str | None:
    return None if system_of(original).config.additional_root_check else original(kind, pem)


def _no_manufacturer(original: Any, kind: str, pem: str) -> str | None:
    return "UnsupportedRequest" if kind == _MANUFACTURER else original(kind, pem)


def _first_type(original: Any, found: Any) -> Any:
    listed = original(found)
    return [each for each in listed if each.kind == listed[0].kind]


def _on_named_type(original: Any, call: Any) -> Any:
    if "certificateType" not in call.payload:
        return {"status": "NotFound"}
    return original(call)


def _is(status: str, instead: str) -> Making:
    """For `handle`: this status is another one, and nothing else is told."""

    def handle(original: Any, call: Any) -> Any:
        answer = original(call)
        return {"status": instead} if answer["status"] == status else answer

    return handle


FAULTS = (
    of_station(
        "root-not-kept",
        "accepts a root and doesn't keep it",
        "M05.FR.02",
        root_installed=about(always(None), INSTALL),
    ),
    of_station("root-expired-taken", "takes an expired root", "M05.FR.07", root_objection=_takes("InvalidCertificate")),
    of_station(
        "root-manufacturer-refused",
        "takes no root of a manufacturer",
        "M05.FR.02",
        root_objection=about(_no_manufacturer, INSTALL),
    ),
    of_station(
        "root-signer-ignored",
        "takes a root that the old one didn't sign",
        "M05.FR.11",
        root_objection=about(_takes_any_signature, INSTALL),
    ),
    of_station(
        "roots-of-one-type-listed",
        "lists certificates of one type where two were asked for",
        "M03.FR.04",
        certificates_found=about(_first_type, LIST),
    ),
    of_station(
        "roots-of-no-type-not-found",
        "lists no certificate where no type was named",
        "M03.FR.03",
        handle=heard(_on_named_type, LIST),
    ),
    of_station(
        "no-root-is-accepted",
        "answers Accepted where it has no such certificate",
        "M03.FR.02",
        handle=heard(_is("NotFound", "Accepted"), LIST),
    ),
    of_station(
        "root-survives-deletion",
        "says that it deleted a certificate and keeps it",
        "M04.FR.02",
        root_deleted=about(always(None), DELETE),
    ),
    of_station(
        "unknown-root-deleted",
        "says that it deleted a certificate that it never had",
        "M04.FR.04",
        handle=heard(_is("NotFound", "Accepted"), DELETE),
    ),
    of_station(
        "old-root-kept",
        "keeps the old root of the CSMS though the new one works",
        "M05.FR.13",
        fallback_kept=about(lambda _original, fallback: fallback, INSTALL),
    ),
    of_station(
        "old-root-never-tried",
        "keeps to a new root of the CSMS that doesn't do",
        "M05.FR.14",
        trusted_roots=about(lambda original, _falls_back: original(False), INSTALL),
    ),
    of_station(
        "own-certificate-deleted",
        "says that it deleted the certificate that it signs in with",
        "M04.FR.06",
        handle=heard(_is("Failed", "Accepted"), DELETE),
    ),
)
