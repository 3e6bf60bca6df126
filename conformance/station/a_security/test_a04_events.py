"""A04: a critical security event reaches the CSMS, whatever happens to the connection."""

from ocpp_conformance.conformance.case import SILENCE, CsmsProbe, Need, case, one_of
from ocpp_conformance.harness.sut.certificates import Certificates

_TOPICS = ("security", "offline")
_STARTED: dict[str, object] = {"type": one_of("StartupOfTheDevice", "ResetOrReboot")}
_REFUSED: dict[str, object] = {"type": "InvalidCsmsCertificate"}


@case("PART2-CS-A04-01", "An event whose answer is lost is told again", topics=_TOPICS, needs=(Need.RESET,))
async def test_event_without_an_answer_is_told_again(csms: CsmsProbe) -> None:
    csms.answers("SecurityEventNotification", SILENCE)
    boot = await csms.reboot()
    first = await csms.next_call("SecurityEventNotification", since=boot.frame, where=_STARTED)
    csms.answers("SecurityEventNotification", {})
    lost = await csms.disconnect()
    await csms.wait_connected(csms.patience.too_late(60), after=lost)
    again = {"type": first["type"], "timestamp": first["timestamp"]}
    await csms.must_send("A04.FR.02", "SecurityEventNotification", since=first.frame + 1, where=again)


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
