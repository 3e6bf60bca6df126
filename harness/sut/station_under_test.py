"""The charging station under test: the bundled one, started for one case, or the one that dials in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.evidence import POWER_ON
from ocpp_conformance.harness.probes import CsmsProbe
from ocpp_conformance.harness.station.config import Extent, StationConfig
from ocpp_conformance.harness.station.station import Station
from ocpp_conformance.harness.sut.csms_under_test import PASSWORD
from ocpp_conformance.harness.sut.description import EMBEDDED_CALL_TIMEOUT, SERIAL_NUMBER, Description, fresh_identity
from ocpp_conformance.harness.sut.driver import DONE, Intent, Receipt, Result
from ocpp_conformance.harness.sut.extents import SETTINGS

if TYPE_CHECKING:
    from ocpp_conformance.harness.sut.certificates import Certificates


class BundledStationDriver:
    """The in-process carrier of the driver contract for the bundled station."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._intents: Mapping[str, Callable[..., Awaitable[Any]]] = {
            "plug_in": station.plug_in,
            "plug_in_loosely": station.plug_in_loosely,
            "unplug": station.unplug,
            "unplug_ev": station.unplug_ev,
            "plug_in_ev": station.plug_in_ev,
            "plug_in_15118": station.plug_in_15118,
            "renegotiate_ev": station.renegotiate_ev,
            "end_ev_session": station.end_ev_session,
            "ask_for_contract": station.ask_for_contract,
            "jam_lock": station.jam_lock,
            "free_lock": station.free_lock,
            "suspend_ev": station.suspend_ev,
            "resume_ev": station.resume_ev,
            "present_token": station.present_token,
            "power_cycle": station.power_cycle,
            "network_down": self._network_down,
            "network_up": self._network_up,
            "raise_fault": station.raise_fault,
            "clear_fault": station.clear_fault,
            "local_stop": station.local_stop,
            "choose_to_stop": station.choose_to_stop,
            "park": station.park,
            "leave": station.leave,
            "limit_charging": station.limit_charging,
            "release_charging": station.release_charging,
            "store_customer": station.store_customer,
            "wait_idle": station.wait_idle,
        }

    def describe(self) -> frozenset[str]:
        return frozenset(self._intents)

    async def setup(self, state: Mapping[str, Any]) -> Receipt:
        return Receipt(Result.UNSUPPORTED, f"state {sorted(state)}")

    async def observe(self) -> Mapping[str, Any]:
        station = self._station
        return {"boot": station.boot_status, "connected": station.connected}

    async def intend(self, intent: Intent) -> Receipt:
        act = self._intents.get(intent.name)
        if act is None:
            return Receipt(Result.UNSUPPORTED, intent.name)
        try:
            await act(**intent.arguments)
        except ValueError as error:  # nothing is plugged in, no such EVSE
            return Receipt(Result.NOT_DISPATCHED, str(error))
        return DONE

    async def _network_down(self) -> None:
        self._station.network_down()

    async def _network_up(self) -> None:
        self._station.network_up()


class BundledStation:
    """A bundled station that waits to be switched on; its first restart is a power-on.

    `built` are the optional features that it is built with, by their names in `StationConfig`.
    """

    def __init__(self, sut: Description, certificates: Certificates | None = None, **built: Any) -> None:
        self._sut, self._certificates, self._built = sut, certificates, built
        self.station: Station | None = None

    @asynccontextmanager
    async def facing(self, probe: CsmsProbe) -> AsyncIterator[Station]:
        """The station, made for this CSMS; switched off at the end."""
        extent = Extent(self._sut.station_blocks)
        config = StationConfig(
            csms_url=probe.endpoint,
            identity=fresh_identity(),
            password=PASSWORD,
            evses=self._sut.evses,
            time_scale=self._sut.patience.time_scale,
            call_timeout=EMBEDDED_CALL_TIMEOUT,
            firmware_version="1.0",
            **{"parking_bays": True, **self._built, **self._secured(), **SETTINGS[extent]},
            extent=extent,
        )
        self.station = station = Station(config)
        if self._sut.station_fault is not None:
            from ocpp_conformance.harness.faults import break_it  # many modules, needed by few runs

            break_it(station, self._sut.station_fault)
        try:
            yield station
        finally:
            await station.power_off()

    def _secured(self) -> dict[str, Any]:
        """What it has for TLS. A case of TLS refuses it again and again, and none measures its back-off."""
        if self._certificates is None:
            return {}
        quick = {"retry_wait_minimum": 1, "retry_random_range": 0}
        return {"serial_number": SERIAL_NUMBER, "tls": self._certificates.client(), **quick}

    async def restart(self, probe: CsmsProbe) -> None:
        """Switch it on, or off and on again."""
        assert self.station is not None
        await self.station.power_off()
        probe.recording.note(POWER_ON)
        await self.station.power_on()
