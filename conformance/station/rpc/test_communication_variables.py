"""Part 4, 8: the variables of OCPPCommCtrlr that rule connections."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.rpc.line import is_integer_to_set

TOPICS = ("rpc", "variables")


@case("RPC-CS-VARIABLE-01", "RetryBackOffRepeatTimes is an integer to read and write", topics=TOPICS)
async def test_repeat_times(csms: CsmsProbe) -> None:
    await is_integer_to_set(csms, "J-8.1-01", "RetryBackOffRepeatTimes")


@case("RPC-CS-VARIABLE-02", "RetryBackOffRandomRange is an integer to read and write", topics=TOPICS)
async def test_random_range(csms: CsmsProbe) -> None:
    await is_integer_to_set(csms, "J-8.2-01", "RetryBackOffRandomRange")


@case("RPC-CS-VARIABLE-03", "RetryBackOffWaitMinimum is an integer to read and write", topics=TOPICS)
async def test_wait_minimum(csms: CsmsProbe) -> None:
    await is_integer_to_set(csms, "J-8.3-01", "RetryBackOffWaitMinimum")


@case("RPC-CS-VARIABLE-04", "WebSocketPingInterval is an integer to read and write", topics=TOPICS)
async def test_ping_interval(csms: CsmsProbe) -> None:
    await is_integer_to_set(csms, "J-8.4-01", "WebSocketPingInterval")
