"""N01: a log of a time that has none, and one that goes by HTTPS."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, one_of, step, variable
from ocpp_conformance.conformance.station.n_diagnostics.logs import FAILURES, log_asked, told
from ocpp_conformance.conformance.station.variables import members
from ocpp_conformance.conformance.waiting import has_action
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.probes.file_server import FileServer

_LONG_AGO = "2001-01-01T00:00:00Z"
"""Before any station that speaks OCPP 2.0.1 was made."""


@case("PART2-CS-N01-01", "A log of a time that has none is rejected", topics=("variables",))
async def test_log_of_a_time_without_one_is_rejected(csms: CsmsProbe, file_server: FileServer) -> None:
    await csms.booted()
    _, reply = await log_asked(csms, file_server, "SecurityLog", until=_LONG_AGO)  # diagnostics may have no time
    has_action(reply).meets("N01.FR.05", status="Rejected")


@case("TC_N_34_CS")
async def test_log_that_there_is_not_is_rejected(csms: CsmsProbe, file_server: FileServer) -> None:
    """Part 6 has the tester bring the station to hold no log; of long ago it holds none."""
    await csms.booted()
    _, reply = await log_asked(csms, file_server, "SecurityLog", until=_LONG_AGO)
    has_action(reply).meets(step(2), status="Rejected")


@case(
    "PART2-CS-N01-02",
    "A log goes by HTTPS to a server of the CSMS's own chain",
    topics=("security",),
    needs=(Need.SECURITY_PROFILE_2,),
)
async def test_log_goes_by_https(csms: CsmsProbe, file_server: FileServer) -> None:
    await csms.booted()
    known = {each.upper() for each in await members(csms, variable("OCPPCommCtrlr", "FileTransferProtocols"))}
    misses = () if known & {"HTTP", "HTTPS"} else (Miss("FileTransferProtocols", "HTTP or HTTPS", ", ".join(known)),)
    csms.checklist.book("N01.FR.14", misses)
    if "HTTPS" not in known:
        raise csms.checklist.give_up("the station brings no files by HTTPS")
    if "HTTP" in known:
        await _reaches(csms, file_server)
    file_server.secure = True
    log, reply = await log_asked(csms, file_server, "DiagnosticsLog", retries=0)
    reply.expects(status=one_of("Accepted", "AcceptedCanceled"))
    await told(log, "N01.FR.15", "Uploaded", meanwhile=("Uploading",))


async def _reaches(csms: CsmsProbe, files: FileServer) -> None:
    """A precondition: the station comes to the file server by HTTP, so that its certificate alone can be in the way."""
    log, reply = await log_asked(csms, files, "DiagnosticsLog", retries=0)
    reply.expects(status="Accepted")
    ended = {"status": one_of("Uploaded", *FAILURES), "requestId": log.id}
    await csms.next_call("LogStatusNotification", since=log.since, where=ended, within=csms.patience.boot)
