"""What our station does in front of a CSMS in cases of many blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.conformance.case import PRESENT, CaseDriver, StationProbe
from ocpp_conformance.conformance.waiting import awaited
from ocpp_conformance.harness.evidence import NotRun, Source
from ocpp_conformance.harness.probes.answers import OurAnswer
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.intents import GOALS

ACCEPTED = {"status": "Accepted"}


async def asked(
    station: StationProbe,
    csms_driver: CaseDriver,
    source: Source | None,
    goal: str,
    answer: OurAnswer = ACCEPTED,
    *,
    where: Mapping[str, object] | None = None,
    **arguments: Any,
) -> ReceivedCall:
    """The CSMS is asked for a goal and must send its CALL, with the fields `where`; the station gives this answer.

    Without a source the CALL is a precondition. It is awaited once the driver is back, so that a driver which is a
    person may take its time.
    """
    action = GOALS[goal].action
    assert action is not None, f"no CALL shows that {goal} was done"
    station.answers(action, answer)
    since = station.mark
    await csms_driver.intend(goal, **arguments)
    return await awaited(station, source, action, since=since, where=where)


def not_dictated(call: ReceivedCall, *fields: str) -> None:
    """Raise `NotRun` where a relay was told these fields of the CALL: how a CSMS makes it of a goal does not show."""
    if call.checklist.recording.dictates(call.frame, fields):
        raise NotRun("needs a CSMS that makes the CALL itself", "give a driver that asks it for goals: this is a relay")


async def still_served(station: StationProbe) -> None:
    """Check that the CSMS goes on to serve the station, whatever this has answered before."""
    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets("G02.FR.03", currentTime=PRESENT)


async def goes_on(station: StationProbe, source: Source) -> None:
    """Check that the CSMS keeps the connection and serves it, after an answer of the station that it can't like."""
    station.stays_open(source)
    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets(source, currentTime=PRESENT)


def in_other_case(token: Payload) -> Payload:
    """The same id token with its letters in the other case. Raises `NotRun` for one without letters."""
    text = token["idToken"].swapcase()
    if text == token["idToken"]:
        raise NotRun("needs an accepted id token with a letter", "give --token accepted=04A2B3C4:ISO14443 or the like")
    return {**token, "idToken": text}
