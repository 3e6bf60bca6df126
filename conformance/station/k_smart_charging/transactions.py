"""Transactions that begin with, or have, a charging profile of their own (K02, K05)."""

from __future__ import annotations

from ocpp_conformance.conformance.case import id_token
from ocpp_conformance.conformance.station.k_smart_charging.profiles import TRANSACTION, Profiles
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.payloads import unknown_uid
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Payload


async def refused_start(profiles: Profiles, profile: Payload) -> ReceivedReply:
    """The answer to a remote start on EVSE 1 with this profile, for a card that our CSMS does not accept: nothing comes
    of it where the station starts."""
    csms = profiles.csms
    csms.answers("Authorize", {"idTokenInfo": {"status": "Invalid"}})
    csms.answers("TransactionEvent", {"idTokenInfo": {"status": "Invalid"}})
    start = {"idToken": id_token(unknown_uid()), "evseId": 1, "remoteStartId": 8500, "chargingProfile": profile}
    reply = await csms.call("RequestStartTransaction", start)
    await csms.settled()
    return reply


def of_transaction(visit: Visit) -> dict[str, object]:
    """What makes a profile that of the transaction that runs."""
    return {"chargingProfilePurpose": TRANSACTION, "transactionId": visit.transaction_id}


async def goes_on(visit: Visit, source: Source) -> None:
    """The source wants the transaction to go on: no event has ended it."""
    await visit.csms.settled()
    ends = [event for event in visit.events(visit.since) if event["eventType"] == "Ended"]
    misses = (Miss("eventType", "no Ended event", "Ended"),) if ends else ()
    visit.csms.checklist.book(source, misses, frame=ends[0].frame if ends else None)
