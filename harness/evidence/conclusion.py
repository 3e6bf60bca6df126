"""What a run amounts to: how it ended, and what its verdicts mean together. Exit code and views read it here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.evidence.lines import (
    BreachLine,
    FooterLine,
    HeaderLine,
    Line,
    RuleLine,
    StartedLine,
    UnreachableLine,
    VerdictLine,
)
from ocpp_conformance.harness.evidence.verdict import GREY, Exit, Verdict
from ocpp_conformance.harness.rpc import Role


class Ending(StrEnum):
    """How a run ended."""

    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    LOST = "lost"
    CUT = "cut"
    UNREACHABLE = "unreachable"


class Tone(StrEnum):
    """How it looks."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a run or a role of it amounts to, in a sentence that follows the name of the system."""

    tone: Tone
    text: str

    @property
    def alone(self) -> str:
        """The sentence with a capital letter."""
        return self.text[:1].upper() + self.text[1:]


RANK = (Exit.UNREACHABLE, Exit.HARNESS_ERROR, Exit.INTERRUPTED, Exit.FAILED, Exit.NOTHING_JUDGED)
"""The first of these that applies wins."""

_OF_VERDICTS = {
    Verdict.FAILED: Exit.FAILED,
    Verdict.STALE: Exit.FAILED,
    Verdict.INCONCLUSIVE: Exit.FAILED,
    Verdict.HARNESS_ERROR: Exit.HARNESS_ERROR,
}
_OF_ENDINGS = {
    Ending.INTERRUPTED: Exit.INTERRUPTED,
    Ending.LOST: Exit.HARNESS_ERROR,
    Ending.UNREACHABLE: Exit.UNREACHABLE,
}


def exit_code(
    verdicts: Iterable[Verdict],
    *,
    rules: Iterable[Verdict] = (),
    demanded_more: bool = False,
    ending: Ending = Ending.COMPLETE,
) -> Exit:
    """The exit code of a run: a pure function of what happened in it.

    `rules` are the verdicts on broken rules. `demanded_more` says that the user asked for more than the verdicts alone
    (`--fail-on-advisory`, `--require-complete`, no unknown entries among the known failures) and did not get it.
    """
    verdicts = list(verdicts)
    codes = {_OF_VERDICTS.get(verdict, Exit.OK) for verdict in (*verdicts, *rules)}
    codes.add(_OF_ENDINGS.get(ending, Exit.OK))
    if verdicts and GREY.issuperset(verdicts):
        codes.add(Exit.NOTHING_JUDGED)
    if demanded_more:
        codes.add(Exit.FAILED)
    return next((code for code in RANK if code in codes), Exit.OK)


@dataclass
class Account:
    """What the lines of a run amount to, for all of it and for each role: `take` them in their order."""

    header: HeaderLine = field(default_factory=HeaderLine)
    footer: FooterLine | None = None
    stopped: str = ""
    rules: list[RuleLine] = field(default_factory=list)
    _counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _roles: dict[str, str] = field(default_factory=dict)
    _broken: set[str] = field(default_factory=set)

    def take(self, line: Line) -> None:
        """Take the next line."""
        match line:
            case HeaderLine():
                self.header = line
            case StartedLine(case, _, role):
                self._roles[case] = role
            case BreachLine(case, breach) if breach.binding == MUST:
                self._broken.add(self._roles.get(case, str(Role.STATION)))  # nobody else is heard between cases
            case VerdictLine():
                self._counts[line.role][line.verdict] += 1
            case RuleLine():
                self.rules.append(line)
            case UnreachableLine(text):
                self.stopped = text
            case FooterLine():
                self.footer = line

    def counts(self, role: str = "") -> Counter[str]:
        """How many cases have each verdict, of one role or of all."""
        mine = [counts for name, counts in self._counts.items() if role in ("", name)]
        return sum(mine, Counter())

    @property
    def ending(self) -> Ending:
        """How the run ended; the footer of an earlier version has its exit code alone."""
        if self.footer is None:
            return Ending.CUT
        if self.footer.ending:
            return Ending(self.footer.ending)
        return Ending.INTERRUPTED if self.footer.exit == Exit.INTERRUPTED else Ending.COMPLETE

    def conclusion(self, role: str = "") -> Conclusion:
        """What the run amounts to, or a role of it.

        Where nobody weighed the breaches, in a run that was cut or in a file of format 1, each of a MUST is red.
        """
        rules = Counter(line.verdict for line in self.rules if role in ("", line.role))
        weighed = self.footer is not None and self.header.format > 1
        rules[Verdict.FAILED] += 0 if weighed else len(self._broken & {role} if role else self._broken)
        return conclude(
            self.counts(role),
            rules,
            ending=self.ending,
            why=self.stopped,
            selected=0 if role else self.header.selected,
            partial=self.header.partial,
        )


def conclude(
    counts: Mapping[str, int],
    rules: Mapping[str, int] = MappingProxyType({}),
    *,
    ending: Ending = Ending.COMPLETE,
    why: str = "",
    selected: int = 0,
    partial: bool = False,
) -> Conclusion:
    """What the counts of verdicts on cases and on broken rules mean.

    `why` nothing could be judged. `selected` is how many cases there were to run, 0 where nobody knows; `partial`: they
    were picked, and are not all that there are for the role.
    """

    def has(verdict: Verdict) -> bool:
        return bool(counts.get(verdict, 0) or rules.get(verdict, 0))

    told = sum(counts.get(verdict, 0) for verdict in Verdict)
    judged = told - sum(counts.get(verdict, 0) for verdict in GREY)
    early = _early(ending, told, selected)
    if has(Verdict.FAILED):
        return Conclusion(Tone.RED, f"does not conform{f'; {early}' if early else ''}")
    if why or ending is Ending.UNREACHABLE:
        return Conclusion(Tone.AMBER, f"could not be judged: {why or 'it was not reached'}")
    if early:
        return Conclusion(Tone.AMBER, f"could not be judged{' in full' if judged else ''}: {early}")
    if has(Verdict.HARNESS_ERROR):
        return Conclusion(Tone.AMBER, "could not be judged: the harness made a mistake")
    if has(Verdict.INCONCLUSIVE):
        return Conclusion(Tone.AMBER, "could not be judged in full: preconditions were not reached")
    if has(Verdict.KNOWN):
        text = "does not conform in ways that are listed as known, and in no other as far as tested"
        return Conclusion(Tone.AMBER, f"{text}; the list is stale" if has(Verdict.STALE) else text)
    if has(Verdict.STALE):
        return Conclusion(Tone.AMBER, "conforms as far as tested, but the list of known failures is stale")
    if not judged:
        return Conclusion(Tone.AMBER, "could not be judged: no case judged it")
    if judged == counts.get(Verdict.JUDGED, 0):
        return Conclusion(Tone.GREEN, "breaks no rule that was seen")
    of = f"{judged} of {told} cases" if judged < told else f"{judged} case{'s' if judged > 1 else ''}"
    if partial:
        return Conclusion(Tone.GREEN, f"passed what was selected, {of}")
    return Conclusion(Tone.GREEN, f"conforms as far as tested, by {of}")


def _early(ending: Ending, told: int, selected: int) -> str:
    of = f"{told} of {selected} cases" if selected else f"{told} case{'' if told == 1 else 's'}"
    if ending is Ending.INTERRUPTED:
        return f"the run was interrupted after {of}"
    if ending is Ending.CUT:
        return f"the run was cut after {of}"
    if ending is Ending.LOST:
        return f"cases were lost, {of} ended"
    return ""
