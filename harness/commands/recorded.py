"""Recorded traffic as the rules are to hear it: a log's identities, or the cases of a run."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ocpp_conformance.harness.catalogue import DEFAULT_EDITION
from ocpp_conformance.harness.commands.reading import counted, opened
from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence import Entry, FrameEntry, HandshakeEntry
from ocpp_conformance.harness.evidence.conclusion import Account, Ending
from ocpp_conformance.harness.evidence.lines import EntryLine, HeaderLine, StartedLine
from ocpp_conformance.harness.evidence.results import ResultsError, read_results
from ocpp_conformance.harness.logs import LogError, Told, Unread, read_log
from ocpp_conformance.harness.logs.entries import recordings
from ocpp_conformance.harness.logs.versions import version_of
from ocpp_conformance.harness.proxy.witness import LACKS, PATIENCE, other_version
from ocpp_conformance.harness.requirements import Judge, Judged
from ocpp_conformance.harness.requirements.rule import Context
from ocpp_conformance.harness.rpc import Call, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_16, OCPP_21, OCPP_201, Protocol
from ocpp_conformance.harness.suite.between import BETWEEN


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be judged: logs of one format or each of its own, who wrote them, and from when on."""

    files: Sequence[Path]
    format: str | None = None
    writer: Role | None = None
    since: datetime | None = None

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
    """What the rules hear at a time: all of an identity in a log, a case of a run, or what came between two cases."""

    name: str
    roles: tuple[Role, ...]
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What was recorded. `goes_on`: a conversation goes on from one stretch into the next. `ending` is that of the run
    that was recorded, `others` are identities that speak another version of OCPP, with that: nothing is said of them.
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

    def judged(self, roles: Iterable[Role]) -> Iterator[tuple[Stretch, Role, Judged]]:
        """What the rules say of each stretch, for each of these roles that is judged in it."""
        judges = dict[Role, Judge]()
        for stretch in self.stretches:
            for role in (role for role in stretch.roles if role in roles):
                if role not in judges or not self.goes_on:
                    judges[role] = Judge(role, self.context)
                yield stretch, role, _heard(judges[role], stretch)


def _heard(judge: Judge, stretch: Stretch) -> Judged:
    judge.begin(stretch.name)
    for entry in stretch.entries:
        judge.take(entry)
    return judge.end()


def read_traffic(given: Given, unread: Counter[str]) -> Traffic:
    """Read a results file, or logs. Raises `LogError`, and `ResultsError` for a results file that is damaged."""
    results = [file for file in given.files if given.format in (None, "results") and _is_results(file)]
    if results and len(given.files) > 1:
        raise LogError(f"{results[0]} is the recording of a run: judge it alone")
    if results:
        return _of_results(results[0], given.since)
    starts = list[int]()
    found, lacks = recordings(_in_order(given, counted(_told(given, starts), unread)))
    named = {name or "unnamed": entries for name, entries in found.items()}
    others = {name: version for name, entries in named.items() if (version := spoken(entries)) not in (None, OCPP_201)}
    stretches = [Stretch(name, tuple(Role), entries) for name, entries in named.items() if name not in others]
    told = tuple((name, version.name) for name, version in others.items())
    return Traffic(stretches, lacks=lacks, others=told, starts=tuple(starts))


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


def spoken(entries: Iterable[Entry]) -> Protocol | None:
    """The version of OCPP that the most CALLs are of which tell, None where none does; 2.1 shows only in what it alone
    has."""
    frames = (entry.frame for entry in entries if isinstance(entry, FrameEntry))
    told = Counter(version_of(frame.action, frame.payload) for frame in frames if isinstance(frame, Call))
    if told[OCPP_21]:
        return OCPP_21
    return max((OCPP_201, OCPP_16), key=lambda each: told[each]) if told[OCPP_16] or told[OCPP_201] else None


def _other(entries: Sequence[Entry]) -> str:
    """The other version of OCPP that a station was heard to speak through a proxy, by what was agreed on or by its
    CALLs; empty where it speaks 2.0.1."""
    handshakes = (entry.handshake for entry in entries if isinstance(entry, HandshakeEntry))
    agreed = next(filter(None, map(other_version, handshakes)), "").removeprefix("ocpp")
    return agreed or ("" if (told := spoken(entries)) in (None, OCPP_201) or told is None else told.name)


def _of_results(file: Path, since: datetime | None) -> Traffic:
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
    others = {stretch.name: found for stretch in stretches if proxied and (found := _other(stretch.entries))}
    stretches = [stretch for stretch in stretches if stretch.name not in others]
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
        others=tuple(others.items()),
        of_a_run=not proxied,
    )
