"""How a station reaches its CSMS: a network connection profile (B09)."""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.harness.station.config import connection_url


@dataclass(frozen=True, slots=True)
class NetworkProfile:
    """Where the CSMS is (the endpoint without the identity), and the security profile by which the station signs in."""

    csms_url: str
    security_profile: int

    def url(self, identity: str) -> str:
        """The connection URL of a station."""
        return connection_url(self.csms_url, identity)
