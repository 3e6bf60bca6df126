"""The end of an update: the station installs the firmware, with the reusable states RebootBeforeFirmwareInstallation
and RebootBeforeFirmwareActivation of the errata 2023-12 where it needs them."""

from __future__ import annotations

from ocpp_conformance.conformance.case import step
from ocpp_conformance.conformance.station.connectors import states_told
from ocpp_conformance.conformance.station.l_firmware.updates import (
    Update,
    available_again,
    not_before,
    reconnected,
    security_event,
    told,
)
from ocpp_conformance.conformance.waiting import awaited
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall

AT_ONCE = "L01.FR.05"
"""What demands that an installation begins where nothing stands in its way."""
_ON_THE_WAY = ("Installing", "InstallRebooting")


async def installed(
    update: Update, first: int, *, at: float | None = None, left: bool = False, due: Source = AT_ONCE
) -> None:
    """The firmware is installed, from the step `first` on, in which the connectors may become Unavailable; `at` a
    moment in OCPP seconds after the request, where one was given; otherwise `due` demands that it begins. `left` says
    that drivers left before: connectors become Available first.

    The steps have the same order in all cases of the errata: what is optional there may be missing here.
    """
    await to_the_end(update, first, "Installed", at=at, left=left, due=due, end="L01.FR.28")
    reconnected(update, step(first + 6))
    await available_again(update, step(first + 7))
    await security_event(update, "FirmwareUpdated", "L01.FR.31")


async def comes_to_its_end(update: Update) -> None:
    """The firmware is installed, as a precondition."""
    csms, done = update.csms, {"status": "Installed", "requestId": update.id}
    long = 3 * csms.patience.install
    await csms.next_call("FirmwareStatusNotification", since=update.began, within=long, where=done)
    await csms.settled()


async def to_the_end(
    update: Update,
    first: int,
    *results: str,
    at: float | None = None,
    left: bool = False,
    due: Source = AT_ONCE,
    end: Source | None = None,
) -> None:
    """The installation begins, see `installed`, and comes to one of these results, with a reboot before or after it, or
    none; `end` demands the result where a requirement does, or Part 6 has it in another step."""
    before, reboot, activation = first, first + 2, first + 5
    since, began = update.since, False
    planned = ("InstallScheduled",) if left else ()  # L01.FR.34
    begins = due if at is None else "L01.FR.16"
    status = await told(update, begins, *_ON_THE_WAY, meanwhile=planned, after=at or 0.0)
    if at is not None:
        not_before(update, status, at, begins)
    _unavailable(update, before, since, status.frame, left)
    while status["status"] not in results:
        began = began or status["status"] == "Installing"
        if status["status"] == "InstallRebooting":
            await _boots(update, activation if began else reboot, status)
        status = await told(update, end or step(first + 9), *_ON_THE_WAY[began:], *results)
    for boot in update.csms.received("BootNotification", since=since):  # InstallRebooting, before it, is optional
        boot.meets(step(activation), reason="FirmwareUpdate")


async def _boots(update: Update, number: int, status: ReceivedCall) -> None:
    within = update.csms.patience.install
    boot = await awaited(update.csms, step(number), "BootNotification", since=status.frame, within=within)
    boot.meets(step(number), reason="FirmwareUpdate")


def _unavailable(update: Update, number: int, since: int, until: int, left: bool) -> None:
    """What the station tells of its connectors before it installs is that they are Unavailable."""
    allowed = ("Unavailable", "Available", "Occupied") if left else ("Unavailable",)
    for _, status, report in states_told(update.csms, since=since, until=until):
        misses = () if status in allowed else (Miss("", "Unavailable", status),)
        update.csms.checklist.book(step(number), misses, frame=report.frame)
