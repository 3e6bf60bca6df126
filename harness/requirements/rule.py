"""What a rule is, and what it answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from typing import Any

from ocpp_conformance.harness.conversation import Connection, Conversation, Exchange, Exchanges, Taken
from ocpp_conformance.harness.evidence import Entry
from ocpp_conformance.harness.evidence.breach import INFORMATION, SHOULD
from ocpp_conformance.harness.evidence.matchers import mismatches
from ocpp_conformance.harness.rpc import Role


class Kind(Enum):
    """How a rule came out on what it looked at."""

    __hash__ = object.__hash__  # that of an Enum is written in Python

    HELD = "held, and the condition that could break it occurred"
    HELD_ONLY = "held, but what could break it did not occur"
    MISSED = "missed"
    NOT_EXERCISED = "its condition never came"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule answers. `ids` are the requirements that it is about, empty for the first that the rule names.

    Of a miss, `text` says what is wrong, `cause` is the same for what is the same mistake (once per cause), `frame` is
    the deviating one where it isn't the one that was looked at, and `grade` a milder binding than the requirement's.
    """

    kind: Kind
    ids: tuple[str, ...] = ()
    text: str = ""
    cause: str = ""
    frame: Entry | None = None
    grade: str | None = None

    def of(self, *ids: str) -> Ruling:
        """The same about these requirements; those behind the first share its line where it is a miss."""
        if self.kind is not Kind.MISSED and self.frame is None and self.grade is None:
            return _told_of(self.kind, ids)  # nearly all: a rule says it a hundred thousand times a run
        return Ruling(self.kind, ids, self.text, self.cause, self.frame, self.grade)  # `replace` is four times slower

    def seen(self, entry: Entry) -> Ruling:
        """The same, seen at this entry."""
        return replace(self, frame=entry)

    def at(self, exchange: Exchange) -> Ruling:
        """The same, seen at the CALL of this exchange."""
        return replace(self, frame=exchange.entry)

    def mildly(self, wanted: bool = True) -> Ruling:
        """The same as an advisory, whatever binds."""
        return replace(self, grade=SHOULD) if wanted else self

    def as_information(self) -> Ruling:
        """The same as an information: told, never red."""
        return replace(self, grade=INFORMATION)


@cache
def _told_of(kind: Kind, ids: tuple[str, ...]) -> Ruling:
    return Ruling(kind, ids)


HELD = Ruling(Kind.HELD)
"""It held, and the condition that could break it occurred: it is proven on this frame."""
HELD_ONLY = Ruling(Kind.HELD_ONLY)
"""It held on this frame; the evidence is one-sided, so nothing is proven."""
NOT_EXERCISED = Ruling(Kind.NOT_EXERCISED)
"""Its condition didn't come."""


def missed(text: str, *, cause: str = "") -> Ruling:
    """It was broken; `text` says by what. Breaches of a rule with the same `cause` are one, seen again."""
    return Ruling(Kind.MISSED, text=text, cause=cause)


def expect(payload: Mapping[str, Any], **fields: object) -> Ruling:
    """Held where the payload has these fields (compared as `matchers.mismatches` says), else missed."""
    misses = mismatches(fields, payload)
    return missed("; ".join(map(str, misses)), cause=misses[0].pointer) if misses else HELD


