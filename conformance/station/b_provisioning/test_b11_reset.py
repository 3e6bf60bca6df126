"""B11: the CSMS resets a station on which no transaction runs."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.availability import CONNECTOR, unavailable
from ocpp_conformance.conformance.station.b_provisioning.resets import boots, other_evse, rejects, reset, resettable
from ocpp_conformance.conformance.station.connectors import connectors_say
from ocpp_conformance.harness.probes import mismatches


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


@case("TC_B_25_CS", needs=(Need.RESET,))
async def test_idle_evse_is_reset_alone(csms: CsmsProbe) -> None:
    await csms.booted()
    evses = await resettable(csms)
    evse = next((evse for evse, allows in evses.items() if allows == "true"), 1)
    reply = await csms.call("Reset", {"type": "OnIdle", "evseId": evse})
    if evses.get(evse) != "true":
        reply.expects(status="Accepted")  # else it need not be able to

    reply.meets(step(2), status="Accepted")
    csms.checklist.book("B11.FR.10", mismatches("true", evses.get(evse), "AllowReset"))
    await csms.settled()


@case("TC_B_28_CS", needs=(Need.RESET,))
async def test_evse_that_cannot_be_reset_alone_is_not(csms: CsmsProbe) -> None:
    await csms.booted()
    await rejects(csms, await other_evse(csms), "B11.FR.09")
