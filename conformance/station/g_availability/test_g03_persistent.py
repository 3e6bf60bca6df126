"""G03 and G04: what the CSMS took out of service stays so, whatever boots."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, one_of, step
from ocpp_conformance.conformance.station.availability import (
    CONNECTOR,
    EVSE,
    STATION,
    change,
    places_of,
    unavailable,
)
from ocpp_conformance.conformance.station.b_provisioning.resets import reset
from ocpp_conformance.conformance.station.connectors import connectors_say
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload


@case("TC_G_18_CS", needs=(Need.RESET,))
async def test_evse_is_still_unavailable_after_a_reboot(csms: CsmsProbe) -> None:
    # The state that the case begins with is what its steps 1 to 4 bring about: asked again, nothing changes (G03.FR.03)
    async with unavailable(csms, EVSE, step(2), step(3)):
        await change(csms, EVSE, "Inoperative", step(2))
        boot = await csms.reboot()
        await still_unavailable(csms, boot, EVSE, "G03.FR.08", security=step(5))


@case("TC_G_19_CS", needs=(Need.RESET,))
async def test_connector_is_still_unavailable_after_a_reset(csms: CsmsProbe) -> None:
    async with unavailable(csms, CONNECTOR):
        boot = await booting(csms)
        await still_unavailable(csms, boot, CONNECTOR, "G03.FR.08", security=step(6))


@case("TC_G_21_CS", needs=(Need.RESET,))
async def test_station_is_still_unavailable_after_a_reset(csms: CsmsProbe) -> None:
    async with unavailable(csms, STATION):
        boot = await booting(csms)
        await still_unavailable(csms, boot, STATION, "G04.FR.09", security=step(6))


async def booting(csms: CsmsProbe) -> ReceivedCall:
    """Booting, and the boot that follows: the station takes an immediate Reset."""
    since = await reset(csms, {"type": "Immediate"}, step(1), "Accepted")
    return await csms.must_send(step(2), "BootNotification", since=since, within=csms.patience.boot)


async def still_unavailable(
    csms: CsmsProbe, boot: ReceivedCall, what: Payload, source: Source, *, security: Source
) -> None:
    """After the boot every connector is reported, these as Unavailable, the others as Available; a security event
    tells of the boot."""
    startup = {"type": one_of("StartupOfTheDevice", "ResetOrReboot")}
    await csms.must_send(security, "SecurityEventNotification", since=boot.frame, where=startup)
    closed = dict.fromkeys(await places_of(csms, what), "Unavailable")
    await connectors_say(csms, source, boot.frame, but=closed)
