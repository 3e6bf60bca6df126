"""Functional block L: an update of the firmware, from the download to the restart, with a signature (L01) or without
one (L02)."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks import file_transfer, security
from ocpp_conformance.harness.station.blocks.availability import Availability
from ocpp_conformance.harness.station.blocks.file_transfer import transfer_tls
from ocpp_conformance.harness.station.blocks.firmware_image import BadImageError, Image, signed
from ocpp_conformance.harness.station.blocks.provisioning import Provisioning
from ocpp_conformance.harness.station.blocks.reset import Reset
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Core
from ocpp_conformance.harness.station.core.outbox import Item
from ocpp_conformance.harness.times import epoch

RETRIES, RETRY_INTERVAL = 2, 10
"""How often a download is tried again, and after how many OCPP seconds, where the CSMS leaves it to us."""


@dataclass(eq=False)
class Update:
    """One update: what an UpdateFirmware asked for. `installing` is set from when on it can't be cancelled."""

    request_id: int
    firmware: Payload
    retries: int
    interval: int
    task: asyncio.Task[None] | None = None
    installing: bool = False

    @classmethod
    def of(cls, request: Payload) -> Update:
        """From the wire."""
        retries, interval = request.get("retries", RETRIES), request.get("retryInterval", RETRY_INTERVAL)
        return cls(request["requestId"], request["firmware"], retries, interval)


class UpdateFailedError(Exception):
    """An update that came to nothing; the status to tell."""


