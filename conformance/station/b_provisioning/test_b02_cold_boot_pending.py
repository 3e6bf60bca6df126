"""B02: the CSMS answers the boot with Pending."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, because, boot_answer, case, one_of, step
from ocpp_conformance.conformance.station.connectors import connectors_reported
from ocpp_conformance.conformance.station.variables import OFFLINE_THRESHOLD, configured, full_inventory
from ocpp_conformance.conformance.station.visit import ANY_CARD
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall

_INTERVAL = 120
"""OCPP seconds to the next boot, long enough for a full inventory."""


@case("TC_B_02_CS", needs=(Need.RESET, Need.BOOT_SCALE))
async def test_pending_station_is_set_up_before_it_is_accepted(csms: CsmsProbe) -> None:
    await csms.booted()
    async with configured(csms, {**OFFLINE_THRESHOLD, "attributeValue": "60"}):
        boot = await csms.reboot(boot_answer("Pending", _INTERVAL))
        await does_what_it_is_told(csms)
        again = await boots_when_it_is_told(csms)

    csms.checklist.book("B02.FR.06", mismatches(boot.connection, again.connection, "connection"), frame=again.frame)
    csms.silent_since("B02.FR.02", boot.frame, "BootNotification", "NotifyReport", until=again.frame)
    await connectors_reported(csms, again, step(17))


async def does_what_it_is_told(csms: CsmsProbe) -> None:
    """Steps 3 to 12: variables and reports, but no transaction."""
    done = await csms.call("SetVariables", {"setVariableData": [OFFLINE_THRESHOLD]})
    done.meets("B02.FR.01", setVariableResult=[{"attributeStatus": "Accepted"}])
    done.meets("B05.FR.12", setVariableResult=[{"attributeType": "Actual"}])
    wanted = {name: OFFLINE_THRESHOLD[name] for name in ("component", "variable")}
    told = await csms.call("GetVariables", {"getVariableData": [wanted]})
    told.meets("B02.FR.01", getVariableResult=[{"attributeStatus": "Accepted", "attributeValue": "300"}])
    told.meets("B06.FR.11", getVariableResult=[{"attributeType": "Actual"}])
    await full_inventory(csms, 2, "B02.FR.01", step(9))
    start = await csms.call("RequestStartTransaction", {"idToken": ANY_CARD, "remoteStartId": 2, "evseId": 1})
    start.meets("B02.FR.05", status=because("still Pending", "Rejected"))


async def boots_when_it_is_told(csms: CsmsProbe) -> ReceivedCall:
    """Steps 13 to 16: it is asked to boot, and accepted; one that can't be asked boots after the interval."""
    csms.answers("BootNotification", boot_answer())
    since = csms.mark
    trigger = await csms.call("TriggerMessage", {"requestedMessage": "BootNotification"})
    trigger.meets(step(14), status=one_of("Accepted", "NotImplemented"))
    if trigger["status"] == "NotImplemented":
        return await csms.must_send(
            "B02.FR.08", "BootNotification", since=since, within=csms.patience.too_late(_INTERVAL)
        )
    boot = await csms.must_send(step(15), "BootNotification", since=since)
    boot.meets(step(15), reason="Triggered")
    return boot
