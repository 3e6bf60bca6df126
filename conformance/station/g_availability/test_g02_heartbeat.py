"""G02: when a station sends its Heartbeats."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, at_least, case, variable
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.harness.probes import mismatches

_INTERVAL = 100
"""HeartbeatInterval, in OCPP seconds."""
_CONNECTOR = {"id": 1, "connectorId": 1}


@case("PART2-CS-G02-01", "Another message puts the Heartbeat off", topics=("status",), needs=(Need.BOOT_SCALE,))
async def test_another_message_puts_the_heartbeat_off(csms: CsmsProbe) -> None:
    await csms.booted()
    often = variable("OCPPCommCtrlr", "HeartbeatInterval", attributeValue=str(_INTERVAL))
    async with configured(csms, often):
        late = csms.patience.too_late(_INTERVAL)
        beat = await csms.next_call("Heartbeat", since=csms.mark, within=late)
        await csms.listen(csms.patience.scaled(0.6 * _INTERVAL))
        asked = {"requestedMessage": "StatusNotification", "evse": _CONNECTOR}
        (await csms.call("TriggerMessage", asked)).expects(status="Accepted")
        other = await csms.next_call("StatusNotification", since=beat.frame)
        again = await csms.next_call("Heartbeat", since=other.frame, within=late)
        waited = mismatches(at_least(csms.patience.too_early(_INTERVAL)), again.at - other.at, "real seconds")
        csms.checklist.book("G02.FR.05", waited, frame=again.frame)
