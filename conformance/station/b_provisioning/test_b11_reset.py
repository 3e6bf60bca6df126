"""B11: the CSMS resets a station on which no transaction runs."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.availability import CONNECTOR, unavailable
from ocpp_conformance.conformance.station.b_provisioning.resets import boots, reset
from ocpp_conformance.conformance.station.connectors import connectors_say


@case("TC_B_20_CS", needs=(Need.RESET,))
async def test_idle_station_boots_at_once(csms: CsmsProbe) -> None:
    await csms.booted()
    since = await reset(csms, {"type": "OnIdle"}, step(2), "Accepted")

    boot = await boots(csms, "B11.FR.03", since, "RemoteReset")
    await connectors_say(csms, "B11.FR.04", boot.frame)


@case("TC_B_23_CS", needs=(Need.RESET,))
async def test_connector_is_still_unavailable_after_the_reset(csms: CsmsProbe) -> None:
    async with unavailable(csms, CONNECTOR):
        since = await reset(csms, {"type": "OnIdle"}, step(2), "Accepted")

        boot = await boots(csms, "B11.FR.03", since, "RemoteReset")
        await connectors_say(csms, "B11.FR.02", boot.frame, but={(1, 1): "Unavailable"})
