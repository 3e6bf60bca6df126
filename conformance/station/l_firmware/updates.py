"""How a station goes through an update of its firmware: what it tells, in front of a file server of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from ocpp_conformance.conformance.case import CsmsProbe, one_of, step
from ocpp_conformance.conformance.station.connectors import connector_reported, states_told
from ocpp_conformance.conformance.station.files import check_reached
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.firmware import Signed
from ocpp_conformance.harness.times import now

PAST = -7200.0
"""Seconds from now to a moment that lies two hours back, as Part 6 has it."""
SOON = 30.0
"""OCPP seconds from now to the moment of a planned download or installation."""
ACCEPTED = step(2)
"""What has an update accepted in the published cases."""
_FILE = "firmware.bin"
_IDS = count(1)
_DOWNLOADS = ("Downloading", "DownloadPaused")
_MEANWHILE = {"Downloaded": _DOWNLOADS, "DownloadFailed": _DOWNLOADS}
"""Statuses that may come, again, before one of these (L01.FR.14, L01.FR.30)."""


@dataclass
class Update:
    """An update that was asked for. `since` is the bookmark behind the last status that was looked at, `began` the one
    from before it was asked for, at a monotonic time `at`; statuses of `cancelled` ones may still come. `last` is the
    status that was told last, `of` demands that each has the id of the update."""

    csms: CsmsProbe
    files: FileServer
    id: int
    began: int
    since: int
    at: float
    cancelled: frozenset[int] = field(default=frozenset())
    last: ReceivedCall | None = None
    of: str = "L01.FR.10"


async def requested(
    csms: CsmsProbe, files: FileServer, name: str = _FILE, retries: int | None = None, **fields: Any
) -> tuple[Update, ReceivedReply]:
    """Ask for an update with the file of this name; `fields` are of FirmwareType, without them its moments lie two
    hours back."""
    update = Update(csms, files, next(_IDS), csms.mark, csms.mark, times.monotonic())
    firmware = {"location": files.url(name), "retrieveDateTime": _at(PAST), "installDateTime": _at(PAST), **fields}
    more = {} if retries is None else {"retries": retries}
    return update, await csms.call("UpdateFirmware", {"requestId": update.id, "firmware": firmware, **more})


async def asked(
    csms: CsmsProbe,
    files: FileServer,
    wanted: Signed,
    *,
    name: str = _FILE,
    retrieve: float = PAST,
    install: float = PAST,
    retries: int | None = None,
    accepted: Source | None = ACCEPTED,
) -> Update:
    """Ask for an update with this file, which the station accepts in step 2 of a published case, else as a
    precondition; moments are in OCPP seconds from now. With another `name` the file is not there."""
    files.files[_FILE] = wanted.file
    moments = {"retrieveDateTime": _at(retrieve), "installDateTime": _at(install)}
    update, reply = await requested(csms, files, name, retries, **_signed(wanted), **moments)
    demand(reply, accepted, status="Accepted")
    return update


async def unsigned(
    csms: CsmsProbe,
    files: FileServer,
    wanted: Signed | None = None,
    *,
    retrieve: float = PAST,
    install: float = PAST,
    retries: int | None = None,
) -> tuple[Update, ReceivedReply]:
    """Ask for an update without a signature, with this file, or with one that is not there: nothing can come of it.
    Moments are in OCPP seconds from now."""
    if wanted is not None:
        files.files[_FILE] = wanted.file
    moments = {"retrieveDateTime": _at(retrieve), "installDateTime": _at(max(retrieve, install))}
    name, retries = (_FILE, retries) if wanted is not None else (f"{_FILE}_does_not_exist", 0)
    update, reply = await requested(csms, files, name, retries, **moments)
    update.of = "L02.FR.06"
    return update, reply


def expects_taken(reply: ReceivedReply) -> None:
    """A precondition: the station takes firmware that nobody signed."""
    if reply["status"] in ("Rejected", "InvalidCertificate"):
        raise reply.checklist.give_up("the station takes no firmware without a signature", frame=reply.frame)
    reply.expects(status="Accepted")


async def triggered(csms: CsmsProbe) -> int:
    """Have the station tell how its firmware stands, as a precondition; returns the bookmark from before."""
    since = csms.mark
    reply = await csms.call("TriggerMessage", {"requestedMessage": "FirmwareStatusNotification"})
    reply.expects(status="Accepted")
    return since


async def told_again(update: Update, source: Source, status: str) -> None:
    """A firmware status that is triggered is this one."""
    update.since = await triggered(update.csms)
    await told(update, source, status)


async def asked_again(
    csms: CsmsProbe, files: FileServer, wanted: Signed, first: Update
) -> tuple[Update, ReceivedReply]:
    """Ask for the same once more while the first update runs."""
    update, reply = await requested(csms, files, **_signed(wanted))
    update.cancelled = frozenset({first.id})
    return update, reply


async def told(
    update: Update, source: Source, *statuses: str, meanwhile: tuple[str, ...] = (), after: float = 0.0
) -> ReceivedCall:
    """The next status of the update is one of these; those `meanwhile` may come before it. `after` are OCPP seconds
    that it may take beside what the station needs."""
    passed = {*meanwhile, *(each for status in statuses for each in _MEANWHILE.get(status, ()))} - {*statuses}
    within = update.csms.patience.install + (update.csms.patience.too_late(after) if after else 0)
    while True:
        status = await awaited(update.csms, source, "FirmwareStatusNotification", since=update.since, within=within)
        update.since = status.frame + 1
        stale = status["requestId"] in update.cancelled or _sent_again(update.last, status)
        if not stale and status["status"] not in passed:
            break
    update.last = status
    if status["status"] == "DownloadFailed" and "DownloadFailed" not in statuses:
        check_reached(update.csms, update.files, "DownloadFailed")
    status.meets(source, status=one_of(*statuses))
    status.meets(update.of, requestId=update.id)
    return status


async def goes_on(update: Update, *statuses: str) -> None:
    """The update goes through these statuses, and each is told."""
    for status in statuses:
        await told(update, "L01.FR.01", status)


def not_before(update: Update, status: ReceivedCall, seconds: float, source: Source) -> None:
    """The status came no earlier than so many OCPP seconds after the update was asked for."""
    late, least = status.at - update.at, update.csms.patience.too_early(seconds)
    misses = () if late >= least else (Miss("", f"not within {least:.1f} s of the request", f"after {late:.1f} s"),)
    update.csms.checklist.book(source, misses, frame=status.frame)


def reconnected(update: Update, source: Source) -> None:
    """The station has connected anew since the update was asked for, as it should to agree on the version of OCPP; an
    advisory: no requirement demands it."""
    anew = any(upgrade.accepted and upgrade.at > update.at for upgrade in update.csms.upgrades)
    misses = () if anew else (Miss("", "a new connection while the firmware is updated", "the old one"),)
    update.csms.checklist.book(source, misses, mild=True)


async def security_event(update: Update, kind: str, source: Source) -> None:
    """A security event of this type is told, before the status that belongs to it or after."""
    where = {"type": kind}
    event = await awaited(update.csms, source, "SecurityEventNotification", since=update.began, where=where)
    event.meets(source, type=kind)


async def available_again(update: Update, source: Source) -> None:
    """What was told to be Unavailable since the update was asked for is Available."""
    told = states_told(update.csms, since=update.began)
    closed = {place: report.frame for place, status, report in told if status == "Unavailable"}
    for place, frame in closed.items():
        await connector_reported(update.csms, source, "Available", place, since=frame + 1)


def _sent_again(before: ReceivedCall | None, status: ReceivedCall) -> bool:
    """Whether this is the status before it, whose answer was lost with the connection."""
    return before is not None and before.connection != status.connection and before.payload == status.payload


def _signed(wanted: Signed) -> Payload:
    return {"signingCertificate": wanted.certificate, "signature": wanted.signature}


def _at(seconds: float) -> str:
    return now(timedelta(seconds=seconds))
