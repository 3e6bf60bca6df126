"""What the cases of contract certificates share: an EV shows one, and the CSMS looks at it by OCSP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ocpp_conformance.conformance.csms.asking import ACCEPTED
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started, ev_connected_pre_session
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.probes.responder import Responder
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.plug_and_charge import PlugAndCharge
from ocpp_conformance.harness.transport.mobility import Issued, Operator


@dataclass
class ContractShown:
    """An EV that is plugged in and shows its contract certificate, issued for this case alone: nobody has kept what
    OCSP says of it."""

    session: ChargingSession
    responder: Responder
    operator: Operator
    emaid: str
    contract: Issued

    @classmethod
    async def at(cls, session: ChargingSession, known: PlugAndCharge, responder: Responder) -> ContractShown:
        """EVConnectedPreSession, with such an EV. Always a precondition."""
        assert known.operator is not None, "the case lacks Need.CONTRACTS"
        await booted(session)
        await ev_connected_pre_session(session)
        contract = known.operator.contract(known.emaid, responder.url)
        return cls(session, responder, known.operator, known.emaid, contract)

    @property
    def token(self) -> Payload:
        """The eMAID as an id token."""
        return {"idToken": self.emaid, "type": "eMAID"}

    async def asked(self, **about: Any) -> ReceivedReply:
        """The station asks the CSMS about the contract."""
        return await self.session.station.call("Authorize", {"idToken": self.token, **about})

    def was_looked_at(self, came: Source, valid: Source) -> None:
        """Check that the CSMS has asked our responder about the contract, by a valid request."""
        if self.responder.unread:
            raise self.session.station.checklist.give_up("an OCSP request about several certificates can't be read")
        problems = [self.operator.asked_about(each, self.contract) for each in self.responder.requests]
        checklist = self.session.station.checklist
        wanted = f"an OCSP request at {self.responder.url}"
        checklist.book(came, () if problems else (Miss("", wanted, "none"),), needed=True)
        fine = None in problems
        misses = () if fine else (Miss("", f"{wanted} about the contract certificate", str(problems[-1])),)
        checklist.book("C07.FR.05", misses)
        checklist.book(valid, misses)

    async def charges(self, told: Source, energy: Source) -> None:
        """The driver is authorized by the contract, and energy flows."""
        event = await self.session.event("Authorized", token=self.token)
        event.meets(told, idTokenInfo=ACCEPTED)
        self.session.states.add("Authorized")
        await energy_transfer_started(self.session, energy)
