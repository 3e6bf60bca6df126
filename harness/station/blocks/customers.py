"""Functional block N: what the station keeps of a customer, told and cleared (N09, N10)."""

from __future__ import annotations

import json
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.auth_cache import AuthCache
from ocpp_conformance.harness.station.blocks.id_tokens import IdToken
from ocpp_conformance.harness.station.blocks.local_list import LocalList
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.outbox import Item

REFERENCES = ("idToken", "customerCertificate", "customerIdentifier")
"""How a request names the customer: by one of them (N09.FR.09)."""
PIECE = 512
"""Characters of the data in one message."""
NOTHING = ""
"""What is told of a customer of whom nothing is kept."""


class Customers:
    """What the station keeps of customers beside its cache and its list: `records`, by customerIdentifier, of those who
    signed up at the station. It keeps no certificates of customers."""

    def __init__(self, station: Core) -> None:
        self._cache, self._list = station.part(AuthCache), station.part(LocalList)
        self.records: dict[str, str] = {}

    def data(self, request: Payload) -> str:
        """What is kept of the customer whom the request names."""
        kept: dict[str, Any] = {}
        if "idToken" in request:
            token = IdToken.read(request["idToken"])
            for name, info in (("cache", self._cache.holds(token)), ("list", self._list.holds(token))):
                if info is not None:
                    kept[name] = {**token.payload(), **info}
        record = self.records.get(request.get("customerIdentifier", ""))
        if record is not None:
            kept["customer"] = record
        return json.dumps(kept) if kept else NOTHING

    def clear(self, request: Payload) -> None:
        """Forget the customer; the list is for the CSMS alone to change (N10.FR.03, N10.FR.06)."""
        if "idToken" in request:
            self._cache.drop(IdToken.read(request["idToken"]))
        self.records.pop(request.get("customerIdentifier", ""), None)


def customer_information(station: Core, request: Payload) -> Payload:
    """CustomerInformation (N09, N10)."""
    if sum(name in request for name in REFERENCES) != 1:
        return {"status": "Invalid"}  # N09.FR.09
    if not (request["report"] or request["clear"]):
        return {"status": "Rejected"}  # N09.FR.07, N10.FR.07
    data = station.decide(customer_data, request) if request["report"] else "cleared"
    if request["clear"]:
        station.decide(customer_cleared, request)
    station.connection.after(lambda: _tell(station, request["requestId"], data))
    return {"status": "Accepted"}  # N09.FR.02, N10.FR.01


def customer_data(station: Core, request: Payload) -> str:
    """What is told of a customer (N09.FR.05, N09.FR.06)."""
    return station.part(Customers).data(request)


def customer_cleared(station: Core, request: Payload) -> None:
    """Forget a customer (N10.FR.03)."""
    station.part(Customers).clear(request)


def _tell(station: Core, request_id: int, data: str) -> None:
    pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)] or [NOTHING]
    for seq_no, piece in enumerate(pieces):
        payload: dict[str, Any] = {
            "data": piece,
            "seqNo": seq_no,
            "generatedAt": station.clock.stamp(),
            "requestId": request_id,
        }
        if seq_no + 1 < len(pieces):
            payload["tbc"] = True
        station.outbox.post(Item("NotifyCustomerInformation", payload))


BLOCK = Block(
    state=Customers,
    keeps=("records",),
    handlers={"CustomerInformation": customer_information},
    seams=(customer_data, customer_cleared),
)
