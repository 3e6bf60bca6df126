"""Runs the rules over conversations: entry by entry, case after case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache

from ocpp_conformance.harness.catalogue import catalogue
from ocpp_conformance.harness.catalogue.own_rules import own_rule
from ocpp_conformance.harness.conversation import Conversation, Conversations, Exchange, Taken
from ocpp_conformance.harness.evidence import Breach, Entry, FrameEntry
from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.requirements import implied
from ocpp_conformance.harness.requirements.rule import ANY, NOT_EXERCISED, RULES, Context, Kind, Rule, Ruling
from ocpp_conformance.harness.requirements.wire import WIRE
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201, Protocol


@dataclass
class Judged:
    """What the rules say of one case: breaches, each cause once, and by requirement on how many frames it was proven
    (the condition that could break it occurred) or only held."""

    breaches: list[Breach] = field(default_factory=list)
    proven: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)


class Ruleset:
    """Rules by when they are asked."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._all = tuple(rules)
        self._of: dict[tuple[str, str], list[Rule]] = {}
        self._at_end: dict[frozenset[str], list[Rule]] = {}

    def sends(self, action: str) -> Sequence[Rule]:
        """Those that are given each CALL with this action."""
        return self._about("sends", action)

    def answers(self, action: str) -> Sequence[Rule]:
        """Those that are given each answer to a CALL with this action."""
        return self._about("answers", action)

    def at_end(self, actions: Set[str]) -> Sequence[Rule]:
        """Those that are asked at the end of a case in which there are CALLs with these actions."""
        key = frozenset(actions)
        if key not in self._at_end:
            asked = [rule for rule in self._all if rule.at_end]
            self._at_end[key] = [rule for rule in asked if not rule.about or not rule.about.isdisjoint(key)]
        return self._at_end[key]

    def _about(self, when: str, action: str) -> Sequence[Rule]:
        if (when, action) not in self._of:
            named = [rule for rule in self._all if not {action, ANY}.isdisjoint(getattr(rule, when))]
            self._of[when, action] = sorted(named, key=lambda rule: ANY in getattr(rule, when))
        return self._of[when, action]


@cache
def ruleset(role: Role, protocol: Protocol = OCPP_201) -> Ruleset:
    """The rules that judge a system of this role that speaks this version."""
    return Ruleset(rule for rule in rules_of(protocol) if rule.judges in (None, role))


def rules_of(protocol: Protocol) -> Sequence[Rule]:
    """The rules that judge a conversation of this version: those of requirements are of 2.0.1 alone."""
    return RULES if protocol is OCPP_201 else WIRE


