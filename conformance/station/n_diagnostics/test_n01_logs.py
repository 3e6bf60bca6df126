"""N01: the CSMS asks for a log of the station."""

from ocpp_conformance.conformance.case import NOT_EMPTY, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.n_diagnostics.logs import FAILURES, log_asked, told, uploaded
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.probes.file_server import FileServer

RETRIES, INTERVAL = 3, 10


@case("TC_N_25_CS")
async def test_diagnostics_log_is_uploaded(csms: CsmsProbe, file_server: FileServer) -> None:
    await _uploaded(csms, file_server, "DiagnosticsLog")


@case("TC_N_35_CS", topics=("security",))
async def test_security_log_is_uploaded(csms: CsmsProbe, file_server: FileServer) -> None:
    await _uploaded(csms, file_server, "SecurityLog")


@case("TC_N_26_CS", needs=(Need.BOOT_SCALE,))
async def test_failed_upload_is_tried_again(csms: CsmsProbe, file_server: FileServer) -> None:
    await takes_files(csms, file_server)
    file_server.refuses = 500
    log, reply = await log_asked(csms, file_server, "DiagnosticsLog", retries=RETRIES, interval=INTERVAL)
    reply.meets(step(2), status="Accepted")

    began = await told(log, "N01.FR.08", "Uploading")
    waits, failed = RETRIES * INTERVAL, began
    while failed.at - began.at < csms.patience.too_early(waits):  # each failure may be told, the last one must be
        failed = await told(log, "N01.FR.10", *FAILURES, meanwhile=("Uploading",), after=waits)
    tried = len(file_server.uploads)
    misses = () if tried == RETRIES + 1 else (Miss("", f"{RETRIES + 1} attempts to upload", f"{tried}"),)
    csms.checklist.book(step(5), misses, frame=failed.frame)


@case("TC_N_36_CS")
async def test_second_log_cancels_the_first(csms: CsmsProbe, file_server: FileServer) -> None:
    await takes_files(csms, file_server)
    async with file_server.stalling():
        first, reply = await log_asked(csms, file_server, "DiagnosticsLog")
        reply.meets(step(2), status="Accepted")
        await told(first, "N01.FR.08", "Uploading")

        second, reply = await log_asked(csms, file_server, "DiagnosticsLog")
        if reply["status"] == "Rejected":
            raise csms.checklist.give_up("the station can't cancel the upload of a log")
        reply.meets(step(6), status="AcceptedCanceled")
        reply.meets("N01.FR.12", status="AcceptedCanceled")
        where = {"status": "AcceptedCanceled"}
        cancelled = await csms.must_send("N01.FR.20", "LogStatusNotification", since=second.since, where=where)
        cancelled.meets("N01.FR.20", **where)
        await told(second, "N01.FR.08", "Uploading", meanwhile=("AcceptedCanceled",))
    await told(second, "N01.FR.09", "Uploaded", meanwhile=("AcceptedCanceled",))


async def _uploaded(csms: CsmsProbe, files: FileServer, kind: str) -> None:
    await takes_files(csms, files)
    log, reply = await log_asked(csms, files, kind)
    reply.meets("N01.FR.01", status="Accepted", filename=NOT_EMPTY)
    await told(log, "N01.FR.08", "Uploading")
    await told(log, "N01.FR.09", "Uploaded", meanwhile=("Uploading",))
    uploaded(log)
