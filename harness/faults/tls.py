"""TLS done wrongly, by either system: wrong certificates shown or taken, forbidden versions spoken."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_csms, of_station
from ocpp_conformance.harness.transport.tls import TOO_OLD


@dataclass(frozen=True)
class _Bent:
    """TLS settings whose context is bent."""

    settings: Any
    bend: Callable[[ssl.SSLContext], object]

    def context(self) -> ssl.SSLContext:
        context: ssl.SSLContext = self.settings.context()
        self.bend(context)
        return context


def _bent(bend: Callable[[ssl.SSLContext], object]) -> Departure:
    """For `tls`: another context."""
    return lambda original: None if original() is None else _Bent(original(), bend)


def _changed(**fields: Any) -> Departure:
    """For `tls`: other settings."""
    return lambda original: None if original() is None else replace(original(), **fields)


def _old_too(context: ssl.SSLContext) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = TOO_OLD
    context.set_ciphers("DEFAULT:@SECLEVEL=0")


def _weak_too(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ALL:eNULL:@SECLEVEL=0")


def _only(ciphers: str) -> Callable[[ssl.SSLContext], object]:
    return lambda context: context.set_ciphers(ciphers)


def _any_name(context: ssl.SSLContext) -> None:
    context.check_hostname = False


def _no_certificate_too(context: ssl.SSLContext) -> None:
    context.verify_mode = ssl.CERT_OPTIONAL


def _self_made(context: ssl.SSLContext) -> None:
    from ocpp_conformance.harness.transport.pki import new_pki  # brings cryptography along

    with new_pki() as pki:
        mine = pki.csms()
        context.load_cert_chain(mine.chain, mine.key)


async def _in_the_clear(original: Any) -> None:
    station = system_of(original)
    station.config = replace(station.config, csms_url=station.config.csms_url.replace("wss:", "ws:"))
    await original()


def _unreported(original: Any, payload: dict[str, Any]) -> Any:
    return None if payload["type"] == "InvalidCsmsCertificate" else original(payload)


FAULTS = (
    of_csms("tls-self-made", "shows a certificate of a root that nobody knows", "A00.FR.307", tls=_bent(_self_made)),
    of_csms("tls-old-spoken", "speaks TLS 1.1 with who wants it", "A00.FR.315", tls=_bent(_old_too)),
    of_csms("tls-no-ecdsa-suite", "speaks no suite with ECDSA", "A00.FR.318", tls=_bent(_only("RSA+AESGCM"))),
    of_csms("tls-no-rsa-suite", "speaks no suite with RSA keys", "A00.FR.318", tls=_bent(_only("ECDHE+AESGCM"))),
    of_csms("tls-weak-spoken", "speaks suites without encryption", "A00.FR.322", tls=_bent(_weak_too)),
    of_csms(
        "client-certificate-revoked",
        "takes a certificate that was revoked",
        "A00.FR.705",
        tls=_changed(revoked=None),
    ),
    of_csms(
        "client-certificate-not-taken",
        "turns away stations with a good certificate",
        "A00.FR.410",
        certificate_matches=always(False),
    ),
    of_csms(
        "client-certificate-not-asked-for",
        "asks no station for a certificate",
        "A00.FR.407",
        tls=_changed(client_ca=None),
        certificate_matches=always(True),
    ),
    of_csms(
        "client-certificate-optional",
        "lets a station in that shows no certificate",
        "A00.FR.407",
        tls=_bent(_no_certificate_too),
        certificate_matches=lambda original, identity, name: name is None or original(identity, name),
    ),
    of_csms(
        "client-certificate-of-any-station",
        "lets a station in with the certificate of another",
        "A00.FR.405",
        certificate_matches=always(True),
    ),
    of_csms(
        "serial-number-of-any-station",
        "serves a station whose serial number is not that of its certificate",
        "B01.FR.12",
        boot_matches=always(True),
    ),
    of_station("tls-never-tried", "speaks plain HTTP to a wss:// URL", "A00.FR.312", power_on=_in_the_clear),
    of_station("tls-unverified", "takes any certificate of a CSMS", "A00.FR.311", tls=_changed(insecure=True)),
    of_station("tls-any-name", "takes a certificate for another host", "A00.FR.309", tls=_bent(_any_name)),
    of_station("tls-unreported", "keeps a bad certificate to itself", "A00.FR.310", security_event=_unreported),
    of_station("tls-old-taken", "goes along with TLS 1.1", "A00.FR.316", tls=_bent(_old_too)),
    of_station("tls-no-named-suite", "offers none of the named suites", "A00.FR.319", tls=_bent(_only("CHACHA20"))),
    of_station("tls-weak-taken", "offers suites without encryption", "A00.FR.323", tls=_bent(_weak_too)),
    of_station(
        "client-certificate-not-shown",
        "has a certificate and doesn't show it",
        "A00.FR.402",
        tls=_changed(certificate=None, key=None),
    ),
)
