"""What a bundled charging station is told before it is powered on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote

from ocpp_conformance.harness.transport import ClientTls, Limits, Secret

if TYPE_CHECKING:
    from ocpp_conformance.harness.station.core.store import Store


class Extent(StrEnum):
    """How much a station can do: what the certification profile Core asks of all, Core with its optional blocks, or
    everything."""

    MINIMAL = "minimal"
    CORE = "core"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Updates:
    """What a station can do about its firmware.

    `root` is the ManufacturerRootCertificate (PEM) that it is made with; without one it trusts no firmware until one is
    installed (M05). `cancels` says whether it can cancel an update before it installs; the others whether it downloads
    and installs while a transaction is ongoing.
    """

    root: str | None = None
    cancels: bool = True
    downloads_while_charging: bool = True
    installs_while_charging: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StationConfig:
    """One charging station.

    `csms_url` is the endpoint without the identity; a prefix and a trailing slash are kept. `evses` holds the number of
    connectors per EVSE, ids count from 1. `time_scale` turns OCPP seconds into real ones; `call_timeout` is real and
    never scaled. `tls` is for a wss:// URL: security profile 2, with a certificate in it profile 3.
    `additional_root_check` has a new root of the CSMS replace the old one, which must have signed it (M05.FR.10). The
    `retry_…` values are the initial RetryBackOff variables, in OCPP seconds. `sockets` are what its connectors are,
    else they are the plugs of fixed cables. `parking_bays` gives each EVSE a detector of parked cars, and with it the
    start and stop point ParkingBayOccupancy. `master_pass_menu` gives it a screen on which the bearer of a master pass
    chooses what to stop (C16.FR.01). `summary_inventory` is whether it makes that base report, which is optional
    (B07.FR.12). `evse_reset` is whether it can reset an EVSE alone (B11.FR.10), `reserves_any_evse` whether it takes
    reservations that name no EVSE (H01.FR.18), `unsigned_firmware` whether it takes firmware that nobody signed (L02).
    `criteria` is whether its reports heed the criteria of components and monitors (B08.FR.02, N02.FR.02),
    `monitoring_bases` are what it can go by (N03.FR.02).
    `display_priorities` and `display_states` are those of the messages that it shows; as a rule its screen is dark
    while it is faulted (O01.FR.01, O01.FR.02).
    `rate_units` are those of charging schedules, the first where none is asked for. `supply_phases` are those of each
    EVSE, 3 or 1 of AC, 0 for DC; with `phase_switching` it charges with one of three phases where it is told to
    (K01.FR.46). `iso15118` is whether it speaks ISO 15118 with EVs that do (K15, M01), `local_controller` whether it
    publishes firmware for others (L03), `restarts_to_install` whether it has to restart before it installs its own,
    `pauses_downloads` whether a transaction that begins goes before a download of it (L01.FR.14).
    `readings_kept` are those that an Ended event has room for beside those of the end, `events_kept` the readings of
    an outage that it holds; where there are more, every other one goes (E06.FR.13, E04.FR.08). `boot_seconds` are the
    OCPP seconds that a restart takes, `install_seconds` those that it takes to write firmware. `updates` is about its
    firmware, `extent` how much it can do. `store` is the file that keeps its state beyond the process (None: memory);
    what was changed holds, not what is configured. `log` gets a line of text per message and per thing that happens;
    no line holds a password.
    """

    csms_url: str
    identity: str = "CS001"
    password: Secret | None = None
    evses: tuple[int, ...] = (1,)
    model: str = "Virtual"
    vendor: str = "OCPP conformance"
    serial_number: str | None = None
    firmware_version: str | None = None
    time_scale: float = 1.0
    call_timeout: float = 10.0
    retry_wait_minimum: int = 10
    retry_random_range: int = 10
    retry_repeat_times: int = 3
    heartbeat_interval: int = 300
    sockets: bool = False
    parking_bays: bool = False
    master_pass_menu: bool = False
    additional_root_check: bool = False
    summary_inventory: bool = True
    evse_reset: bool = True
    reserves_any_evse: bool = True
    unsigned_firmware: bool = False
    criteria: bool = True
    monitoring_bases: tuple[str, ...] = ("All", "FactoryDefault", "HardWiredOnly")
    display_priorities: tuple[str, ...] = ("AlwaysFront", "NormalCycle")
    display_states: tuple[str, ...] = ("Charging", "Idle", "Unavailable")
    rate_units: tuple[str, ...] = ("A", "W")
    supply_phases: int = 3
    phase_switching: bool = False
    iso15118: bool = False
    local_controller: bool = False
    restarts_to_install: bool = False
    pauses_downloads: bool = False
    readings_kept: int = 100
    events_kept: int = 1000
    boot_seconds: float = 2.0
    install_seconds: float = 5.0
    log: Callable[[str], None] | None = None
    limits: Limits = field(default_factory=Limits)
    tls: ClientTls | None = None
    updates: Updates = Updates()
    extent: Extent = Extent.FULL
    store: Store | None = None

    def __post_init__(self) -> None:
        if self.time_scale <= 0 or self.call_timeout <= 0:
            raise ValueError("time_scale and call_timeout are greater than 0")
        if self.boot_seconds < 0 or self.install_seconds < 0:
            raise ValueError("boot_seconds and install_seconds are 0 or more")
        if self.supply_phases not in (0, 1, 3):
            raise ValueError(f"supply_phases {self.supply_phases!r}: 3 or 1 of AC, 0 for DC")
        if self.phase_switching and self.supply_phases != 3:
            raise ValueError(f"phase_switching with supply_phases {self.supply_phases}: it takes three to choose from")
        if not self.evses or any(count < 1 for count in self.evses):
            raise ValueError(f"evses {self.evses!r}: at least one EVSE, each with at least one connector")

    @property
    def told_serial_number(self) -> str | None:
        """The serial number in boots: as configured, else what the certificate of the station names (B01.FR.11)."""
        if self.serial_number is not None or self.tls is None or self.tls.certificate is None:
            return self.serial_number
        from ocpp_conformance.harness.transport.pki import common_name_of  # brings cryptography along

        return common_name_of(self.tls.certificate)

    @property
    def security_profile(self) -> int:
        """1 is Basic authentication, 2 that over TLS, 3 TLS with certificates on both sides (A00); 0 is none."""
        if not self.csms_url.startswith("wss:"):
            return 0 if self.password is None else 1
        return 2 if self.tls is None or self.tls.certificate is None else 3

    @property
    def url(self) -> str:
        """The connection URL: endpoint, one slash, percent-encoded identity (J-3.1.1-04, J-3.1.1-05)."""
        return connection_url(self.csms_url, self.identity)


def connection_url(csms_url: str, identity: str) -> str:
    """An endpoint, one slash, the percent-encoded identity (J-3.1.1-04, J-3.1.1-05)."""
    slash = "" if csms_url.endswith("/") else "/"
    return f"{csms_url}{slash}{quote(identity, safe='')}"
