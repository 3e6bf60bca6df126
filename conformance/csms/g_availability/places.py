"""What the cases of block G share: the CSMS changes the availability of a place, which is told of its connectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from ocpp_conformance.conformance.case import NOTHING, CaseDriver, step
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked
from ocpp_conformance.conformance.csms.states import ev_connected_post_session, ev_disconnected, stop_authorized, told
from ocpp_conformance.harness.evidence import HarnessError, Inconclusive, NotRun, Source
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

SCHEDULED = {"status": "Scheduled"}


def connectors(session: ChargingSession, evses: Sequence[int], evse: int | None = None) -> list[ChargingSession]:
    """The connectors of the station, or of one EVSE, that of `session` first; `evses` are how many each EVSE has."""
    places = [(id, connector) for id, count in enumerate(evses, 1) for connector in range(1, count + 1)]
    here = (session.evse, session.connector)
    others = [place for place in places if place != here and evse in (None, place[0])]
    return [session, *(ChargingSession(session.station, evse=id, connector=connector) for id, connector in others)]


async def told_all(sessions: Iterable[ChargingSession], status: str, source: Source | None = None) -> None:
    """The CSMS is told this state of each connector."""
    for each in sessions:
        await told(each, status, source)


@dataclass
class Availability:
    """A place whose availability the CSMS is asked to change, as the first step of a case.

    Without `connector` it is the EVSE, without both the station; `evses` are how many connectors each EVSE has, and
    `others` the connectors of the place beside that of the session. Leaving `async with` makes the place operative
    again in the CSMS where it was left inoperative; then the others are reported Available.
    """

    session: ChargingSession
    csms_driver: CaseDriver
    evses: Sequence[int]
    evse: int | None = None
    connector: int | None = None
    inoperative: bool = field(default=False, init=False)
    others: list[ChargingSession] = field(init=False)
    _left: AsyncExitStack = field(default_factory=AsyncExitStack, init=False)

    def __post_init__(self) -> None:
        self.others = connectors(self.session, self.evses, self.evse)[1:] if self.connector is None else []

    async def made_inoperative(self, answer: Payload = ACCEPTED) -> None:
        """The CSMS makes the place inoperative."""
        self.inoperative = True
        await self._change("Inoperative", answer)

    async def made_operative(self) -> None:
        """The CSMS makes the place operative."""
        await self._change("Operative", ACCEPTED)
        self.inoperative = False

    async def unavailable(self) -> None:
        """The state Unavailable of Part 6, 3.18, as a precondition."""
        self.inoperative = True
        request = await self._asked(None, operative=False)
        request.expects(operationalStatus="Inoperative")
        await self.told("Unavailable")

    async def told(self, status: str, source: Source | None = None) -> None:
        """The CSMS is told this state of each connector of the place."""
        await told_all((self.session, *self.others), status, source)

    async def __aenter__(self) -> Self:
        for other in self.others:
            await self._left.enter_async_context(other)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._left:
            if self.inoperative:
                await self._put_right()

    async def _put_right(self) -> None:
        station = self.session.station
        station.answers("ChangeAvailability", ACCEPTED)
        since = station.mark
        try:
            await self.csms_driver.intend("change_availability", operative=True, **self._arguments)
            change = await station.next_call("ChangeAvailability", since=since)
            change.expects(operationalStatus="Operative")
        except (NotRun, Inconclusive, HarnessError) as failure:
            station.recording.note(f"left behind: {self._arguments or 'the station'} inoperative: {failure}")

    @property
    def _arguments(self) -> dict[str, Any]:
        place = {"evse": self.evse, "connector": self.connector}
        return {name: value for name, value in place.items() if value is not None}

    async def _asked(self, source: Source | None, answer: Payload = ACCEPTED, *, operative: bool) -> ReceivedCall:
        wish = {"operative": operative, **self._arguments}
        return await asked(self.session.station, self.csms_driver, source, "change_availability", answer, **wish)

    async def _change(self, status: str, answer: Payload) -> None:
        request = await self._asked(step(1), answer, operative=status == "Operative")
        place = NOTHING if self.evse is None else {"id": self.evse, "connectorId": self.connector or NOTHING}
        request.meets(step(1), operationalStatus=status, evse=place)


async def transaction_over(session: ChargingSession, first: int) -> None:
    """The driver ends the transaction and pulls the cable: three reusable states, of which `first` is the step."""
    await stop_authorized(session, step(first))
    await ev_connected_post_session(session, step(first + 1))
    await ev_disconnected(session, step(first + 2))
