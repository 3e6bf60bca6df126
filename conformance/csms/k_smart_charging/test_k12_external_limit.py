"""K12, K13: a station tells of limits that come from outside.

No profile lists these cases: a CSMS without smart charging need not know the messages, and nothing is said of it then.
"""

from ocpp_conformance.conformance.case import Need, StationProbe, case, step
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started
from ocpp_conformance.conformance.waiting import has_action
from ocpp_conformance.harness.probes.charging_session import ChargingSession

TOPICS = ("smartcharging",)
BY_EMS = {"chargingLimitSource": "EMS"}


@case("TC_K_48_CSMS", topics=TOPICS)
async def test_limit_is_told(station: StationProbe) -> None:
    await station.booted()
    told = has_action(await station.call("NotifyChargingLimit", {"chargingLimit": BY_EMS}))
    told.meets(step(2))


@case("TC_K_50_CSMS", topics=TOPICS)
async def test_limit_is_gone(station: StationProbe) -> None:
    await station.booted()
    told = has_action(await station.call("ClearedChargingLimit", BY_EMS))
    told.meets(step(2))


@case("TC_K_51_CSMS", topics=TOPICS, needs=(Need.TOKEN_ACCEPTED,))
async def test_limit_is_gone_during_a_transaction(session: ChargingSession) -> None:
    await booted(session)
    await energy_transfer_started(session)
    told = has_action(await session.station.call("ClearedChargingLimit", BY_EMS))
    told.meets(step(2))
    changed = await session.event("ChargingRateChanged", state="Charging")
    changed.meets(step(4))