class Judge:
    """Judges the system of one role in all its conversations, which are of one version of OCPP.

    `begin` marks a case, `take` is given its entries in order, `end` asks the rules that look at a whole case. Of
    `conversations` that it shares, `hear` is given what each entry was.
    """

    def __init__(
        self,
        role: Role,
        make: Callable[[Role, Conversation], Context] = Context,
        protocol: Protocol = OCPP_201,
        conversations: Conversations | None = None,
    ) -> None:
        self._role, self._make, self._protocol = role, make, protocol
        self._rules = ruleset(role, protocol)
        self._conversations = conversations or Conversations(protocol)
        self._contexts: dict[Conversation, Context] = {}
        self._seen: dict[tuple[str, str], Breach] = {}
        self._judged = Judged()

    def begin(self, case: str) -> None:
        """What follows belongs to this case, empty between cases."""
        self._conversations.begin(case)
        self._seen, self._judged = {}, Judged()
        for context in self._contexts.values():
            context.begin()

    def take(self, entry: Entry) -> None:
        """Take the next entry of the case."""
        heard = self._conversations.take(entry)
        if heard is not None:
            self.hear(*heard)

    def hear(self, conversation: Conversation, taken: Taken) -> None:
        """Hear what its conversation took as the next entry of the case."""
        if conversation not in self._contexts:
            self._contexts[conversation] = self._make(self._role, conversation)
        context = self._contexts[conversation]
        context.hear(taken)
        self._hear(taken, context)

    def so_far(self) -> Judged:
        """What the rules say of the case up to now; it may go on."""
        now = Judged(proven=Counter(self._judged.proven), held=Counter(self._judged.held))
        before = self._judged, self._seen
        self._judged, self._seen = now, dict(self._seen)
        with ExitStack() as stack:
            for context in self._contexts.values():
                stack.enter_context(context.looking_only())
            try:
                return self.end()
            finally:
                self._judged, self._seen = before

    def end(self) -> Judged:
        """What the rules say of the case."""
        for context in self._contexts.values():
            for rule in self._rules.at_end(context.window.actions):
                answers = rule.function(context)
                for ruling in (answers,) if isinstance(answers, Ruling) else answers:
                    self._book(rule, ruling, None)
        self._judged.breaches = list(self._seen.values())
        return self._judged

    # -- one frame -----------------------------------------------------------------------------------------------------

    def _hear(self, taken: Taken, context: Context) -> None:
        exchange, answer = taken.exchange, taken.answer
        if exchange is None or self._protocol is not OCPP_201:
            return
        if answer is None:
            if exchange.sender is self._role and exchange.valid and exchange.entry.relayed is None:
                self._credit(exchange, "Request")
                self._ask(self._rules.sends(exchange.action), exchange, context, exchange.entry)
        elif len(exchange.answers) == 1 and exchange.sender is not self._role and exchange.succeeded:
            self._credit(exchange, "Response")
            self._ask(self._rules.answers(exchange.action), exchange, context, answer.entry)

    def _ask(self, rules: Iterable[Rule], exchange: Exchange, context: Context, entry: FrameEntry) -> None:
        for rule in rules:
            answers = rule.function(exchange, context)
            if answers is NOT_EXERCISED:
                continue
            if isinstance(answers, Ruling):
                self._book(rule, answers, entry, exchange, context)
            else:
                for ruling in list(answers):
                    self._book(rule, ruling, entry, exchange, context)

    # -- booking -------------------------------------------------------------------------------------------------------

    def _credit(self, exchange: Exchange, kind: implied.MessageKind) -> None:
        for row in implied.messages(exchange, kind):
            self._judged.proven[row.id] += 1

    def _book(
        self,
        rule: Rule,
        ruling: Ruling,
        entry: FrameEntry | None,
        exchange: Exchange | None = None,
        context: Context | None = None,
    ) -> None:
        kind = ruling.kind
        if kind is Kind.NOT_EXERCISED:
            return
        ids = ruling.ids or rule.ids[:1]
        if rule.twins and not ruling.ids and exchange is not None and context is not None:
            ids = (*ids, *(id for id, holds in rule.twins.items() if holds(exchange, context)))
        if kind is Kind.MISSED:
            self._breach(ids, ruling, ruling.frame or entry)
        else:
            counter = self._judged.proven if kind is Kind.HELD else self._judged.held
            for id in ids:
                counter[id] += 1

    def _breach(self, ids: tuple[str, ...], ruling: Ruling, entry: Entry | None) -> None:
        key = (ids[0], ruling.cause)
        if key in self._seen:
            self._seen[key] = replace(self._seen[key], frames=self._seen[key].frames + 1)
            return
        binding = ruling.grade or binding_of(ids[0], self._role)
        frame = None if entry is None else entry.index
        self._seen[key] = Breach(ids[0], ids[1:], binding, ruling.cause, ruling.text, frame)


class Judges:
    """A judge for each of these roles, of the same conversations: what an entry is, is found out once for all."""

    def __init__(
        self,
        roles: Iterable[Role],
        make: Callable[[Role, Conversation], Context] = Context,
        protocol: Protocol = OCPP_201,
    ) -> None:
        self._conversations = shared = Conversations(protocol)
        self.by_role: Mapping[Role, Judge] = {role: Judge(role, make, protocol, shared) for role in roles}

    def begin(self, case: str) -> None:
        """What follows belongs to this case, empty between cases."""
        for judge in self.by_role.values():
            judge.begin(case)

    def take(self, entry: Entry) -> None:
        """Take the next entry of the case."""
        heard = self._conversations.take(entry)
        if heard is not None:
            for judge in self.by_role.values():
                judge.hear(*heard)


@cache
def rule_ids(role: Role, protocol: Protocol = OCPP_201) -> frozenset[str]:
    """The requirements that some rule judges of a system of this role and version, by code or by the schema."""
    coded = {id for rule in rules_of(protocol) if rule.judges in (None, role) for id in (*rule.ids, *rule.twins)}
    return frozenset(coded | {row.id for row in implied.ROWS if row.judges is role and protocol is OCPP_201})


def breaches(entries: Iterable[Entry], role: Role, make: Callable[[Role, Conversation], Context]) -> list[Breach]:
    """What the system of this role breaks in these entries, which are a world of their own."""
    judge = Judge(role, make)
    judge.begin("")
    for entry in entries:
        judge.take(entry)
    return judge.end().breaches


@cache
def binding_of(id: str, role: Role) -> str:
    """How a requirement or rule binds a system of this role: must or should. A MUST where it has no level."""
    if own_rule(id, role) is not None:
        return MUST
    level = catalogue().source(id).level(role)
    return MUST if level is None else {"must": MUST, "advisory": "should", None: "information"}[level.binding]
