"""Functional block P: DataTransfer; there is no vendor extension."""

from __future__ import annotations

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.core.core import Block, Core


def data_transfer(_station: Core, _request: Payload) -> Payload:
    return {"status": "UnknownVendorId"}  # P01.FR.05


BLOCK = Block(handlers={"DataTransfer": data_transfer})