class Firmware:
    """The firmware of a station: the update that runs or waits, and the last status that was told."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self._transactions, self._availability = station.part(Transactions), station.part(Availability)
        self._transactions.ended.append(self._transaction_ended)
        self._transactions.begun.append(lambda: self._begun.set())
        self._begun, self._ended = asyncio.Event(), asyncio.Event()
        self._holding = False
        self.update: Update | None = None
        self.told: dict[str, Any] | None = None

    def start(self, update: Update) -> None:
        """Begin an update, in the place of the one that runs."""
        if self.update is not None and self.update.task is not None:
            self.update.task.cancel()
            self._let_go()
        self.update = update
        update.task = self._station.tasks.start(self._carry_out(update), "firmware update")

    def forget(self) -> None:
        """The power is off: what ran is lost."""
        self.update, self._holding, self._availability.kept_out = None, False, frozenset()

    async def _carry_out(self, update: Update) -> None:
        try:
            file = await self._retrieve(update)
            await self._verify(update, file)
            await self._wait_to_install(update)
            if self._station.config.restarts_to_install:
                update.installing = True
                await self.restart(update)  # L01.FR.15, L02.FR.09
            await self._station.decide(install, update, file)
        except UpdateFailedError as failed:
            self._let_go()
            self.tell(update, str(failed))
        finally:
            if self.update is update:
                self._let_go()
                self.update = None

    async def _retrieve(self, update: Update) -> bytes:
        """Download the file, at its time and as often as it takes. Raises `UpdateFailedError`."""
        wait = self._station.decide(seconds_until, update, "retrieveDateTime")
        pauses = self._station.config.pauses_downloads
        parallel = self._station.config.updates.downloads_while_charging and not pauses
        if wait > 0 or not (parallel or self._transactions.idle):
            self.tell(update, "DownloadScheduled")  # L01.FR.13, L02.FR.07
            await self._wait(wait)
            await self._idle(parallel)
        self.tell(update, "Downloading")
        for attempt in range(max(0, update.retries) + 1):
            try:
                file = await (self._download_in_turns(update) if pauses else self._download(update))
            except file_transfer.TransferError as error:
                self._station.note(str(error))
            else:
                self.tell(update, "Downloaded")
                return file
            if attempt < update.retries:
                await self._wait(update.interval)
        raise UpdateFailedError("DownloadFailed")  # L01.FR.30, L02.FR.19

    async def _download(self, update: Update) -> bytes:
        return await file_transfer.download(update.firmware["location"], self._station.decide(transfer_tls))

    async def _download_in_turns(self, update: Update) -> bytes:
        """Download the file; a transaction that begins goes before it, and it is begun again when none is left."""
        while True:
            self._begun.clear()
            if self._transactions.idle:
                file = await _unless(self._begun, self._download(update))
                if file is not None:
                    return file
            self.tell(update, "DownloadPaused")  # L01.FR.14, L02.FR.08
            await self._idle(False)
            self.tell(update, "Downloading")
            if not self._transactions.idle:
                return await self._download(update)  # nobody was waited for

    async def _verify(self, update: Update, file: bytes) -> None:
        """Check the signature, where there is to be one (L01.FR.04, L01.FR.12). Raises `UpdateFailedError`."""
        if "signingCertificate" not in update.firmware:
            return
        if not self._station.decide(signature_holds, update, file):
            security.report(self._station, "InvalidFirmwareSignature")  # L01.FR.03
            raise UpdateFailedError("InvalidSignature")
        self.tell(update, "SignatureVerified")

    async def _wait_to_install(self, update: Update) -> None:
        """Wait for the time to install, and until nobody charges where that stands in the way."""
        wait = self._station.decide(seconds_until, update, "installDateTime")
        parallel = self._station.config.updates.installs_while_charging
        if wait > 0 or not (parallel or self._transactions.idle):
            self.tell(update, "InstallScheduled")  # L01.FR.16, L01.FR.34, L02.FR.10, L02.FR.23
            await self._wait(wait)
        await self._idle(parallel)

    async def _idle(self, parallel: bool) -> None:
        """Wait until no transaction is left (L01.FR.06, L02.FR.03); what is free meanwhile is Unavailable (L01.FR.07,
        L02.FR.04)."""
        while not (parallel or self._transactions.idle) and self._station.decide(waits_for_transactions):
            self._holding = self._station.decide(holds_free_evses)
            self._hold()
            self._ended.clear()
            await self._ended.wait()

    def _transaction_ended(self) -> None:
        self._ended.set()
        self._hold()

    def _hold(self) -> None:
        if self._holding:
            free = {c.evse for c in self._availability.connectors if not self._transactions.run_on(c.evse)}
            self._availability.keep_out(*free)

    def close(self) -> None:
        """Take all EVSEs out of service: firmware is installed."""
        self._holding = False
        self._availability.keep_out(*(connector.evse for connector in self._availability.connectors))

    def _let_go(self) -> None:
        self._holding = False
        if self._station.decide(reopens_evses):
            self._availability.keep_out()

    async def restart(self, update: Update) -> None:
        """Restart into the new firmware, which has its EVSEs in service again; returns once it is accepted."""
        await self._station.outbox.settle([self.tell(update, "InstallRebooting")])  # L01.FR.32
        if self._station.decide(reopens_evses):
            self._availability.kept_out = frozenset()  # the boot tells
        await self._station.part(Reset).reset("FirmwareUpdate", "Reboot")
        await self._station.acceptance.wait()

    async def reconnect(self) -> None:
        """Make a new connection, as the new firmware does that took over without a restart."""
        self._station.connection.hurry()
        await self._station.connection.close()

    def tell(self, update: Update, status: str) -> Item:
        """Tell how the update stands (L01.FR.01, L01.FR.10, L02.FR.01, L02.FR.06)."""
        self.told = {"status": status, "requestId": update.request_id}
        return self._station.outbox.post(Item("FirmwareStatusNotification", dict(self.told), durable=True))

    async def _wait(self, seconds: float) -> None:
        await self._station.clock.wait(asyncio.Event(), seconds)


async def _unless(event: asyncio.Event, work: Coroutine[Any, Any, bytes]) -> bytes | None:
    """What comes of the work, None where the event comes first: then it is given up."""
    done, stop = asyncio.ensure_future(work), asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait((done, stop), return_when=asyncio.FIRST_COMPLETED)
        return done.result() if done.done() else None
    finally:
        for each in (done, stop):
            each.cancel()
        await asyncio.gather(done, stop, return_exceptions=True)


async def install(station: Core, update: Update, file: bytes) -> None:
    """Install a file whose signature is good, and run it. Raises `UpdateFailedError`."""
    firmware, update.installing = station.part(Firmware), True
    if not station.config.updates.installs_while_charging:
        firmware.close()
    begun = firmware.tell(update, "Installing")
    await station.clock.wait(asyncio.Event(), station.config.install_seconds)
    try:
        image = Image.read(file)
    except BadImageError as error:
        station.note(str(error))
        raise UpdateFailedError("InstallVerificationFailed") from None  # L01.FR.29
    station.part(Provisioning).firmware_version = image.version
    if station.config.updates.installs_while_charging or station.config.restarts_to_install:
        await station.outbox.settle([begun])
        await firmware.reconnect()
    else:
        await firmware.restart(update)
    firmware.tell(update, "Installed")  # L01.FR.28, L02.FR.20
    security.report(station, "FirmwareUpdated")  # L01.FR.31


def signature_holds(_: Core, update: Update, file: bytes) -> bool:
    """Whether the file is what was signed with the certificate; without a signature it is not."""
    return signed(file, update.firmware.get("signature", ""), update.firmware["signingCertificate"])


def waits_for_transactions(_: Core) -> bool:
    """Whether an update waits until nobody charges, where that stands in its way (L01.FR.06, L01.FR.33)."""
    return True


def holds_free_evses(station: Core) -> bool:
    """Whether free EVSEs are kept out of service while an update waits (L01.FR.07)."""
    return not station.model.boolean("ChargingStation", "AllowNewSessionsPendingFirmwareUpdate")


def reopens_evses(_: Core) -> bool:
    """Whether EVSEs are in service again at the end of an update."""
    return True


def seconds_until(station: Core, update: Update, moment: str) -> float:
    """OCPP seconds until a time of the request, `retrieveDateTime` or `installDateTime`; none is past."""
    at = epoch(update.firmware.get(moment))
    return 0.0 if at is None else max(0.0, at - station.clock.wall())
