"""Block B: boots, who is served, reports of the device model."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, current_time
from ocpp_conformance.harness.csms.stations import Report, StationRecord, kept
from ocpp_conformance.harness.rpc import Call, Payload


def next_status(station: StationRecord, default: str) -> str:
    """Take the answer to a boot from the plan; the last planned one stays."""
    if not station.planned:
        return default
    return station.planned.popleft() if len(station.planned) > 1 else station.planned[0]


def may_serve(station: StationRecord, call: Call) -> bool:
    """Whether a valid CALL gets an answer other than SecurityError (B01.FR.10, B02.FR.09, B03.FR.07).

    An identity that has never booted is served no more than a Rejected one: our choice, the specification is silent.
    """
    if call.action == "BootNotification" or station.registration == "Accepted":
        return True
    return station.registration == "Pending" and station.was_asked(call)


def why_refused(station: StationRecord) -> str:
    """Say what `may_serve` wants."""
    state = f"was answered {station.registration}" if station.registration else "has not come yet"
    also = " and what was asked for" if station.registration == "Pending" else ""
    return f"the BootNotification of {station.identity} {state}: only BootNotification{also} is served (B01.FR.10)"


def boot_notification(csms: Decisions, station: StationRecord, call: Call) -> Payload:
    before, status = station.registration, csms.boot_status(station)
    if not before == status == "Pending":
        station.asked.clear()  # a retry while Pending leaves open what was asked for; any other boot ends it
    station.registration, station.boot = status, call.payload
    station.connectors.clear()  # the station reports them anew (B01.FR.05)
    return {"currentTime": current_time(), "interval": csms.config.interval, "status": status}


def notify_report(_: Decisions, station: StationRecord, call: Call) -> Payload:
    request_id, seq_no = call.payload["requestId"], call.payload["seqNo"]
    report = kept(station.reports, request_id, Report(request_id))
    report.chunks.pop(seq_no, None)
    kept(report.chunks, seq_no, call.payload.get("reportData", []))
    if not call.payload.get("tbc", False):
        report.last_seq_no = seq_no
    return {}


HANDLERS: Mapping[str, Handler] = {"BootNotification": boot_notification, "NotifyReport": notify_report}
