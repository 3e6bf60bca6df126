"""Block P: vendor messages. This CSMS has no agreement with any vendor."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Operation, given
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Payload, Reply


def data_transfer(_: Decisions, __: StationRecord, ___: Call) -> Payload:
    return {"status": "UnknownVendorId"}  # P02.FR.06


async def send_data(
    csms: Decisions, station: StationRecord, vendor_id: str, message_id: str | None = None, data: str | None = None
) -> Reply:
    """DataTransfer to a station (P01)."""
    payload = given(vendorId=vendor_id, messageId=message_id, data=data)
    return await csms.call(station.identity, "DataTransfer", payload)


OPERATIONS: Mapping[str, Operation] = {"data_transfer": send_data}
HANDLERS: Mapping[str, Handler] = {"DataTransfer": data_transfer}