@dataclass
class Context:
    """What a rule knows beside what it looks at.

    `evses` has the number of connectors of each EVSE where somebody said so, `time_scale` is real seconds per second
    of OCPP, `patience` real seconds for an answer, `lacks` what the recorded format can't show: `handshakes`,
    `closes`, `connections`, `starts` of the station, `time`, or its zone (`clock`). `window` are the exchanges that
    began in the present case, `taken` all its entries; `replies` those that are replies of the judged side, `odd` those
    that are neither a CALL nor the answer to one.
    """

    judged: Role
    conversation: Conversation
    evses: tuple[int, ...] = ()
    edition: str = ""
    time_scale: float = 1.0
    patience: float = 5.0
    lacks: frozenset[str] = frozenset()
    window: Exchanges = field(default_factory=Exchanges)
    taken: list[Taken] = field(default_factory=list)
    replies: list[Taken] = field(default_factory=list)
    odd: list[Taken] = field(default_factory=list)
    _memory: dict[str, defaultdict[Any, Any]] = field(default_factory=dict)

    def begin(self) -> None:
        """Another case begins."""
        self.window, self.taken, self.replies, self.odd = Exchanges(), [], [], []

    def hear(self, taken: Taken) -> None:
        """Take the next entry of the case."""
        self.taken.append(taken)
        if taken.exchange is None:
            self.odd.append(taken)
        elif taken.answer is None:
            self.window.append(taken.exchange)
        if taken.answer is not None and taken.answer.entry.sender is self.judged:
            self.replies.append(taken)

    def memory(self, name: str) -> defaultdict[Any, Any]:
        """What a rule keeps of this identity from one look to the next, in values that don't change; None where nothing
        is kept."""
        return self._memory.setdefault(name, defaultdict(lambda: None))

    @contextmanager
    def looking_only(self) -> Iterator[None]:
        """What the rules keep inside is forgotten afterwards."""
        before = {name: copy(memory) for name, memory in self._memory.items()}
        try:
            yield
        finally:
            self._memory = before

    def calls(self, *actions: str, sender: Role | None = None) -> Iterable[Exchange]:
        """The valid CALLs of the window with these actions (all where none is named), of the judged side by default."""
        by = sender or self.judged
        named = self.window.of(*actions) if actions else self.window
        return (exchange for exchange in named if exchange.sender is by and exchange.valid)

    def waited(self, connection: Connection, since: float) -> float:
        """Seconds from then to the last entry on the connection, without those in which the harness stood still; 0
        where messages are missing from the recording: nothing is missed in it."""
        if self.conversation.has_gaps:
            return 0.0
        return connection.last_at - since - self.conversation.stood_still(since, connection.last_at)

    def calls_ever(self, action: str) -> Iterable[Exchange]:
        """All CALLs of the identity with this action, the newest first, of cases before too."""
        return reversed(self.conversation.exchanges.of(action))


Rulings = Iterator[Ruling]
"""What a rule yields that looks at a whole case."""
Answers = Ruling | Iterable[Ruling]
OnExchange = Callable[[Exchange, Context], Answers]
AtEnd = Callable[[Context], Answers]
Condition = Callable[[Exchange, Context], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it is named by, whom it judges, and what it is given.

    `sends` are actions: it is given each valid CALL of these that the judged side sent. `answers`: each exchange of
    these whose CALL is valid and ours, and whose CALLRESULT of the judged side is valid. Neither: it is asked at the
    end of each case, where `about` names actions of each that has a CALL with one of them. `twins` are requirements
    with the same words under another precondition, with that precondition.
    """

    ids: tuple[str, ...]
    judges: Role | None
    function: Callable[..., Answers]
    sends: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    twins: Mapping[str, Condition] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the function: unique."""
        return self.function.__name__

    @property
    def at_end(self) -> bool:
        """Whether it is asked at the end of each case."""
        return not (self.sends or self.answers)

    @property
    def text(self) -> str:
        """What it demands, when it does not judge, what proves it."""
        return (self.function.__doc__ or "").strip()


ANY = "*"
"""In place of an action: each of them."""

RULES: list[Rule] = []
"""Every rule, in the order of the files; `requirements/__init__.py` imports these."""


def rule(
    *ids: str,
    judges: Role | None,
    sends: str | Iterable[str] = (),
    answers: str | Iterable[str] = (),
    about: str | Iterable[str] = (),
    twins: Mapping[str, Condition] | None = None,
) -> Callable[[Callable[..., Answers]], Callable[..., Answers]]:
    """Declare a function as a rule of these requirements, the first of which names it.

    With `sends` or `answers` it is called with an exchange and a `Context`, else with the `Context` alone; `about`
    names the actions without which a case has nothing for it. It returns a `Ruling`, or several. Raises `ValueError`
    where a rule has the name of the function already; rules may share a requirement.
    """

    def declare(function: Callable[..., Answers]) -> Callable[..., Answers]:
        taken = next((each.function for each in RULES if each.name == function.__name__), None)
        if taken is not None:
            where = " and in ".join(each.__module__.removeprefix("ocpp_conformance.") for each in (taken, function))
            raise ValueError(f"two rules are named {function.__name__!r}, in {where}: give one of them another name")
        RULES.append(Rule(ids, judges, function, _names(sends), _names(answers), _names(about), twins or {}))
        return function

    return declare


def _names(given: str | Iterable[str]) -> frozenset[str]:
    return frozenset([given]) if isinstance(given, str) else frozenset(given)
