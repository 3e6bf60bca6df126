"""Whether a station can exchange files with the server in our hand."""

from __future__ import annotations

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import members
from ocpp_conformance.harness.probes.file_server import FileServer


async def takes_files(csms: CsmsProbe, files: FileServer) -> None:
    """The station is Booted and exchanges files by HTTP, or by HTTPS where our CSMS has a certificate, as the file
    server does: a precondition."""
    await csms.booted()
    protocols = await members(csms, variable("OCPPCommCtrlr", "FileTransferProtocols"))
    known = {each.upper() for each in protocols}
    if "HTTP" not in known and not ("HTTPS" in known and files.tls is not None):
        ours = "HTTP" if files.tls is None else "HTTP and HTTPS"
        told = ", ".join(sorted(protocols)) or "none"
        raise csms.checklist.give_up(f"our file server speaks {ours}; the station transfers files by {told}")
    files.secure = "HTTP" not in known


def check_reached(csms: CsmsProbe, files: FileServer, status: str) -> None:
    """A transfer that failed says something of the station only where it has reached our file server at all."""
    if not files.reached:
        url = files.url("")
        raise csms.checklist.give_up(f"the station tells {status}, and nothing came to our file server at {url}")
