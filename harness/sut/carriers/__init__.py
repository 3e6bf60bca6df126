"""The ways to a driver of the owner's: a URL, a process beside us, a CSMS that sends what it is told."""

from __future__ import annotations

from ocpp_conformance.harness.sut.carriers.carrier import Carrier, WireCarrier
from ocpp_conformance.harness.sut.description import DriverAddress

__all__ = ["Carrier", "WireCarrier", "carrier_to"]


def carrier_to(driver: DriverAddress) -> Carrier:
    """The carrier to the driver that is described, not opened yet."""
    # each is imported by those who have one: HTTP brings aiohttp along
    if driver.command:
        from ocpp_conformance.harness.sut.carriers.process import ProcessCarrier

        return ProcessCarrier(driver.command, driver.folder)
    if driver.relay:
        from ocpp_conformance.harness.sut.carriers.trigger import TriggerCarrier

        return TriggerCarrier(driver.url, driver.intents)
    from ocpp_conformance.harness.sut.carriers.http import HttpCarrier

    return HttpCarrier(driver.url)
