"""F06: the CSMS triggers a message."""

from ocpp_conformance.conformance.case import CsmsProbe, because, case, step
from ocpp_conformance.conformance.station.connectors import connector_reported


@case("TC_F_20_CS")
async def test_heartbeat_is_sent(csms: CsmsProbe) -> None:
    await csms.booted()
    since = csms.mark
    reply = await csms.call("TriggerMessage", {"requestedMessage": "Heartbeat"})
    reply.meets(step(2), status="Accepted")
    if reply["status"] == "Accepted":
        await csms.must_send("F06.FR.10", "Heartbeat", since=since)


@case("TC_F_23_CS")
async def test_state_of_a_connector_is_sent(csms: CsmsProbe) -> None:
    await csms.booted()
    since = csms.mark
    where = {"id": 1, "connectorId": 1}
    reply = await csms.call("TriggerMessage", {"requestedMessage": "StatusNotification", "evse": where})
    reply.meets(step(2), status="Accepted")
    if reply["status"] == "Accepted":
        await connector_reported(csms, "F06.FR.10", "Available", (1, 1), since=since)


@case("TC_F_26_CS")
async def test_boot_is_not_sent_again(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await csms.call("TriggerMessage", {"requestedMessage": "BootNotification"})
    reply.meets("F06.FR.17", status=because("accepted before", "Rejected"))
