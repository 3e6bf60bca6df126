"""The reusable states of the certification cases for a charging station, written once."""

from ocpp_conformance.conformance.case import CsmsProbe, one_of, step


async def reports_connectors(csms: CsmsProbe, since: int, source_step: int, status: str = "Available") -> None:
    """Booted, from the boot answer on: a connector is reported (B01.FR.05), as StatusNotification or NotifyEvent."""
    report = await csms.must_send(
        "B01.FR.05", "StatusNotification", "NotifyEvent", since=since, where={"connectorStatus": status}
    )
    report.meets(step(source_step), connectorStatus=one_of(status))
