"""How a station of ours goes through a secure update of its firmware."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ocpp_conformance.conformance.case import NOT_EMPTY, CaseDriver, StationProbe, step
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.g_availability.places import told_all
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes import ReceivedCall
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.times import now
from ocpp_conformance.harness.transport.pki import new_pki

LOCATION, OTHER_LOCATION = "https://firmware.invalid/2.0.bin", "https://firmware.invalid/2.1.bin"
REBOOT = 1
"""Seconds that the reboot of our station takes; the clock of the bundled systems scales them."""


@cache
def signed() -> Mapping[str, str]:
    """The arguments of the goal `firmware` that make an update a secure one: certificate (PEM) and signature."""
    with new_pki() as pki:
        made = pki.station("Firmware Signing")
        key = serialization.load_pem_private_key(made.key.read_bytes(), None)
        certificate = x509.load_pem_x509_certificate(made.chain.read_bytes())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    signature = key.sign(b"the firmware", ec.ECDSA(hashes.SHA256()))
    return MappingProxyType(
        {
            "signing_certificate": certificate.public_bytes(serialization.Encoding.PEM).decode(),
            "signature": base64.b64encode(signature).decode(),
        }
    )


async def update_asked(
    station: StationProbe,
    csms_driver: CaseDriver,
    source: Source | None,
    answer: str = "Accepted",
    *,
    location: str = LOCATION,
    **moments: str,
) -> ReceivedCall:
    """The CSMS asks for a secure update, which the station answers with this status.

    Without a source that it asks is a precondition; how it asks is judged in any case. `moments` are `retrieve_at` and
    `install_at`, RFC 3339.
    """
    wish: dict[str, Any] = {"location": location, **signed(), **moments}
    update = await asked(station, csms_driver, source, "firmware", {"status": answer}, **wish)
    update.meets("L01.FR.11", firmware={"signingCertificate": NOT_EMPTY})
    update.meets("L01.FR.09", firmware={"signature": NOT_EMPTY})
    return update


async def tells(station: StationProbe, update: ReceivedCall, first: int, *statuses: str) -> None:
    """The station tells how the update goes on; the CSMS answers in the step `first` and each second one after it.

    The CSMS sees no moments in these messages, so the station does not wait for those of a planned update.
    """
    for behind, status in enumerate(statuses):
        payload = {"requestId": update["requestId"], "status": status}
        reply = await station.call("FirmwareStatusNotification", payload)
        reply.meets(step(first + 2 * behind))


async def installs(
    station: StationProbe,
    everywhere: Iterable[ChargingSession],
    update: ReceivedCall,
    first: int,
    result: str = "Installed",
) -> None:
    """The station installs the firmware, reboots, tells that `everywhere` it is Available, and what came of it.

    The CSMS answers in the step `first` and each second one after it.
    """
    await tells(station, update, first, "Installing", "InstallRebooting")
    await station.disconnect()
    await station.listen(station.patience.scaled(REBOOT))
    await station.connect()
    boot = await station.boot("FirmwareUpdate")
    boot.meets(step(first + 4), status="Accepted")
    await told_all(everywhere, "Available", step(first + 6))
    await tells(station, update, first + 8, result)


async def security_event(station: StationProbe, kind: str, source: Source) -> None:
    """The station tells a security event."""
    event = await station.call("SecurityEventNotification", {"type": kind, "timestamp": now()})
    event.meets("A04.FR.03")
    event.meets(source)
