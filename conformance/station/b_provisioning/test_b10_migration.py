"""B10: a station moves to another endpoint, or comes back from one that doesn't let it in."""

from contextlib import AbstractAsyncContextManager

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.b_provisioning.boots import not_before
from ocpp_conformance.conformance.station.b_provisioning.migration import migrating
from ocpp_conformance.conformance.station.rpc.line import variables

WAIT = 10
"""RetryBackOffWaitMinimum, in OCPP seconds."""


@case("TC_B_45_CS", needs=(Need.RESET, Need.ALLOW_NETWORK_PROFILE))
async def test_station_moves_to_another_endpoint(csms: CsmsProbe) -> None:
    await csms.booted()
    async with migrating(csms) as move:
        await move.sent(step(6))

        await move.let_in("B10.FR.04", csms.patience.boot)
        move.went("B10.FR.04", [move.other.path], move.tries[:1])
        move.left_before("B10.FR.06")
        await move.boots(step(7))


@case("TC_B_46_CS", needs=(Need.RESET, Need.BOOT_SCALE, Need.ALLOW_NETWORK_PROFILE))
async def test_station_tries_each_endpoint_as_often_as_it_is_told(csms: CsmsProbe) -> None:
    await csms.booted()
    async with reconnecting(csms, attempts=2), migrating(csms) as move:
        csms.shut.add(move.other.path)
        await move.sent(step(6))

        tries = await move.let_in("B10.FR.03", csms.patience.too_late(8 * WAIT))
        move.went("B10.FR.04", [move.other.path], tries[:1])
        move.went("B10.FR.03", [move.other.path] * 2 + [move.other.path_in_use], tries)
        await move.boots(step(9))


@case("TC_B_49_CS", needs=(Need.RESET, Need.BOOT_SCALE, Need.ALLOW_NETWORK_PROFILE))
async def test_station_goes_back_to_the_endpoint_that_worked_last(csms: CsmsProbe) -> None:
    await csms.booted()
    async with reconnecting(csms, attempts=1), migrating(csms) as move:
        csms.shut.update((move.other.path, move.other.path_in_use))
        await move.sent(step(6))

        late = csms.patience.too_late(4 * WAIT)
        first = await csms.must_connect(step(7), csms.patience.boot, after=move.began)
        second = await csms.must_connect(step(9), late, after=first.at)
        csms.shut.remove(move.other.path_in_use)
        tries = await move.let_in(step(11), late)
        move.went(step(9), [move.other.path, move.other.path_in_use], tries[:2])
        move.went("B10.FR.07", [move.other.path_in_use], tries[2:])
        not_before(csms, step(11), second.at, csms.upgrades[-1].at, WAIT)
        await move.boots(step(13))


def reconnecting(csms: CsmsProbe, attempts: int) -> AbstractAsyncContextManager[None]:
    """For the block each endpoint is tried so often, and the waits in between are short and the same."""
    return variables(
        csms,
        NetworkProfileConnectionAttempts=attempts,
        RetryBackOffRepeatTimes=0,
        RetryBackOffRandomRange=0,
        RetryBackOffWaitMinimum=WAIT,
    )
