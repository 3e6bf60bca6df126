"""What the cases of block G share: the CSMS changes the availability of a place."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from ocpp_conformance.conformance.case import NOTHING, DriverHand, step
from ocpp_conformance.conformance.csms.session import Session
from ocpp_conformance.conformance.csms.states import ev_connected_post_session, ev_disconnected, stop_authorized, told
from ocpp_conformance.conformance.csms.verbs import ACCEPTED, asked
from ocpp_conformance.harness.evidence import HarnessError, Inconclusive, NotRun, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

SCHEDULED = {"status": "Scheduled"}


@dataclass
class Availability:
    """A place whose availability the CSMS is asked to change, as the first step of a case.

    Without `connector` it is the EVSE, without both the station. Leaving `async with` makes it operative again in the
    CSMS where it was left inoperative.
    """

    session: Session
    csms_driver: DriverHand
    evse: int | None = None
    connector: int | None = None
    inoperative: bool = field(default=False, init=False)

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
        await told(self.session, "Unavailable")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.inoperative:
            return
        station = self.session.station
        station.answers("ChangeAvailability", ACCEPTED)
        try:
            await self.csms_driver.intend("change_availability", operative=True, **self._arguments)
        except (NotRun, Inconclusive, HarnessError) as failure:
            station.recording.note(f"left behind: {self._arguments or 'the station'} inoperative: {failure}")

    @property
    def _arguments(self) -> dict[str, int]:
        place = {"evse": self.evse, "connector": self.connector}
        return {name: value for name, value in place.items() if value is not None}

    async def _asked(self, source: Source | None, answer: Payload = ACCEPTED, *, operative: bool) -> ReceivedCall:
        wish = {"operative": operative, **self._arguments}
        return await asked(self.session.station, self.csms_driver, source, "change_availability", answer, **wish)

    async def _change(self, status: str, answer: Payload) -> None:
        request = await self._asked(step(1), answer, operative=status == "Operative")
        place = NOTHING if self.evse is None else {"id": self.evse, "connectorId": self.connector or NOTHING}
        request.meets(step(1), operationalStatus=status, evse=place)


async def transaction_over(session: Session, first: int) -> None:
    """The driver ends the transaction and pulls the cable: three reusable states, of which `first` is the step."""
    await stop_authorized(session, step(first))
    await ev_connected_post_session(session, step(first + 1))
    await ev_disconnected(session, step(first + 2))
