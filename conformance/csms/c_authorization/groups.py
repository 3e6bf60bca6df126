"""What cases of authorization share: what the CSMS says of a token that belongs to a group."""

from __future__ import annotations

from ocpp_conformance.conformance.case import NOT_EMPTY, StationProbe, because, ignoring_case
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes import ReceivedReply
from ocpp_conformance.harness.rpc import Payload


def in_group(group: Payload | None) -> dict[str, object]:
    """A demand on the idTokenInfo of a token of this group; None is for a group that wasn't told to us."""
    return {"groupIdToken": {"idToken": NOT_EMPTY if group is None else ignoring_case(group["idToken"])}}


async def authorized_in(station: StationProbe, token: Payload, group: Payload | None, source: Source) -> ReceivedReply:
    """Check what Authorize is told of an accepted token that belongs to a group."""
    authorize = await station.call("Authorize", {"idToken": token})
    authorize.meets("C01.FR.06", idTokenInfo=in_group(group))
    authorize.meets(source, idTokenInfo={"status": because("an accepted token", "Accepted")})
    return authorize


def told_of(event: ReceivedReply, group: Payload | None, source: Source) -> None:
    """Check what a TransactionEvent with an accepted token is told of it."""
    event.meets("C09.FR.12", idTokenInfo=in_group(group))
    event.meets(source, idTokenInfo={"status": because("an accepted token", "Accepted")})
