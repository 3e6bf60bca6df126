"""Block P: vendor messages. This CSMS has no agreement with any vendor."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Payload


def data_transfer(_: Decisions, __: StationRecord, ___: Call) -> Payload:
    return {"status": "UnknownVendorId"}  # P02.FR.06


HANDLERS: Mapping[str, Handler] = {"DataTransfer": data_transfer}
