"""Functional block N: logs; none are uploaded."""

from __future__ import annotations

from ocpp_conformance.harness.station.core.core import Block, Core, sends
from ocpp_conformance.harness.station.core.device_model import Variable


def variables(_: Core) -> list[Variable]:
    name = "FileTransferProtocols"
    return [Variable(component="OCPPCommCtrlr", name=name, value="", data_type="MemberList", values=())]


BLOCK = Block(
    triggers={"LogStatusNotification": sends("LogStatusNotification", {"status": "Idle"})},  # F06.FR.15
    variables=variables,
)
