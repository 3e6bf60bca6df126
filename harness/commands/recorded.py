"""Recorded traffic as the rules are to hear it: a log's identities, or the cases of a run."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ocpp_conformance.harness import garbage
from ocpp_conformance.harness.catalogue import DEFAULT_EDITION
from ocpp_conformance.harness.commands.reading import counted, opened
from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence import Entry, FrameEntry
from ocpp_conformance.harness.evidence.conclusion import Account, Ending
from ocpp_conformance.harness.evidence.lines import EntryLine, HeaderLine, StartedLine
from ocpp_conformance.harness.evidence.results import ResultsError, read_results
from ocpp_conformance.harness.logs import LogError, Told, Unread, read_log
from ocpp_conformance.harness.logs.entries import recordings
from ocpp_conformance.harness.logs.versions import by_version
from ocpp_conformance.harness.proxy.witness import LACKS, PATIENCE
from ocpp_conformance.harness.requirements import Judged, Judges
from ocpp_conformance.harness.requirements.rule import Context
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201, Protocol
from ocpp_conformance.harness.suite.between import BETWEEN

SWEPT = 1000
"""Entries of a stretch after which it is told how far the rules are, and from which on what they kept of it is thrown
away at once."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be judged: logs of one format or each of its own, who wrote them, from when on, and as which version
    of OCPP; None: as the one that each speaks."""

    files: Sequence[Path]
    format: str | None = None
    writer: Role | None = None
    since: datetime | None = None
    protocol: Protocol | None = None

    def place(self, index: int | None, starts: Sequence[int], case: str) -> str:
        """The file and the line of an entry, with how many lines came before each file; of a results file, where there
        are no `starts`, its number in the case."""
        if index is None:
            return f"{self.files[0]}, {case}"
        if not starts:
            return f"{self.files[0]}, frame {index} of {case}"
        at = bisect_left(starts, index) - 1
        return f"{self.files[at]}:{index - starts[at]}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the rules hear at a time: all of an identity in a log that is of one version, a case of a run, or what came
    between two cases."""

    name: str
    roles: tuple[Role, ...]
    entries: list[Entry] = field(default_factory=list)
    protocol: Protocol = OCPP_201


@dataclass(frozen=True, slots=True)
class Traffic:
    """What was recorded. `goes_on`: a conversation goes on from one stretch into the next. `ending` is that of the run
    that was recorded, `others` are identities with the subprotocol of a version that is not judged.
    `starts` says for each file how many lines are in those before it. `of_a_run`: these are cases.
    """

    stretches: list[Stretch]
    roles: tuple[Role, ...] = tuple(Role)
    goes_on: bool = False
    lacks: frozenset[str] = frozenset()
    time_scale: float = 1.0
    patience: float = PATIENCE
    evses: tuple[int, ...] = ()
    ending: Ending = Ending.COMPLETE
    others: tuple[tuple[str, str], ...] = ()
    starts: tuple[int, ...] = ()
    of_a_run: bool = False

    def context(self, role: Role, conversation: Conversation) -> Context:
        """What the rules know beside the conversation."""
        return Context(
            role,
            conversation,
            evses=self.evses,
            edition=str(DEFAULT_EDITION),
            time_scale=self.time_scale,
            patience=self.patience,
            lacks=self.lacks,
        )

    def heard(self, roles: Collection[Role]) -> int:
        """How many entries the rules for these roles hear in all."""
        return sum(len(each.entries) for each in self.stretches if not set(roles).isdisjoint(each.roles))

    @property
    def protocols(self) -> tuple[Protocol, ...]:
        """The versions that are judged, 2.0.1 first; that alone where nothing is."""
        found = {stretch.protocol for stretch in self.stretches} or {OCPP_201}
        return tuple(sorted(found, key=lambda each: (each is not OCPP_201, each.name)))

    def judged(self, roles: Iterable[Role], tell: Callable[[int], object]) -> Iterator[tuple[Stretch, Role, Judged]]:
        """What the rules say of each stretch, for each of these roles that is judged in it; `tell` is called with how
        many more entries they have heard."""
        judges = dict[tuple[Role, ...], Judges]()
        wanted = frozenset(roles)
        for stretch in (each for each in self.stretches if not wanted.isdisjoint(each.roles)):
            asked = tuple(role for role in stretch.roles if role in wanted)
            if asked not in judges:
                judges[asked] = Judges(asked, self.context, stretch.protocol)
            for role, judged in _heard(judges[asked], stretch, tell).items():
                yield stretch, role, judged
            if not self.goes_on:
                judges.clear()
            if not self.of_a_run:
                _let_go(stretch)


def _let_go(stretch: Stretch) -> None:
    """Keep of a stretch only what its report may need."""
    for entry in stretch.entries:
        if isinstance(entry, FrameEntry):
            entry.forget()
    if len(stretch.entries) > SWEPT:
        garbage.sweep()  # CALLs and connections hold each other


def _heard(judges: Judges, stretch: Stretch, tell: Callable[[int], object]) -> Mapping[Role, Judged]:
    judges.begin(stretch.name)
    for number, entry in enumerate(stretch.entries):
        judges.take(entry)
        if number % SWEPT == SWEPT - 1:
            tell(SWEPT)
    tell(len(stretch.entries) % SWEPT)
    return {role: judge.end() for role, judge in judges.by_role.items()}


