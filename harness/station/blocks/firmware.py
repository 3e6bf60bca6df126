"""Functional block L: firmware. None is updated."""

from __future__ import annotations

from ocpp_conformance.harness.station.core.core import Block, sends

BLOCK = Block(
    triggers={"FirmwareStatusNotification": sends("FirmwareStatusNotification", {"status": "Idle"})}  # F06.FR.16
)
