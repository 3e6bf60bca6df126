"""C16: somebody with a master pass ends the transactions of others."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import Need, case, step
from ocpp_conformance.conformance.csms.c_authorization.groups import authorized_in, told_of
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started
from ocpp_conformance.harness.probes import ReceivedReply
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.rpc import Payload

Tokens = Mapping[str, Payload]
NEEDS = (Need.TOKEN_ACCEPTED, Need.TOKEN_GROUP, Need.TOKEN_MASTER_PASS, Need.SECOND_EVSE)


@case("TC_C_47_CSMS", topics=("transactions",), needs=NEEDS)
async def test_master_pass_ends_all_transactions(session: ChargingSession, tokens: Tokens) -> None:
    async with ChargingSession(session.station, tokens["group"], evse=2) as second:
        await _pass_presented(session, second, tokens)
        told_of(await _ended(session, tokens["master_pass"]), tokens.get("master_pass_id"), step(4))
        told_of(await _ended(second, tokens["master_pass"]), tokens.get("master_pass_id"), step(4))


@case("TC_C_48_CSMS", topics=("transactions",), needs=NEEDS)
async def test_master_pass_ends_one_transaction(session: ChargingSession, tokens: Tokens) -> None:
    async with ChargingSession(session.station, tokens["group"], evse=2) as second:
        # printed is the valid id token, but what is demanded of the answer holds only for the master pass
        await _pass_presented(session, second, tokens)
        told_of(await _ended(session, tokens["master_pass"]), tokens.get("master_pass_id"), step(4))


@case("TC_C_49_CSMS", topics=("transactions",), needs=NEEDS)
async def test_master_pass_ends_all_transactions_where_nothing_can_be_chosen(
    session: ChargingSession, tokens: Tokens
) -> None:
    async with ChargingSession(session.station, tokens["group"], evse=2) as second:
        await _pass_presented(session, second, tokens)
        # printed is the valid id token, for both
        _answered(await _ended(session, session.card))
        _answered(await _ended(second, session.card))


async def _pass_presented(first: ChargingSession, second: ChargingSession, tokens: Tokens) -> None:
    """A transaction on each of two EVSEs, each with a token of its own; then somebody comes with the master pass."""
    await booted(first)
    other = await second.status("Available")
    other.expects()
    await energy_transfer_started(first)
    await energy_transfer_started(second)
    await authorized_in(first.station, tokens["master_pass"], tokens.get("master_pass_id"), step(2))


async def _ended(session: ChargingSession, token: Payload) -> ReceivedReply:
    """End the transaction by the master pass; the event names this token."""
    return await session.event("StopAuthorized", token=token, stopped="MasterPass", ended=True)


def _answered(ended: ReceivedReply) -> None:
    """Check step 4 where another token than the master pass is named: what it is worth, nobody demands."""
    ended.meets(step(4))
