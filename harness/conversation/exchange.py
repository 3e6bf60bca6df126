"""A CALL with its answers, and a connection, as a bystander on the wire sees them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from ocpp_conformance.harness.evidence import CloseEntry, FrameEntry, HandshakeEntry
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Malformed, Payload, Reply, Role
from ocpp_conformance.harness.rpc.protocol import Protocol
from ocpp_conformance.harness.validation import Judgement, judge_call, judge_reply


@dataclass(slots=True)
class Answer:
    """A reply, the entry that holds it, and the CALL that it answers (None: it answers no CALL)."""

    entry: FrameEntry
    reply: Reply
    call: Call | None = None
    _judgement: Judgement | None = None
    _judged: bool = False

    @property
    def judgement(self) -> Judgement | None:
        """What the schema says against it; None where nothing is wrong, or nothing was asked."""
        if not self._judged:  # a `cached_property` of Python 3.11 takes a lock
            self._judged = True
            self._judgement = None if self.call is None else judge_reply(self.call, self.reply, self.entry.protocol)
        return self._judgement


@dataclass(slots=True)
class Exchange:
    """A CALL and its answer, if one came. `answers` holds every reply with its id, so more than one is a fault.

    `case` is the case in which the CALL was sent, empty between cases.
    """

    entry: FrameEntry
    call: Call
    connection: Connection
    case: str = ""
    answers: list[Answer] = field(default_factory=list)
    action: str = field(init=False)
    """The action of the CALL."""
    sender: Role = field(init=False)
    """Who sent the CALL."""
    request: Payload = field(init=False)
    """The payload of the CALL."""
    at: float = field(init=False)
    """When the CALL was recorded, in monotonic seconds."""
    _judgement: Judgement | None = None
    _judged: bool = False
    _good: bool | None = None

    def __post_init__(self) -> None:
        self.action, self.request = self.call.action, self.call.payload  # rules read them a hundred times a message
        self.sender, self.at = self.entry.sender, self.entry.at

    @property
    def answer(self) -> Answer | None:
        """The first answer."""
        return self.answers[0] if self.answers else None

    @property
    def reply(self) -> Reply | None:
        """What the first answer is."""
        return self.answers[0].reply if self.answers else None

    @property
    def answered_at(self) -> float | None:
        """When the first answer was recorded, in monotonic seconds; None while there is none."""
        return self.answers[0].entry.at if self.answers else None

    @property
    def result(self) -> Payload:
        """The payload of the first answer where it is a CALLRESULT, else empty."""
        reply = self.answers[0].reply if self.answers else None
        return reply.payload if isinstance(reply, CallResult) else {}

    @property
    def error(self) -> str | None:
        """The code of the first answer where it is a CALLERROR."""
        return self.reply.code if isinstance(self.reply, CallError) else None

    @property
    def judgement(self) -> Judgement | None:
        """What action, direction and schema say against the CALL; None where nothing is wrong."""
        if not self._judged:
            self._judged, self._judgement = True, judge_call(self.call, self.sender, self.entry.protocol)
        return self._judgement

    @property
    def valid(self) -> bool:
        """Whether the CALL is valid."""
        return self.judgement is None

    @property
    def succeeded(self) -> bool:
        """Whether CALL and first answer are valid, the answer a CALLRESULT, and neither wrong on purpose."""
        if self._good is None and self.answers:
            self._good = self._is_good(self.answers[0])
        return bool(self._good)

    def _is_good(self, answer: Answer) -> bool:
        return (
            isinstance(answer.reply, CallResult)
            and not (self.entry.deliberate or answer.entry.deliberate)
            and self.judgement is None
            and answer.judgement is None
        )


class Exchanges:
    """Exchanges in the order of their CALLs, to be looked up by action."""

    def __init__(self) -> None:
        self._all: list[Exchange] = []
        self._of: dict[str, list[Exchange]] = defaultdict(list)

    def append(self, exchange: Exchange) -> None:
        """Take the newest one."""
        self._all.append(exchange)
        self._of[exchange.action].append(exchange)

    def of(self, *actions: str) -> Sequence[Exchange]:
        """Those with one of these actions; of one action at no cost."""
        if len(actions) == 1:
            return self._of.get(actions[0], ())
        wanted = [action for action in actions if action in self._of]
        if len(wanted) < 2:
            return self._of[wanted[0]] if wanted else ()
        return [exchange for exchange in self._all if exchange.action in wanted]

    @property
    def actions(self) -> Set[str]:
        """The actions that there are."""
        return self._of.keys()

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._all)

    def __reversed__(self) -> Iterator[Exchange]:
        return reversed(self._all)

    def __len__(self) -> int:
        return len(self._all)


@dataclass(eq=False)
class Connection:
    """What went over one connection. `last_at` is when its last entry happened, in monotonic seconds.

    `opened` is its upgrade, None where a recording doesn't hold it.
    """

    number: int
    opened: HandshakeEntry | None = None
    exchanges: Exchanges = field(default_factory=Exchanges)
    malformed: list[tuple[FrameEntry, Malformed]] = field(default_factory=list)
    strays: list[Answer] = field(default_factory=list)
    closed: CloseEntry | None = None
    last_at: float = 0.0

    def has_malformed(self, sender: Role, since: float, until: float = math.inf) -> bool:
        """Whether that side sent something that is no frame, after one moment and not after another (monotonic)."""
        return any(entry.sender is sender and since < entry.at <= until for entry, _ in self.malformed)

    def speaks(self, protocol: Protocol) -> bool:
        """Whether it agreed on this version, as far as a recording tells."""
        return self.opened is None or self.opened.subprotocol == protocol.subprotocol

    def calls_of(self, sender: Role) -> Iterator[Exchange]:
        """The CALLs of one side, in order."""
        return (exchange for exchange in self.exchanges if exchange.entry.sender is sender)
