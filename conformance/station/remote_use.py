"""Remote starts for which no cable comes; what they start is stopped again."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ocpp_conformance.conformance.case import CsmsProbe, id_token, variable
from ocpp_conformance.conformance.station.tx_points import starting_at
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.harness.probes.payloads import unknown_uid
from ocpp_conformance.harness.probes.received import ReceivedReply

PATIENT = 3600
"""EVConnectionTimeOut, in OCPP seconds: what waits for a cable keeps its EVSE."""


@dataclass
class Starts:
    """The remote starts of a case."""

    csms: CsmsProbe

    async def start(self, evse: int, **more: object) -> ReceivedReply:
        """The answer to a remote start at an EVSE, for an id token that nobody has unless `more` names one. The station
        has said what comes of it."""
        id = secrets.randbelow(2**31 - 1) + 1
        request = {"idToken": id_token(unknown_uid()), "remoteStartId": id, "evseId": evse, **more}
        reply = await self.csms.call("RequestStartTransaction", request)
        await self.csms.settled()
        return reply


@asynccontextmanager
async def starting(csms: CsmsProbe) -> AsyncIterator[Starts]:
    """For the block a remote start begins a transaction at once, so that it can be stopped; what has been started is
    stopped at its end."""
    patient = variable("TxCtrlr", "EVConnectionTimeOut", attributeValue=str(PATIENT))
    async with starting_at(csms, "Authorized"), configured(csms, patient, if_implemented=True):
        since = csms.mark
        try:
            yield Starts(csms)
        finally:
            for id in _running(csms, since):
                await csms.tidy(f"transaction {id} runs on", "RequestStopTransaction", {"transactionId": id})
            await csms.settled()


def _running(csms: CsmsProbe, since: int) -> list[str]:
    told = [call for call in csms.received("TransactionEvent", since=since) if call.judgement is None]
    ids = [(str(call["transactionInfo"]["transactionId"]), call["eventType"]) for call in told]
    return sorted({id for id, _ in ids} - {id for id, kind in ids if kind == "Ended"})
