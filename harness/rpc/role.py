"""The two ends of an OCPP-J connection."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who a system is on the wire. Values are used in evidence and in data files."""

    CSMS = "csms"
    STATION = "station"

    @property
    def other(self) -> Role:
        """The role at the other end of the connection."""
        return Role.STATION if self is Role.CSMS else Role.CSMS
