"""E10: the cable is pulled out of the car, and the transaction waits for it."""

from ocpp_conformance.conformance.case import Need, case, step
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_suspended, told
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_E_26_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_transaction_waits_for_the_car(session: ChargingSession) -> None:
    await booted(session)
    await energy_transfer_suspended(session)

    gone = await session.event("EVCommunicationLost", state="Idle")
    gone.meets(step(2))
    await told(session, "Available", step(4))

    # Part 6 leaves it out, but a station tells it (G01.FR.03)
    occupied = await session.status("Occupied")
    occupied.expects()
    back = await session.event("CablePluggedIn", state="EVConnected")
    back.meets(step(6))
    charging = await session.event("ChargingStateChanged", state="Charging")
    charging.meets(step(8))
