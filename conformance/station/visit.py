"""A driver with an EV and a card at one connector of a station."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from ocpp_conformance.conformance.case import PRESENT, CaseDriver, CsmsProbe, id_token, ignoring_case
from ocpp_conformance.conformance.station.car import ISO_15118, Car
from ocpp_conformance.conformance.station.connectors import Place, has_socket
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.rpc import Payload

ANY_CARD = id_token("04A2B3C4")
"""What the driver is asked to hold to the reader where nobody named a card; another one does as well, since our CSMS
decides what becomes of it."""

READINGS = ("MeterValuePeriodic", "MeterValueClock", "ChargingRateChanged")
"""Reasons of TransactionEvents that may come at any time."""

PEOPLE = ("plug_in", "present_token", "unplug")
"""The intents of such a driver."""


@dataclass
class Visit:
    """What the driver does there. `states.visiting` makes one, and clears up behind it.

    `starts` holds the members of TxStartPoint, `since` is the bookmark of the beginning. `card` is the driver's, None
    until the station has asked about it where nobody named one; `any_card` is what the driver is asked for then.
    `plugged` and `authorized` are bookmarks too: when the cable went in, and when the card was presented, or our CSMS
    asked, to start; `occupied` and `asked` are the frames in which the station told so. `remote_start` is the
    remoteStartId where our CSMS starts. `connected` is whether the EV is plugged in, or a cable of its in the socket;
    with `stays` it may be left for the next driver. `ev` is what one that speaks ISO 15118 tells, None for another.
    """

    csms: CsmsProbe
    driver: CaseDriver
    starts: frozenset[str]
    since: int
    card: Payload | None = None
    place: Place = (1, 1)
    plugged: int | None = None
    occupied: int | None = None
    authorized: int | None = None
    asked: int | None = None
    remote_start: int | None = None
    stays: bool = False
    connected: bool = False
    any_card: Payload = field(default_factory=lambda: ANY_CARD)
    ev: Mapping[str, object] | None = None
    _charging: bool = False

    def __post_init__(self) -> None:
        self.car = Car(self.csms, self.driver, self.place)

    async def plug_in(self) -> int:
        """Plug the EV in; returns the bookmark from before."""
        self.plugged, self.connected = self.csms.mark, True
        name, ev = ("plug_in", {}) if self.ev is None else ("plug_in_15118", {**ISO_15118, **self.ev})
        await self.driver.intend(name, evse=self.place[0], connector=self.place[1], **ev)
        return self.plugged

    async def plug_in_loosely(self) -> int:
        """Plug the EV in, but not all the way; returns the bookmark from before."""
        self.plugged, self.connected = self.csms.mark, True
        await self.driver.intend("plug_in_loosely", evse=self.place[0], connector=self.place[1])
        return self.plugged

    async def unplug(self) -> int:
        """Take the EV off; returns the bookmark from before."""
        since, self.connected = self.csms.mark, False
        await self.driver.intend("unplug", evse=self.place[0], connector=self.place[1])
        return since

    async def unplug_ev(self) -> int:
        """Take the cable out of the car; returns the bookmark from before."""
        self.connected = await has_socket(self.csms, self.place)
        return await self.car.unplug()

    async def plug_in_ev(self) -> int:
        """Plug the cable into the car again; returns the bookmark from before."""
        self.plugged, self.connected = self.csms.mark, True
        await self.driver.intend("plug_in_ev", evse=self.place[0], connector=self.place[1])
        return self.plugged

    async def start(self) -> int:
        """Present the card to charge; returns the bookmark from before."""
        self._charging, self.authorized = True, self.csms.mark
        await self.present(self.card)
        return self.authorized

    async def start_remotely(self, **more: object) -> ReceivedReply:
        """Our CSMS starts a transaction for the card at this place; returns the answer."""
        self.card = self.card or ANY_CARD
        self.remote_start, self.authorized = secrets.randbelow(2**31 - 1) + 1, self.csms.mark
        start = {"idToken": self.card, "evseId": self.place[0], "remoteStartId": self.remote_start}
        reply = await self.csms.call("RequestStartTransaction", {**start, **more})
        self._charging = reply["status"] == "Accepted"
        return reply

    async def stop_remotely(self) -> ReceivedReply:
        """Our CSMS stops the transaction; returns the answer."""
        reply = await self.csms.call("RequestStopTransaction", {"transactionId": self.running or self.transaction_id})
        self._charging = self._charging and reply["status"] != "Accepted"
        return reply

    async def stop(self) -> int:
        """Present the card again, to stop; returns the bookmark from before."""
        since, self._charging = self.csms.mark, False
        await self.present(self.card)
        return since

    def deauthorized(self) -> None:
        """The authorization has ended without the driver's card: to leave takes no more than to unplug."""
        self._charging = False

    async def present(self, card: Payload | None) -> None:
        """Hold a card to the reader; any, where none is known."""
        card = card or self.any_card
        await self.driver.intend("present_token", id_token=card["idToken"], type=card["type"])

    def events(self, since: int | None = None) -> list[ReceivedCall]:
        """The valid TransactionEvents from a bookmark on, by default all, in the order of seqNo; without those of
        transactions at another EVSE."""
        calls = [call for call in self.csms.received("TransactionEvent") if call.judgement is None]
        elsewhere = {
            _transaction(call) for call in calls if (call["evse"] or {}).get("id", self.place[0]) != self.place[0]
        }
        first = max(self.since, since or 0)
        here = [call for call in calls if call.frame >= first and _transaction(call) not in elsewhere]
        return sorted(here, key=lambda call: call["seqNo"])

    def tells_remote_start(self, event: ReceivedCall) -> bool:
        """Whether this is the first TransactionEvent after a RequestStartTransaction, in which RemoteStart goes before
        any other reason (Part 6, 2.1)."""
        later = [each for each in self.events(self.authorized) if each["triggerReason"] not in READINGS]
        return self.remote_start is not None and later[:1] == [event]

    @property
    def has_started(self) -> bool:
        """Whether a transaction has been told of."""
        return bool(self.events())

    @property
    def has_ended(self) -> bool:
        """Whether its end has been told."""
        return any(event["eventType"] == "Ended" for event in self.events())

    @property
    def running(self) -> str | None:
        """The id of the transaction that has been told of and whose end has not."""
        events = self.events()
        ended = {_transaction(event) for event in events if event["eventType"] == "Ended"}
        return next((_transaction(event) for event in events if _transaction(event) not in ended), None)

    @property
    def transaction_id(self) -> str:
        """The id of its transaction. Raises `Inconclusive` where none was told of."""
        events = self.events()
        if not events:
            raise self.csms.checklist.give_up("the station told of no transaction")
        return str(events[-1]["transactionInfo"]["transactionId"])

    def begin_again(self) -> None:
        """Forget the transaction that has ended: what comes from here on is another one."""
        self.since, self._charging = self.csms.mark, False
        self.plugged = self.occupied = self.authorized = self.asked = self.remote_start = None

    async def leave(self) -> None:
        """End what still runs, and unplug. Neither judges nor raises: what can't be undone is noted."""
        if self._charging and (self.running is not None or not self.has_ended):
            # the card would start another transaction where none runs
            remote = self.remote_start is not None and self.running is not None
            await self._undo("a visit that charges", self.stop_remotely if remote else self.stop)
            await self._undo("what the card began", self.csms.settled)  # heard of before the cable goes
        if self.connected and not (self.stays and self.authorized is None):
            await self._undo("an EV that is plugged in", self.unplug)
        if self.car.suspended:
            await self._undo("an EV that takes no energy", self.car.resume)
        if self.car.parked:
            await self._undo("a car in the bay", self.car.depart)

    async def _undo(self, what: str, act: Callable[[], Awaitable[object]]) -> None:
        try:
            await act()  # the driver has a deadline
        except Exception as error:  # whatever it is: an error of the case must stay the first one
            self.csms.recording.note(f"left behind: {what}: {error!r}")


def _transaction(event: ReceivedCall) -> str:
    return str(event["transactionInfo"]["transactionId"])


def same_token(token: Payload | None) -> Payload:
    """The demand for this id token, any where none is known; its text is case-insensitive."""
    if token is None:
        return {"idToken": PRESENT, "type": PRESENT}
    return {"idToken": ignoring_case(token["idToken"]), "type": token["type"]}