def read_traffic(given: Given, unread: Counter[str]) -> Traffic:
    """Read a results file, or logs. Raises `LogError`, and `ResultsError` for a results file that is damaged."""
    results = [file for file in given.files if given.format in (None, "results") and _is_results(file)]
    if results and len(given.files) > 1:
        raise LogError(f"{results[0]} is the recording of a run: judge it alone")
    if results:
        return _of_results(results[0], given)
    starts = list[int]()
    found, lacks = recordings(_in_order(given, counted(_told(given, starts), unread)))
    told = (Stretch(name or "unnamed", tuple(Role), entries) for name, entries in found.items())
    stretches, others = _by_version(told, given.protocol)
    return Traffic(stretches, lacks=lacks, others=others, starts=tuple(starts))


def _is_results(file: Path) -> bool:
    with suppress(ResultsError):
        return str(file) != "-" and next(read_results(file), None) is not None
    return False


def _told(given: Given, starts: list[int]) -> Iterator[Told | Unread]:
    """What the logs tell, file by file, the lines of a later one counted on from those before; `starts` says where."""
    total = 0
    for file in given.files:
        starts.append(total)
        with opened(file) as lines:
            numbered = _Lines(lines)
            try:
                for each in read_log(numbered, format=given.format, writer=given.writer):
                    yield replace(each, line=each.line + total) if total else each
            except LogError as error:
                raise LogError(f"{file}: {error}") from None
            total += numbered.count


def _in_order(given: Given, told: Iterator[Told | Unread]) -> Iterable[Told | Unread]:
    """What was told since then; of several logs in the order of time, where all that they tell has one."""
    since = given.since
    if since is not None:
        told = (each for each in told if isinstance(each, Unread) or each.time is None or each.time >= since)
    if len(given.files) == 1:
        return told
    messages = list(told)
    times = {id(each): each.time for each in messages if isinstance(each, Told) and each.time is not None}
    if len(times) < sum(isinstance(each, Told) for each in messages):
        return messages
    unread = [each for each in messages if isinstance(each, Unread)]
    return [*unread, *sorted((each for each in messages if isinstance(each, Told)), key=lambda each: times[id(each)])]


class _Lines:
    """Lines, counted as they are read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self.count = lines, 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.count += 1
            yield line


def _by_version(
    stretches: Iterable[Stretch], given: Protocol | None
) -> tuple[list[Stretch], tuple[tuple[str, str], ...]]:
    """The stretches, each of one version, named by another one than 2.0.1; and the names of those of a version that is
    not judged, with its subprotocol."""
    judged, others = list[Stretch](), list[tuple[str, str]]()
    for stretch in stretches:
        for version, entries in by_version(stretch.entries, given).items():
            if not isinstance(version, Protocol):
                others.append((stretch.name, version))
                continue
            name = stretch.name if version is OCPP_201 else f"{stretch.name}, {version}"
            judged.append(Stretch(name, stretch.roles, entries, version))
    return judged, tuple(others)


def _of_results(file: Path, given: Given) -> Traffic:
    """The cases of a run that began since then, in which one side was judged, and what a station said between them.

    A system of somebody else runs on a clock that isn't scaled, and its conversation goes on from case to case. What
    belongs to no case is what a proxy recorded, by identity: both sides are judged.
    """
    account, stretches = Account(), list[Stretch]()
    begun, by_identity = dict[str, Stretch](), dict[str, Stretch]()
    for line in read_results(file):
        account.take(line)
        match line:
            case StartedLine():
                begun[line.case] = Stretch(line.case, (Role(line.role),))
                stretches.append(begun[line.case])
            case EntryLine() if line.case in begun:
                begun[line.case].entries.append(line.entry)
            case EntryLine() if line.case == BETWEEN:
                if not stretches or stretches[-1].name != BETWEEN:
                    stretches.append(Stretch(BETWEEN, (Role.STATION,)))
                stretches[-1].entries.append(line.entry)
            case EntryLine():
                by_identity.setdefault(line.case, Stretch(line.case, tuple(Role))).entries.append(line.entry)
    header: HeaderLine = account.header
    stretches += by_identity.values()
    proxied = bool(header.options.get("proxy"))
    if given.protocol is not None and not proxied:
        raise LogError(f"{file} is the recording of a run of ours, which speaks {OCPP_201}: judge it without --ocpp")
    stretches, others = _by_version(stretches, given.protocol) if proxied else (stretches, ())
    since = given.since
    first = float("-inf") if since is None else since.timestamp()
    return Traffic(
        [stretch for stretch in stretches if stretch.entries and stretch.entries[0].wall >= first],
        tuple(map(Role, header.roles)),
        header.time_scale == 1.0 and not proxied,
        LACKS if proxied else frozenset(),
        time_scale=header.time_scale,
        patience=header.patience.get("reply", PATIENCE),
        evses=header.evses,
        ending=account.ending,
        others=others,
        of_a_run=not proxied,
    )
