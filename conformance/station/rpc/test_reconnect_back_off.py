"""Part 4, 5.3: how a station comes back after it lost the connection."""

from ocpp_conformance.conformance.case import NOTHING, CsmsProbe, Need, at_least, case
from ocpp_conformance.conformance.station.rpc.line import longest_first_wait, shows, variables, waits
from ocpp_conformance.harness import times

TOPICS, NEEDS = ("rpc", "offline"), (Need.BOOT_SCALE,)


@case("RPC-CS-BACKOFF-01", "The station reconnects after the connection was closed", topics=TOPICS, needs=NEEDS)
async def test_reconnects_after_a_close(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with variables(csms, RetryBackOffWaitMinimum=10, RetryBackOffRandomRange=1):
        await waits(csms, "J-5.3-01", await csms.disconnect(), 0, 11)


@case("RPC-CS-BACKOFF-02", "The station reconnects after the connection broke off", topics=TOPICS, needs=NEEDS)
async def test_reconnects_after_a_loss(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with variables(csms, RetryBackOffWaitMinimum=10, RetryBackOffRandomRange=1):
        lost = times.monotonic()
        csms.live.socket.abort()
        await waits(csms, "J-5.3-01", lost, 0, 11)


@case("RPC-CS-BACKOFF-03", "The first wait is RetryBackOffWaitMinimum and a random part", topics=TOPICS, needs=NEEDS)
async def test_first_wait(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with variables(csms, RetryBackOffWaitMinimum=20, RetryBackOffRandomRange=10):
        lost = times.monotonic()
        await csms.disconnect()
        await waits(csms, "J-5.3-03", lost, 20, 30)


@case("RPC-CS-BACKOFF-04", "The wait has a random part", topics=TOPICS, needs=NEEDS)
async def test_wait_has_a_random_part(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with variables(csms, RetryBackOffWaitMinimum=10, RetryBackOffRandomRange=20):
        longest = await longest_first_wait(csms, 16, tries=10)
        shows(csms, "J-5.3-02", {"longest of 10 waits": at_least(16)}, {"longest of 10 waits": longest})


@case("RPC-CS-BACKOFF-05", "The wait doubles after a failed attempt", topics=TOPICS, needs=NEEDS)
async def test_wait_doubles(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with variables(csms, RetryBackOffWaitMinimum=10, RetryBackOffRandomRange=1, RetryBackOffRepeatTimes=2):
        csms.accepting, lost = False, times.monotonic()
        await csms.disconnect()
        first = await waits(csms, "J-5.3-03", lost, 10, 11)
        csms.accepting = True
        await waits(csms, "J-5.3-04", first, 20, 23)


@case(
    "RPC-CS-BACKOFF-06",
    "After RetryBackOffRepeatTimes the station keeps trying at the last wait",
    topics=TOPICS,
    needs=NEEDS,
)
async def test_keeps_trying_at_the_last_wait(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with variables(csms, RetryBackOffWaitMinimum=10, RetryBackOffRandomRange=1, RetryBackOffRepeatTimes=1):
        csms.accepting, lost = False, times.monotonic()
        await csms.disconnect()
        first = await waits(csms, "J-5.3-05", lost, 0, 21)
        second = await waits(csms, "J-5.3-05", first, 0, 23)
        csms.accepting = True
        # 20 by the letter of 8.1, which counts doublings; 10 where attempts are counted, as 5.3 says
        last = min((second - first) / csms.patience.time_scale - 1, 20)
        await waits(csms, "J-5.3-05", second, last, 23)


@case("RPC-CS-BACKOFF-07", "A reconnect is no reason for a BootNotification", topics=TOPICS, needs=NEEDS)
async def test_no_boot_on_reconnect(csms: CsmsProbe) -> None:
    await csms.booted()
    boots = {str(boot["chargingStation"]) for boot in csms.received("BootNotification")}
    async with variables(csms, RetryBackOffWaitMinimum=10, RetryBackOffRandomRange=1):
        lost, since = await csms.disconnect(), csms.mark
        await csms.wait_connected(csms.patience.too_late(10), after=lost)
        await csms.settled()
        again = [boot["chargingStation"] for boot in csms.received("BootNotification", since=since)]
        shows(csms, "J-5.3-06", NOTHING, next((a for a in again if not boots or str(a) in boots), None))
