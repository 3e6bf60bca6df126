"""C15: a station is offline, and lets in an id token that it doesn't know."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, id_token, step, variable
from ocpp_conformance.conformance.station.c_authorization.outdated import (
    OFFLINE,
    SUSPENDED,
    UNKNOWN,
    on_invalid_id,
    queue_is_offline,
    tells,
)
from ocpp_conformance.conformance.station.e_transactions.outages import outage, patient
from ocpp_conformance.conformance.station.memory import INVALID, says
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.tx_points import begins_without_a_bay
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_NEW = id_token("04D7E8F9")
"""A card that no other case presents, where none was given."""
_LIST = variable("LocalAuthListCtrlr", "Enabled", attributeValue="true")


@case("TC_C_26_CS", topics=("offline",), needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_unknown_card_charges_offline_until_it_is_refused(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    goes_on, none = on_invalid_id(stop=False, energy=0)
    await csms.booted()
    async with (
        configured(csms, _LIST, none, if_implemented=True),
        configured(csms, UNKNOWN, OFFLINE, goes_on),
        patient(csms),
        visiting(csms, station_driver, tokens.get("unknown", _NEW), unasked=True) as visit,
    ):
        begins_without_a_bay(visit)
        says(csms, INVALID)
        async with outage(csms) as gap:
            await visit.start()
            await visit.plug_in()
        await csms.must_send("C15.FR.02", "TransactionEvent", since=gap.since)

        await tells(visit, gap, "C15.FR.06", SUSPENDED)
        await csms.settled()
        queue_is_offline(visit, gap, step(1))
        if not visit.has_ended:
            stop = await visit.stop()
            await visit.unplug()
            await csms.must_send(step(3), "TransactionEvent", since=stop, where={"triggerReason": "StopAuthorized"})
