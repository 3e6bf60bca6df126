"""Who may say what when: before the boot is answered, while it is Pending or Rejected, and after it."""

from ocpp_conformance.conformance.case import SILENCE, CsmsProbe, ErrorCode, Need, boot_answer, case
from ocpp_conformance.conformance.station.b_provisioning.boots import boots_again, comes_after
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.probes.received import ReceivedCall

_SCALED = (Need.RESET, Need.BOOT_SCALE)
_FLOOD = 3
"""So many BootNotifications are too many when the CSMS leaves the interval to the station."""
_AT_LEAST = 0.1
"""Real seconds in which a flood shows, however quick the clock."""


@case("RPC-CS-ORDER-01", "Pending: silence", topics=("boot", "ordering"), needs=_SCALED)
async def test_pending_station_is_silent(csms: CsmsProbe) -> None:
    boot = await csms.reboot(boot_answer("Pending", 10))
    await csms.listen(csms.patience.scaled(25))
    csms.silent_since("B02.FR.02", boot.frame, "BootNotification")


@case("RPC-CS-ORDER-02", "Rejected: silence", topics=("boot", "ordering"), needs=_SCALED)
async def test_rejected_station_is_silent(csms: CsmsProbe) -> None:
    boot = await csms.reboot(boot_answer("Rejected", 10))
    await csms.listen(csms.patience.scaled(25))
    csms.silent_since("B03.FR.02", boot.frame, "BootNotification")


@case("RPC-CS-ORDER-03", "Nothing before the boot is answered", topics=("boot", "ordering"), needs=(Need.RESET,))
async def test_nothing_comes_before_the_boot_is_answered(csms: CsmsProbe) -> None:
    boot = await csms.reboot(SILENCE)
    await csms.listen(csms.patience.quiet)
    csms.silent_since("B01.FR.08", _beginning(csms, boot), "BootNotification")


@case("RPC-CS-ORDER-04", "Pending: no boot before the interval", topics=("boot", "ordering"), needs=_SCALED)
async def test_pending_station_waits_for_the_interval(csms: CsmsProbe) -> None:
    boot = await csms.reboot(boot_answer("Pending", 20), boot_answer())
    again = await csms.next_call("BootNotification", since=boot.frame + 1, within=csms.patience.too_late(20))
    comes_after(csms, "B02.FR.04", boot, again, 20)


@case("RPC-CS-ORDER-05", "Pending: another boot after the interval", topics=("boot", "ordering"), needs=_SCALED)
async def test_pending_station_boots_again(csms: CsmsProbe) -> None:
    boot = await csms.reboot(boot_answer("Pending", 10), boot_answer())
    again = await boots_again(csms, "B02.FR.08", boot, 10)
    again.meets("B02.FR.08")


@case("RPC-CS-ORDER-06", "Rejected: another boot after the interval", topics=("boot", "ordering"), needs=_SCALED)
async def test_rejected_station_boots_again(csms: CsmsProbe) -> None:
    boot = await csms.reboot(boot_answer("Rejected", 10), boot_answer())
    again = await boots_again(csms, "B03.FR.06", boot, 10)
    again.meets("B03.FR.06")


@case("RPC-CS-ORDER-07", "Pending with interval 0: no flood of boots", topics=("boot",), needs=(Need.RESET,))
async def test_pending_station_left_to_itself_does_not_flood(csms: CsmsProbe) -> None:
    await csms.reboot(boot_answer("Pending", 0))
    await _no_flood(csms, "B02.FR.07")


@case("RPC-CS-ORDER-08", "Rejected with interval 0: no flood of boots", topics=("boot",), needs=(Need.RESET,))
async def test_rejected_station_left_to_itself_does_not_flood(csms: CsmsProbe) -> None:
    await csms.reboot(boot_answer("Rejected", 0))
    await _no_flood(csms, "B03.FR.05")


@case("RPC-CS-ORDER-09", "Pending: what the CSMS asks for is sent", topics=("boot", "ordering"), needs=(Need.RESET,))
async def test_pending_station_sends_what_it_is_asked_for(csms: CsmsProbe) -> None:
    await csms.reboot(boot_answer("Pending", 300))
    since = csms.mark
    trigger = await csms.call("TriggerMessage", {"requestedMessage": "Heartbeat"})
    trigger.expects(status="Accepted")
    heartbeat = await csms.must_send("F06.FR.10", "Heartbeat", since=since)
    heartbeat.meets("F06.FR.10")


@case("RPC-CS-ORDER-10", "Heartbeats by the interval of the boot answer", topics=("boot", "status"), needs=_SCALED)
async def test_heartbeats_come_by_the_interval_of_the_boot_answer(csms: CsmsProbe) -> None:
    boot = await csms.reboot(boot_answer("Accepted", 20))
    late = csms.patience.too_late(20)
    first = await csms.must_send("G02.FR.01", "Heartbeat", since=boot.frame, within=late)
    second = await csms.must_send("G02.FR.01", "Heartbeat", since=first.frame + 1, within=late)
    comes_after(csms, "B01.FR.04", first, second, 20)


@case("RPC-CS-ORDER-11", "Silence after a boot that failed", topics=("boot", "ordering"), needs=(Need.RESET,))
async def test_station_whose_boot_failed_is_silent(csms: CsmsProbe) -> None:
    boot = await csms.reboot(Refusal(ErrorCode.INTERNAL_ERROR, "not now"))
    await csms.listen(csms.patience.quiet)
    csms.silent_since("B01.FR.08", _beginning(csms, boot), "BootNotification")


def _beginning(csms: CsmsProbe, boot: ReceivedCall) -> int:
    """The bookmark of the first CALL on the connection of a boot; what came before the reboot came on another."""
    return min(call.frame for call in csms.inbox if call.connection == boot.connection)


async def _no_flood(csms: CsmsProbe, source: Source) -> None:
    since, seconds = csms.mark, max(5.0, _AT_LEAST / csms.patience.time_scale)
    await csms.listen(csms.patience.scaled(seconds))
    count, within = len(csms.received("BootNotification", since=since)), f"within {seconds:g} s"
    misses = (Miss("", f"fewer than {_FLOOD} BootNotifications {within}", str(count)),) if count >= _FLOOD else ()
    csms.checklist.book(source, misses, seen=f"{count} {within}")
