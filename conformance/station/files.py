"""Whether a station can exchange files with the server in our hand."""

from __future__ import annotations

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import members
from ocpp_conformance.harness.probes.file_server import FileServer


async def takes_files(csms: CsmsProbe) -> None:
    """The station is Booted and exchanges files by HTTP, as the file server does: a precondition."""
    await csms.booted()
    protocols = await members(csms, variable("OCPPCommCtrlr", "FileTransferProtocols"))
    if "HTTP" not in {each.upper() for each in protocols}:
        told = ", ".join(sorted(protocols)) or "none"
        raise csms.checklist.give_up(f"our file server speaks HTTP; the station transfers files by {told}")


def check_reached(csms: CsmsProbe, files: FileServer, status: str) -> None:
    """A transfer that failed says something of the station only where it has reached our file server at all."""
    if not files.reached:
        url = files.url("")
        raise csms.checklist.give_up(f"the station tells {status}, and nothing came to our file server at {url}")
