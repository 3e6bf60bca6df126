"""What the handlers of the functional blocks may ask the CSMS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from ocpp_conformance.harness.csms.config import CsmsConfig
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Payload


class Decisions(Protocol):
    """The decisions of a CSMS that its handlers carry out."""

    config: CsmsConfig

    def boot_status(self, station: StationRecord) -> str:
        """The RegistrationStatus for a boot that has come."""
        ...

    def token_status(self, id_token: Payload) -> str:
        """The AuthorizationStatus of an IdTokenType."""
        ...


Handler = Callable[[Decisions, StationRecord, Call], Payload]
"""Answers a valid CALL at once: the payload of the CALLRESULT."""


def current_time() -> str:
    """Now, as OCPP writes it: RFC 3339, UTC, three decimals (Part 2, 2.1.3)."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
