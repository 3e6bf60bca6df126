"""B01: a charging station boots and is accepted."""

from ocpp_conformance.conformance.case import StationProbe, case, connector_status, step


@case("TC_B_01_CSMS", topics=("status",), subject=("B01.FR.02",))
async def test_cold_boot_is_accepted(station: StationProbe) -> None:
    boot = await station.boot("PowerUp")
    boot.meets(step(1), status="Accepted")

    status = await station.call("StatusNotification", connector_status())
    status.meets(step(1))
