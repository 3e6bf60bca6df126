"""Functional block N: logs; none are uploaded."""

from __future__ import annotations

from ocpp_conformance.harness.station.core.core import Block, sends

BLOCK = Block(
    triggers={"LogStatusNotification": sends("LogStatusNotification", {"status": "Idle"})},  # F06.FR.15
)
