"""A04: a critical security event reaches the CSMS, though there was no connection when it happened."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, boot_answer, case, one_of
from ocpp_conformance.harness import times
from ocpp_conformance.harness.sut.certificates import Certificates

_TOPICS = ("security", "offline")
_STARTED: dict[str, object] = {"type": one_of("StartupOfTheDevice", "ResetOrReboot")}
_REFUSED: dict[str, object] = {"type": "InvalidCsmsCertificate"}


@case(
    "PART2-CS-A04-01",
    "The event of a start waits until the station is let in",
    topics=(*_TOPICS, "reset"),
    needs=(Need.RESET,),
)
async def test_event_of_a_start_waits(csms: CsmsProbe) -> None:
    boot = await csms.reboot()
    await csms.next_call("SecurityEventNotification", since=boot.frame, where=_STARTED)  # A04.FR.01 wants that
    csms.answers("BootNotification", boot_answer())
    since, before = csms.mark, times.monotonic()
    csms.accepting = False
    (await csms.call("Reset", {"type": "Immediate"})).expects(status="Accepted")
    refused = await csms.wait_upgrade(csms.patience.boot, after=before)
    csms.accepting = True
    await csms.wait_connected(csms.patience.too_late(60), after=refused.at)
    event = await csms.must_send(
        "A04.FR.02", "SecurityEventNotification", since=since, within=csms.patience.boot, where=_STARTED
    )
    event.meets("A04.FR.02", **_STARTED)


@case(
    "PART2-CS-A04-02",
    "An event of an outage is told after it",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_2,),
)
async def test_event_of_an_outage_is_told(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    since = csms.mark
    await csms.shows(certificates.server(certificates.flaws[0]), f"a certificate {certificates.flaws[0]}")
    event = await csms.must_send("A04.FR.02", "SecurityEventNotification", since=since, where=_REFUSED)
    event.meets("A04.FR.02", **_REFUSED)
