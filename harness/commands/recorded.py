"""Recorded traffic as the rules are to hear it: a log's identities, or the cases of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ocpp_conformance.harness.catalogue import DEFAULT_EDITION
from ocpp_conformance.harness.commands.reading import counted, opened
from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence import Entry, FrameEntry
from ocpp_conformance.harness.evidence.conclusion import Account, Ending
from ocpp_conformance.harness.evidence.lines import EntryLine, HeaderLine, StartedLine
from ocpp_conformance.harness.evidence.results import ResultsError, read_results
from ocpp_conformance.harness.logs import LogError, read_log
from ocpp_conformance.harness.logs.entries import recordings
from ocpp_conformance.harness.logs.versions import V16, V21, V201, version_of
from ocpp_conformance.harness.requirements import Judge, Judged
from ocpp_conformance.harness.requirements.rule import Context
from ocpp_conformance.harness.rpc import Call, Role

PATIENCE = 30.0
"""Seconds for an answer, in traffic between systems of others."""


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


def read_traffic(file: Path, format: str | None, writer: Role | None, unread: Counter[str]) -> Traffic:
    """Read a results file or a log. Raises `LogError`, and `ResultsError` for a results file that is damaged."""
    with suppress(ResultsError):
        if str(file) != "-" and format in (None, "results") and next(read_results(file), None) is not None:
            return _of_results(file)
    try:
        with opened(file) as lines:
            found, lacks = recordings(counted(read_log(lines, format=format, writer=writer), unread))
    except LogError as error:
        raise LogError(f"{file}: {error}") from None
    named = {name or "unnamed": entries for name, entries in found.items()}
    others = {name: version for name, entries in named.items() if (version := spoken(entries)) not in (None, V201)}
    stretches = [Stretch(name, tuple(Role), entries) for name, entries in named.items() if name not in others]
    return Traffic(stretches, lacks=lacks, others=tuple((name, str(version)) for name, version in others.items()))


def spoken(entries: Iterable[Entry]) -> str | None:
    """The version of OCPP that the most CALLs are of which tell, None where none does; 2.1 shows only in what it alone
    has."""
    frames = (entry.frame for entry in entries if isinstance(entry, FrameEntry))
    told = Counter(version_of(frame.action, frame.payload) for frame in frames if isinstance(frame, Call))
    if told[V21]:
        return V21
    return max((V201, V16), key=lambda version: told[version]) if told[V16] or told[V201] else None


def _of_results(file: Path) -> Traffic:
    """The cases of a run, in which one side was judged, and what a station said between them.

    A system of somebody else runs on a clock that isn't scaled, and its conversation goes on from case to case.
    """
    account, stretches, judged = Account(), list[Stretch](), dict[str, Role]()
    for line in read_results(file):
        account.take(line)
        match line:
            case StartedLine():
                judged[line.case] = Role(line.role)
            case EntryLine():
                if not stretches or stretches[-1].name != line.case:
                    stretches.append(Stretch(line.case, (judged.get(line.case, Role.STATION),)))
                stretches[-1].entries.append(line.entry)
    header: HeaderLine = account.header
    return Traffic(
        stretches,
        tuple(map(Role, header.roles)),
        header.time_scale == 1.0,
        time_scale=header.time_scale,
        patience=header.patience.get("reply", PATIENCE),
        evses=header.evses,
        ending=account.ending,
    )
