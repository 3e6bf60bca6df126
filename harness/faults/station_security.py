"""Block A: the password of a station, its certificate, and its security profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, system_of
from ocpp_conformance.harness.faults.fault import About, about, of_station
from ocpp_conformance.harness.faults.station_variables import says
from ocpp_conformance.harness.transport import Credentials

TRIGGER, SIGN, SIGNED = "TriggerMessage", "SignCertificate", "CertificateSigned"
WRITE, PROFILE = "SetVariables", "SetNetworkProfile"


def _first_password(original: Any) -> Credentials | None:
    """For `credentials`: those of the configuration, whatever was written since."""
    config = system_of(original).config
    return None if original() is None else Credentials(config.identity, config.password)


def _first_certificate(original: Any) -> Any:
    """For `tls`: the certificate of the configuration, whatever was signed since."""
    found, first = original(), system_of(original).config.tls
    return None if found is None else replace(found, certificate=first.certificate, own=first.own)


def _any_length(original: Any, item: Any) -> Any:
    """For `set_variable`: a password of any length is stored."""
    if item["variable"]["name"] != "BasicAuthPassword":
        return original(item)
    system_of(original).model.write("SecurityCtrlr", "BasicAuthPassword", item["attributeValue"])
    return {**original(item), "attributeStatus": "Accepted"}


def _weak(original: Any, payload: Any) -> Any:
    """For `signing_request`: a CSR for a key of 1024 bits."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    found = original(payload)
    subject = x509.load_pem_x509_csr(found["csr"].encode()).subject
    key = rsa.generate_private_key(65537, 1024)
    csr = x509.CertificateSigningRequestBuilder(subject).sign(key, hashes.SHA256())
    return {**found, "csr": csr.public_bytes(serialization.Encoding.PEM).decode()}


def _waits(factor: Callable[[int], float]) -> About[Any]:
    """For `signing_wait`: the wait after each attempt is multiplied."""

    def wait(original: Any, attempt: int) -> float | None:
        seconds = original(attempt)
        return None if seconds is None else seconds * factor(attempt)

    return about(wait, SIGN)


def _unreported(original: Any, payload: dict[str, Any]) -> Any:
    return None if payload["type"] == "InvalidChargingStationCertificate" else original(payload)


def _lower_too(original: Any, request: Any) -> Any:
    """For `profile_objection`: a security profile may be as low as it likes."""
    lower = request["connectionData"]["securityProfile"] < system_of(original).security_profile
    return None if lower else original(request)


async def _other_serial_number(original: Any) -> None:
    """For `power_on`: the station tells another serial number than its certificate does."""
    station = system_of(original)
    station.config = replace(station.config, serial_number="SN-9999")
    await original()


def _dials_again(original: Any, attempt: int) -> Any:
    """For `retry_wait`: there was an attempt that failed."""
    memory_of(system_of(original))["outage"] = True
    return original(attempt)


def _forgotten_offline(original: Any, payload: dict[str, Any]) -> Any:
    """For `security_event`: what happened before an attempt that failed, or in it, is gone."""
    return None if memory_of(system_of(original)).pop("outage", False) else original(payload)


FAULTS = (
    of_station(
        "security-event-forgotten",
        "forgets a security event where the CSMS can't be reached",
        "A04.FR.02",
        retry_wait=_dials_again,
        security_event=_forgotten_offline,
    ),
    of_station(
        "certificate-kept",
        "comes back with the certificate that it had before it was given another",
        "A02.FR.08",
        tls=_first_certificate,
    ),
    of_station(
        "password-not-changed",
        "accepts a new password and goes on with the old one",
        "A01.FR.01",
        credentials=_first_password,
    ),
    of_station("password-short-taken", "takes a password of 15 characters", "A00.FR.205", set_variable=_any_length),
    of_station(
        "csr-never-sent",
        "is asked to renew its certificate and sends no CSR",
        "F06.FR.10",
        renewal_begun=about(always(None), TRIGGER),
    ),
    of_station(
        "csr-of-weak-key", "asks for a certificate of a weak key", "A00.FR.502", signing_request=about(_weak, SIGN)
    ),
    of_station("csr-once", "asks for a certificate once", "A02.FR.17", signing_wait=about(always(None), SIGN)),
    of_station(
        "csr-too-soon", "asks again in half of CertSigningWaitMinimum", "A02.FR.17", signing_wait=_waits(lambda _: 0.5)
    ),
    of_station(
        "csr-wait-constant",
        "waits as long before each further CSR",
        "A02.FR.18",
        signing_wait=_waits(lambda attempt: 0.5**attempt),
    ),
    of_station(
        "certificate-never-taken",
        "refuses each certificate",
        "A02.FR.06",
        chain_objection=about(always("refused"), SIGNED),
    ),
    of_station(
        "certificate-unchecked", "takes any certificate", "A02.FR.06", chain_objection=about(always(None), SIGNED)
    ),
    of_station(
        "certificate-refusal-unreported",
        "keeps to itself that a certificate was bad",
        "A02.FR.07",
        security_event=_unreported,
    ),
    of_station(
        "certificate-not-used",
        "accepts a certificate and goes on with the old one",
        "A02.FR.08",
        certificate_taken=about(always(None), SIGNED),
    ),
    of_station(
        "station-upgrade-refused",
        "takes no other order of its network profiles",
        "A05.FR.04",
        order_objection=about(always("InvalidValue"), WRITE),
    ),
    of_station(
        "upgrade-unchecked",
        "goes up to a security profile that it has no certificates for",
        "A05.FR.02",
        order_objection=about(always(None), WRITE),
    ),
    of_station(
        "upgrade-never-made",
        "keeps to its old network profile whatever comes first in their order",
        "A05.FR.05",
        connection_order=lambda _original, order: sorted(order)[:1],
    ),
    of_station(
        "lower-profiles-kept",
        "keeps the network profiles of a lower security profile than its own",
        "A05.FR.06",
        lower_profiles_dropped=about(always(None), PROFILE),
    ),
    of_station(
        "lower-profile-taken",
        "takes a network profile of a lower security profile than its own",
        "B09.FR.04",
        profile_objection=about(_lower_too, PROFILE),
    ),
    of_station(
        "security-profile-written",
        "lets the CSMS write its security profile",
        "A00.FR.005",
        set_variable=says("Accepted", "SecurityProfile"),
    ),
    of_station(
        "serial-number-of-another",
        "tells another serial number than its certificate does",
        "A00.FR.511",
        power_on=_other_serial_number,
    ),
)
