"""How a station uploads a log to a server of ours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from ocpp_conformance.conformance.case import CsmsProbe, one_of
from ocpp_conformance.conformance.station.files import check_reached
from ocpp_conformance.conformance.waiting import awaited
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.file_server import FileServer, Upload
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply

_IDS = count(1)
FAILURES = ("UploadFailure", "BadMessage", "PermissionDenied", "NotSupportedOperation")
"""How an upload may be said to have failed (N01.FR.10)."""


@dataclass
class Log:
    """A log that was asked for; `since` is the bookmark behind the last status that was looked at."""

    csms: CsmsProbe
    files: FileServer
    id: int
    since: int


async def log_asked(
    csms: CsmsProbe,
    files: FileServer,
    kind: str,
    *,
    retries: int | None = None,
    interval: int | None = None,
    until: str | None = None,
) -> tuple[Log, ReceivedReply]:
    """Ask for a log of this LogEnumType, up to a moment where one is given."""
    log = Log(csms, files, next(_IDS), csms.mark)
    more = {"retries": retries, "retryInterval": interval}
    period = {} if until is None else {"latestTimestamp": until}
    request = {"logType": kind, "requestId": log.id, "log": {"remoteLocation": files.url("log"), **period}}
    request |= {name: value for name, value in more.items() if value is not None}
    return log, await csms.call("GetLog", request)


async def told(
    log: Log, source: Source, *statuses: str, meanwhile: tuple[str, ...] = (), after: float = 0.0
) -> ReceivedCall:
    """The next status of this upload, but for those `meanwhile`, is one of these; `after` are OCPP seconds that it may
    take beside what the station needs."""
    within = log.csms.patience.boot + (log.csms.patience.too_late(after) if after else 0)
    while True:
        status = await awaited(log.csms, source, "LogStatusNotification", since=log.since, within=within)
        log.since = status.frame + 1
        if status["status"] not in meanwhile:
            break
    if status["status"] in FAILURES:
        check_reached(log.csms, log.files, status["status"])
    status.meets(source, status=one_of(*statuses), requestId=log.id)
    return status


def uploaded(log: Log) -> None:
    """One file came, not empty (N01.FR.02), and by POST with the headers that N01.FR.19 demands."""
    full = [each for each in log.files.uploads if each.body]
    misses = () if len(full) == 1 else (Miss("", "one file", f"{len(full)} files"),)
    log.csms.checklist.book("N01.FR.02", misses)
    for upload in full:
        if upload.method == "POST":
            lacks = "" if _named(upload) else "no Content-Disposition with a filename"
            lacks = lacks if "content-type" in upload.headers else "no Content-Type"
            misses = (Miss("", "Content-Type and Content-Disposition with a filename", lacks),) if lacks else ()
            log.csms.checklist.book("N01.FR.19", misses)


def _named(upload: Upload) -> bool:
    """Whether the file has a name, in the headers or in those of a form."""
    form = upload.headers.get("content-type", "").startswith("multipart/")
    disposition = upload.body[:4096].decode("latin-1") if form else upload.headers.get("content-disposition", "")
    return "filename" in disposition.lower()
