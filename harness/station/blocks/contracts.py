"""Functional blocks C and M: the contract certificates of EVs, by which they authorize themselves (C07), and which they
get through the station (M01, M02)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.peer import NoAnswerError
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks import authorization
from ocpp_conformance.harness.station.blocks.authorization import Authorization, IdToken, decide_offline, known_token
from ocpp_conformance.harness.station.blocks.ev_dialogue import COMPONENT, speaks
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.errors import StationError
from ocpp_conformance.harness.station.core.outbox import Item

if TYPE_CHECKING:
    from ocpp_conformance.harness.transport.contracts import Contract

SCHEMA = "urn:iso:15118:2:2013:MsgDef"
"""The version of ISO 15118 that its EVs speak."""
EXI = base64.b64encode(b"in place of the EXI text of a simulated EV").decode()
"""What stands for the message of an EV, which no OCPP station reads."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A contract certificate that an EV shows: its eMAID, and whether the station has the root that it goes back to,
    and whether it is `valid`."""

    emaid: str
    root_known: bool = True
    valid: bool = True

    @property
    def token(self) -> IdToken:
        """The eMAID as an id token."""
        return IdToken(self.emaid, "eMAID")


class Contracts:
    """The chains of the contract certificates that EVs have shown, made when they are first asked for."""

    def __init__(self) -> None:
        self._made: dict[Shown, Contract] = {}

    def of(self, shown: Shown) -> Contract:
        """The chain of a contract certificate."""
        from ocpp_conformance.harness.transport.contracts import new_contract  # brings cryptography along

        if shown not in self._made:
            self._made[shown] = new_contract(shown.emaid, expired=not shown.valid)
        return self._made[shown]


async def authorize(station: Core, shown: Shown) -> Authorization | None:
    """What becomes of a contract certificate; None where nobody can say, so that it may not charge."""
    if not (speaks(station) and station.model.boolean(COMPONENT, "PnCEnabled")):
        return None
    if not station.connected:
        return station.decide(contract_offline, shown)
    details = station.decide(contract_told, shown)
    if details is None:
        station.note("contract refused: the station has not its root, and may not have the CSMS look at it")
        return None
    try:
        return await authorization.ask(station, shown.token, details)
    except (StationError, NoAnswerError) as error:
        station.note(f"contract refused: {error}")
        return None


def contract_told(station: Core, shown: Shown) -> dict[str, Any] | None:
    """What an AuthorizeRequest says of a contract certificate beside the eMAID: hashes of the chain for OCSP
    (C07.FR.02), and the chain itself where the station can't look at it (C07.FR.06); None asks nothing."""
    contract = station.part(Contracts).of(shown)
    told: dict[str, Any] = {"iso15118CertificateHashData": contract.ocsp_data}
    if shown.root_known:
        return told
    if not station.model.boolean(COMPONENT, "CentralContractValidationAllowed"):
        return None
    return told | {"certificate": contract.chain}


def contract_offline(station: Core, shown: Shown) -> Authorization | None:
    """What becomes of a contract certificate without a connection (C07.FR.07 to C07.FR.12)."""
    allowed = station.model.boolean(COMPONENT, "ContractValidationOffline")
    if not (allowed and station.decide(contract_valid, shown)):
        return None
    return station.decide(decide_offline, shown.token, station.decide(known_token, shown.token))


def contract_valid(station: Core, shown: Shown) -> bool:
    """Whether the station itself finds a contract certificate good (C07.FR.08)."""
    return shown.root_known and not station.part(Contracts).of(shown).has_expired


async def obtained(station: Core, action: str) -> bool:
    """An EV wants a contract certificate, Install, or another one, Update (M01.FR.01, M02.FR.01); whether it gets it.
    Raises `ValueError` for something else."""
    if action not in ("Install", "Update"):
        raise ValueError(f"action {action!r}: Install or Update")
    if not station.model.boolean(COMPONENT, "ContractCertificateInstallationEnabled"):
        station.note("the wish for a contract certificate is not passed on: it is switched off")
        return False
    payload = station.decide(contract_asked, {"iso15118SchemaVersion": SCHEMA, "action": action, "exiRequest": EXI})
    said: list[Payload] = []
    item = Item("Get15118EVCertificate", dict(payload), answered=said.append)
    await station.outbox.settle([station.outbox.post(item)])
    return bool(station.decide(contract_given, said))


def contract_given(_: Core, answers: list[Payload]) -> bool:
    """Whether an EV has the contract certificate that it asked for."""
    return any(answer["status"] == "Accepted" for answer in answers)


def contract_asked(_: Core, payload: dict[str, Any]) -> dict[str, Any]:
    """What is sent as Get15118EVCertificateRequest."""
    return payload


def variables(_: Core) -> list[Variable]:
    flag = partial(Variable, component=COMPONENT, data_type="boolean", mutability=RW)
    return [
        flag(name="PnCEnabled", value="true"),
        flag(name="ContractCertificateInstallationEnabled", value="true"),
        flag(name="CentralContractValidationAllowed", value="true"),
        flag(name="ContractValidationOffline", value="true"),
    ]


BLOCK = Block(
    state=lambda _: Contracts(),
    variables=variables,
    seams=(contract_told, contract_offline, contract_valid, contract_asked, contract_given),
)
