"""Functional block B: network connection profiles, and the way from one to another (B09, B10, A05)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from urllib.parse import urlsplit

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.certificates import Certificates
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.network import NetworkProfile

SLOTS = ("1", "2", "3")
"""Configuration slots; two are the fewest that are allowed (B09.FR.06)."""

PRIORITY = ("OCPPCommCtrlr", "NetworkConfigurationPriority")


class NetworkProfiles:
    """The profiles of a station by their slots, and which of them it uses. Slot 1 has what it was configured with.

    After a start it tries the slots in the order of NetworkConfigurationPriority, each NetworkProfileConnectionAttempts
    times (B10.FR.03, B10.FR.04); where all fail, it goes back to the one that worked last, for good (B10.FR.07).
    """

    def __init__(self, station: Core) -> None:
        self._station = station
        self.slots = {"1": _configured(station)}
        self.active = "1"
        self._as_configured = True
        self._last_good = "1"
        self._left: list[str] = []
        self._attempts = 0
        station.connection.restarting.append(self.start)
        station.connection.dialled.append(self._dialled)

    def start(self) -> None:
        """Begin with the first entry of the order (A05.FR.05, B10.FR.04)."""
        if self._as_configured:
            self.slots["1"] = _configured(self._station)
        order = self._station.decide(connection_order, self._station.model.members(*PRIORITY))
        first, *self._left = [slot for slot in order if slot in self.slots] or [self._last_good]
        self._left.append(self._last_good)
        self._use(first)

    def store(self, slot: str, profile: NetworkProfile) -> None:
        """Keep a profile; the one in use changes with the next start."""
        self.slots[slot] = profile
        self._as_configured = self._as_configured and slot != "1"

    def drop(self, slot: str) -> None:
        """Forget a profile."""
        del self.slots[slot]
        self._as_configured = self._as_configured and slot != "1"

    def _use(self, slot: str) -> None:
        self.active, self._attempts = slot, 0
        self._station.network = self.slots[slot]
        self._station.part(Certificates).migrating = slot != self._last_good

    def _dialled(self, error: Exception | None) -> None:
        if error is None:
            self._last_good, self._left = self.active, []
            self._station.part(Certificates).migrating = False
            self._station.decide(lower_profiles_dropped)
            return
        self._attempts += 1
        most = self._station.model.integer("OCPPCommCtrlr", "NetworkProfileConnectionAttempts")
        if self._left and self._attempts >= max(most, 1):
            following = self._left.pop(0)
            if following == self._last_good:
                self._station.part(Certificates).fall_back()  # M05.FR.16
            self._use(following)


def set_network_profile(station: Core, request: Payload) -> Payload:
    """SetNetworkProfile (B09)."""
    reason = station.decide(profile_objection, request)
    if reason is not None:
        return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}
    data = request["connectionData"]
    profile = NetworkProfile(data["ocppCsmsUrl"], data["securityProfile"])
    station.part(NetworkProfiles).store(str(request["configurationSlot"]), profile)
    return {"status": "Accepted"}  # B09.FR.01


def profile_objection(station: Core, request: Payload) -> str | None:
    """The reason code why a profile is not stored; None where it is."""
    data = request["connectionData"]
    if str(request["configurationSlot"]) not in SLOTS:
        return "ValueOutOfRange"  # B09.FR.05
    if data["securityProfile"] < station.security_profile:
        return "InvalidValue"  # B09.FR.04
    if data["ocppTransport"] != "JSON" or data["ocppVersion"] != "OCPP20" or data["ocppInterface"] != "Wired0":
        return "UnsupportedParam"  # B09.FR.02
    if "apn" in data or "vpn" in data:
        return "UnsupportedParam"
    if data["securityProfile"] not in (0, 1, 2, 3) or not _is_url(data["ocppCsmsUrl"], data["securityProfile"]):
        return "InvalidURL"
    return None


def order_objection(station: Core, value: str) -> str | None:
    """The reason code why the order of profiles can't be this; None where it can (B10.FR.02, A05.FR.04)."""
    slots, store = station.part(NetworkProfiles).slots, station.part(Certificates)
    for slot in value.split(","):
        if slot not in slots:
            return "InvalidValue"  # B10.FR.02
        wanted = slots[slot].security_profile
        if wanted <= station.security_profile:
            continue
        if wanted >= 2 and not store.csms_roots:
            return "InvalidCertificate"  # A05.FR.02
        if wanted == 3 and store.own_chain is None:
            return "InvalidCertificate"  # A05.FR.03
    return None


def connection_order(_: Core, order: Iterable[str]) -> list[str]:
    """The slots in the order in which they are tried after a start."""
    return list(order)


def lower_profiles_dropped(station: Core) -> None:
    """Forget the profiles of a lower security profile than the one that has proven to work (A05.FR.06)."""
    profiles = station.part(NetworkProfiles)
    low = [slot for slot, each in profiles.slots.items() if each.security_profile < station.security_profile]
    for slot in low:
        profiles.drop(slot)
    if low:
        kept = [slot for slot in station.model.members(*PRIORITY) if slot not in low]
        station.model.write(*PRIORITY, ",".join(kept))


def variables(station: Core) -> list[Variable]:
    make = partial(Variable, component="OCPPCommCtrlr")
    return [
        make(
            name="NetworkConfigurationPriority",
            value="1",
            values=SLOTS,
            data_type="SequenceList",
            mutability=RW,
            veto=lambda value: station.decide(order_objection, value),
            needs_reboot=True,
        ),
        make(name="ActiveNetworkProfile", value=lambda: station.part(NetworkProfiles).active, data_type="integer"),
    ]


def _configured(station: Core) -> NetworkProfile:
    return NetworkProfile(station.config.csms_url, station.config.security_profile)


def _is_url(text: str, security_profile: int) -> bool:
    """Whether this is an endpoint for WebSockets, over TLS where the security profile wants that."""
    try:
        parts = urlsplit(text)
        return parts.scheme == ("wss" if security_profile > 1 else "ws") and bool(parts.hostname)
    except ValueError:
        return False


BLOCK = Block(
    state=NetworkProfiles,
    keeps=("slots", "_as_configured", "_last_good"),
    handlers={"SetNetworkProfile": set_network_profile},
    variables=variables,
    seams=(profile_objection, order_objection, connection_order, lower_profiles_dropped),
    powered_on=lambda station: station.part(NetworkProfiles).start(),
)
