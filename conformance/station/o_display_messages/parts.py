"""Messages that come in several parts."""

from __future__ import annotations

from collections.abc import Sequence

from ocpp_conformance.conformance.case import CsmsProbe
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload


def are_in_parts(csms: CsmsProbe, source: Source, parts: Sequence[ReceivedCall], infos: Sequence[Payload]) -> None:
    """Together the parts hold every message. Raises `Inconclusive` where one holds them all: nothing was split."""
    told = [{info["id"] for info in part["messageInfo"] or ()} for part in parts]
    due = {info["id"] for info in infos}
    if any(due <= each for each in told):
        raise csms.checklist.give_up("the station tells all of its messages at once")
    lacking = sorted(due - set().union(*told))
    misses = (Miss("", f"{len(due)} messages in {len(parts)} parts", f"none of {lacking[:5]}"),) if lacking else ()
    csms.checklist.book(source, misses, frame=parts[-1].frame if parts else None, seen=f"{len(parts)} parts")


def say_whether_more_comes(csms: CsmsProbe, source: Source, parts: Sequence[ReceivedCall]) -> None:
    """Each part says that another one follows, but the last."""
    for part in parts:
        due = part is not parts[-1]
        miss = Miss("/tbc", str(due).lower(), f"{part['tbc']}")
        csms.checklist.book(source, () if bool(part["tbc"]) is due else (miss,), frame=part.frame)
