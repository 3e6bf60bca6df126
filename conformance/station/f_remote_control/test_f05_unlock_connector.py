"""F05: the CSMS unlocks a connector."""

from ocpp_conformance.conformance.case import CsmsProbe, case


@case("TC_F_07_CS")
async def test_connector_without_a_cable_is_unlocked(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await csms.call("UnlockConnector", {"evseId": 1, "connectorId": 1})
    reply.meets("F05.FR.06", status="Unlocked")


@case("TC_F_10_CS")
async def test_unknown_connector_is_called_so(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await csms.call("UnlockConnector", {"evseId": 1, "connectorId": 999})
    reply.meets("F05.FR.03", status="UnknownConnector")
