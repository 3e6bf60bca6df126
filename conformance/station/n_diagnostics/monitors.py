"""What our CSMS does with the monitors of a station, and what these tell it (N02 to N08)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ocpp_conformance.conformance.case import (
    PRESENT,
    CsmsProbe,
    ErrorCode,
    a_list_with,
    one_of,
    text_like,
    variable,
)
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import about, names
from ocpp_conformance.conformance.station.variables import configured, full_inventory, value_of
from ocpp_conformance.harness.conversation import Key, key_of
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.rpc import Payload

REQUEST = 8200
"""The requestId of the inventory; monitoring reports of a case count on from it."""
LOUD = 0
"""The severity that every level lets speak."""
A_NUMBER = text_like(r"[+-]?[0-9]+(\.[0-9]+)?", "a number")
_TRIES = range(3)
_CONTROLLER = "MonitoringCtrlr"


@dataclass
class Monitors:
    """The monitors that a case sets, and the variables that the station reports."""

    csms: CsmsProbe
    items: Mapping[Key, Payload]
    ids: list[int] = field(default_factory=list)
    severity: int = 0
    """That of the monitor which was set last as a precondition."""
    reports: int = 0
    """How many were asked for."""

    def find(self, fits: Callable[[Payload], bool], what: str) -> Payload:
        """The first variable that can be monitored and fits. Raises `Inconclusive`."""
        for item in self.items.values():
            if item.get("variableCharacteristics", {}).get("supportsMonitoring") and fits(item):
                return item
        raise self.csms.checklist.give_up(f"the station has no {what} that can be monitored")

    async def asked(self, wanted: Payload, type: str, value: float, severity: int, **more: object) -> ReceivedReply:
        """The answer to a SetVariableMonitoring of one monitor; what it installs is cleared at the end."""
        return await self.asked_all({"type": type, "value": value, "severity": severity, **about(wanted), **more})

    async def asked_all(self, *wanted: Payload) -> ReceivedReply:
        """The answer to a SetVariableMonitoring; what it installs is cleared at the end."""
        reply = await self.call("SetVariableMonitoring", {"setMonitoringData": list(wanted)})
        for result in reply["setMonitoringResult"] or ():
            if result["status"] == "Accepted" and "id" in result and result["id"] not in self.ids:
                self.ids.append(result["id"])
        return reply

    async def call(self, action: str, payload: Payload) -> ReceivedReply:
        """The answer to a CALL about monitors. Raises `Inconclusive` where the station doesn't know it."""
        reply = await self.csms.call(action, payload)
        if reply.error in (ErrorCode.NOT_IMPLEMENTED, ErrorCode.NOT_SUPPORTED):
            reply.expects()
        return reply

    async def set(self, wanted: Payload, type: str, value: float, severity: int = LOUD) -> int:
        """The id of a new monitor, as a precondition; another severity is tried where such a one exists."""
        for tried in _TRIES:
            self.severity = severity + tried
            reply = await self.asked(wanted, type, value, self.severity)
            if reply["setMonitoringResult"] and reply["setMonitoringResult"][0]["status"] != "Duplicate":
                break
        reply.expects(setMonitoringResult=[{"status": "Accepted", "id": PRESENT}])
        return int(reply["setMonitoringResult"][0]["id"])

    async def report(self, source: Source, **wanted: object) -> dict[int, Payload] | None:
        """The monitors of a report by their ids, each with its component and variable; None where it is not
        supported. The source demands that it comes."""
        self.reports += 1
        csms, request_id, since = self.csms, REQUEST + self.reports, self.csms.mark
        found: dict[int, Payload] = {}
        reply = await self.call("GetMonitoringReport", {"requestId": request_id, **wanted})
        reply.expects(status=one_of("Accepted", "EmptyResultSet", "NotSupported"))
        if reply["status"] != "Accepted":
            return {} if reply["status"] == "EmptyResultSet" else None
        more = True
        while more:
            part = await csms.must_send(source, "NotifyMonitoringReport", since=since, where={"requestId": request_id})
            for each in part["monitor"] or ():
                found |= {monitor["id"]: {**about(each), **monitor} for monitor in each["variableMonitoring"]}
            since, more = part.frame + 1, bool(part["tbc"])
        return found

    async def recount(self, wanted: Payload, type: str, value: float) -> None:
        """Find the monitor again after a reboot, which may have given it another id (N04.FR.19)."""
        alike = await self._alike("N02.FR.03", {"type": type, "value": value, **wanted})
        self.ids = [monitor["id"] for monitor in alike]

    async def number(self, wanted: Payload) -> float:
        """The value of a variable that is a number. Raises `Inconclusive` where the station doesn't tell one."""
        text = await value_of(self.csms, wanted)
        if not A_NUMBER.holds(text):
            raise self.csms.checklist.give_up(f"the station tells {text} where a number is due")
        return float(str(text))

    async def is_listed(self, source: Source, id: int | None, **fields: object) -> None:
        """The station reports this monitor with these fields."""
        found = (await self.report(source) or {}).get(-1 if id is None else id)
        misses = mismatches(fields, found) if found else (Miss("", f"monitor {id} in the report", "none"),)
        self.csms.checklist.book(source, misses)

    async def are_listed(self, source: Source, ids: Collection[int], **wanted: object) -> None:
        """A report has these monitors. Raises `Inconclusive` where the station doesn't support it."""
        found = await self.report(source, **wanted)
        if found is None:
            raise self.csms.checklist.give_up(f"the station doesn't support a report of {wanted}")
        lacking = sorted(set(ids) - set(found))
        misses = (Miss("", f"monitors {sorted(ids)} in the report", f"none of {lacking}"),) if lacking else ()
        self.csms.checklist.book(source, misses, seen=f"{len(found)} monitors")

    async def has_like(self, source: Source, wanted: Payload) -> None:
        """The station reports a monitor of this variable, type and value, whatever its id."""
        miss = Miss("", f"a monitor of type {wanted['type']} at {wanted['value']} in the report", "none")
        self.csms.checklist.book(source, () if await self._alike(source, wanted) else (miss,))

    async def has_none_like(self, source: Source, wanted: Payload) -> None:
        """The station reports no monitor of this variable, type and value."""
        found = await self._alike(source, wanted)
        misses = (Miss("", "no such monitor in the report", f"{found[0]}"),) if found else ()
        self.csms.checklist.book(source, misses)

    async def _alike(self, source: Source, wanted: Payload) -> list[Payload]:
        alike = {"type": wanted["type"], "value": wanted["value"], **names(wanted)}
        return [each for each in (await self.report(source) or {}).values() if not mismatches(alike, each)]

    async def is_gone(self, source: Source, *ids: int) -> None:
        """The station reports none of these monitors."""
        found = sorted(set(ids) & set(await self.report(source) or {}))
        misses = (Miss("", "no monitor of these in the report", f"{found}"),) if found else ()
        self.csms.checklist.book(source, misses)

    async def event(
        self, source: Source, id: int | None, since: int, within: float | None = None, **fields: object
    ) -> ReceivedCall:
        """The NotifyEvent with an event with these fields, of this monitor (None: of any); the source demands it."""
        event = fields if id is None else {"variableMonitoringId": id, **fields}
        where = {"eventData": a_list_with(event)}
        return await self.csms.must_send(source, "NotifyEvent", since=since, within=within, where=where)

    async def told(self, source: Source, id: int | None, since: int, **fields: object) -> int:
        """As `event`; returns the bookmark behind it."""
        return (await self.event(source, id, since, None, **fields)).frame + 1

    async def silent(self, source: Source, id: int, since: int, **fields: object) -> None:
        """The station sends no event of this monitor with these fields, once it has been quiet."""
        await self.csms.settled()
        wrong = [
            (call.frame, event)
            for call in self.csms.received("NotifyEvent", since=since)
            for event in call["eventData"]
            if not mismatches({"variableMonitoringId": id, **fields}, event)
        ]
        misses = (Miss("", f"no event of monitor {id}", f"{wrong[0][1]}"),) if wrong else ()
        self.csms.checklist.book(source, misses, frame=wrong[0][0] if wrong else None)

    async def clear(self) -> None:
        """Remove what the case has set."""
        if self.ids:
            ids, self.ids = self.ids, []
            await self.csms.tidy(f"monitors {ids} are not cleared", "ClearVariableMonitoring", {"id": ids})


@asynccontextmanager
async def monitoring(csms: CsmsProbe) -> AsyncIterator[Monitors]:
    """The station is Booted and its monitors speak; those that the block sets are cleared at its end. Raises
    `Inconclusive` where it says that it has no monitoring."""
    await csms.booted()
    reports = await full_inventory(csms, REQUEST)
    monitors = Monitors(csms, {key_of(item): item for part in reports for item in part["reportData"] or ()})
    if not any(key[0] == _CONTROLLER.lower() for key in monitors.items):
        raise csms.checklist.give_up(f"the station has no {_CONTROLLER}")
    if await value_of(csms, variable(_CONTROLLER, "Available")) in ("false", "False"):
        raise csms.checklist.give_up("the station says that monitoring is not available")
    async with configured(csms, variable(_CONTROLLER, "Enabled", attributeValue="true"), if_implemented=True):
        try:
            yield monitors
        finally:
            await monitors.clear()
